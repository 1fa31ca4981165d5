/** Where the streams in Parquet files begin and end. */
import type { Stamp } from '../order.js';
import { KIND } from '../row.js';
import type { SecondRange } from '../second-range.js';
import type { StreamExtent } from '../stored-stream.js';
import { isWithin } from './choose.js';
import { type LakeStream, readColumns, type Unit } from './lake.js';

export async function extentOf({ units }: LakeStream, seconds: SecondRange): Promise<StreamExtent> {
  const last = await lastEvent(units, seconds);
  return { first: await firstLine(units, seconds), last: last && { ...last.stamp, at: last.at } };
}

/** The latest stamp of each stream. */
export async function latestOf(lake: readonly LakeStream[], seconds: SecondRange): Promise<ReadonlyMap<string, Stamp>> {
  const found = new Map<string, Stamp>();
  for (const { name, units } of lake) {
    const last = await lastEvent(units, seconds);
    if (last) found.set(name, last.latest);
  }
  return found;
}

const STAMP = ['sec', 'ms', 'serial', 'at'] as const;

/** Rows are in the order of release, so it is the last one of that time. `latest`: the largest stamp so far. */
async function lastEvent(
  units: readonly Unit[],
  { start, end }: SecondRange,
): Promise<{ readonly stamp: Stamp; readonly latest: Stamp; readonly at: number } | undefined> {
  for (const unit of units.toReversed()) {
    if (unit.latest < start || unit.earliest > end) continue;
    const columns = await readColumns(unit, [...STAMP, 'kind', 'ksec', 'kms', 'kserial']);
    const { kind = [], sec = [], ms = [], serial = [], at = [], ksec = [], kms = [], kserial = [] } = columns;
    const i = sec.findLastIndex((one, row) => kind[row] === KIND.event && isWithin(one, start, end));
    if (i < 0) continue;
    return {
      stamp: { sec: sec[i] ?? 0, ms: ms[i] ?? 0, serial: serial[i] ?? 0 },
      latest: { sec: ksec[i] ?? 0, ms: kms[i] ?? 0, serial: kserial[i] ?? 0 },
      at: at[i] ?? 0,
    };
  }
  return undefined;
}

/** In the order of the log, which is not quite that of rows. */
async function firstLine(units: readonly Unit[], { start, end }: SecondRange): Promise<Stamp | undefined> {
  const isOutside = (sec: number): boolean => start === Number.NEGATIVE_INFINITY || !isWithin(sec, start, end);
  let first: (Stamp & { readonly at: number }) | undefined;
  for (const unit of units.toSorted((one, other) => one.at - other.at)) {
    if (first && unit.at >= first.at) break;
    const { sec = [], ms = [], serial = [], at = [] } = await readColumns(unit, STAMP);
    for (const [i, second] of sec.entries()) {
      const begins = at[i] ?? 0;
      if (second === 0 || !isOutside(second) || (first && begins >= first.at)) continue;
      first = { sec: second, ms: ms[i] ?? 0, serial: serial[i] ?? 0, at: begins };
    }
  }
  return first;
}
