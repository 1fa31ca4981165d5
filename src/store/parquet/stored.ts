/** Streams in Parquet files, read group by group. */
import { AuditError } from '../../errors.js';
import { type MissingRows, MOST_NAMED, missingNote } from '../missing.js';
import type { Predicate } from '../predicate.js';
import type { SecondRange } from '../second-range.js';
import { type LineBlock, NO_LIMIT, type StoredLog, type StoredStream } from '../stored-stream.js';
import { chosenEvents, isWithin, namedEvents } from './choose.js';
import type { ChosenRows } from './duckdb-choose.js';
import type { RowRange } from './file.js';
import { type LakeStream, logsOf, readColumns, type Unit } from './lake.js';

/** Rows that are held at once, unless the file has so many in one page. */
const SLICE_BYTES = 1 << 26;

/** `chosen`: the rows of all streams that are looked for, if they are already known. */
export async function storedStream(
  stream: LakeStream,
  chosen: (seconds: SecondRange, predicate: Predicate) => Promise<ChosenRows | undefined>,
): Promise<StoredStream> {
  const { units, name, missing } = stream;
  const last = units.at(-1);
  if (!last) throw new AuditError('input', `nothing of ${name} is there`);
  const [timeout = 0] = await last.file.column('timeout', { from: last.to - 1, to: last.to });
  const holes = await holesIn(units);
  const lost = missing.reduce((sum, { from, to }) => sum + to - from, 0);
  const lostNotes = lost > 0 ? [missingNote(name, last.last + 1, lost, await missingRows(units, missing))] : [];
  return {
    ...{ name, timeout, logs: await logsOf(stream), notes: [...lostNotes, ...holes] },
    missing: { rows: lost, logs: holes.length },
    isRegular: (seconds) => isRegular(units, seconds),
    events: async function* (part, seconds, predicate) {
      const rows = await chosen(seconds, predicate);
      const touched = within(units, part);
      if (rows) yield* namedEvents(touched, part, rows.get(name) ?? []);
      else yield* chosenEvents(touched, part, seconds, predicate);
    },
    lines: (part, seconds) => lines(within(units, part), seconds),
  };
}

/** With the serials around them. */
async function missingRows(units: readonly Unit[], missing: readonly RowRange[]): Promise<readonly MissingRows[]> {
  const serialOf = async (ord: number): Promise<number> => {
    const unit = units.find(({ first, last }) => first <= ord && ord <= last);
    if (!unit) return 0;
    const row = unit.from + ord - unit.first;
    return (await unit.file.column('serial', { from: row, to: row + 1 }))[0] ?? 0;
  };
  const named = missing.slice(0, MOST_NAMED + 1);
  return Promise.all(
    named.map(async ({ from, to }) => ({
      ...{ first: from, last: to - 1 },
      serials: [await serialOf(from - 1), await serialOf(to)] as const,
    })),
  );
}

/** What was gone before it could be shipped. */
async function holesIn(units: readonly Unit[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { file, from, to, hasOthers } of units) {
    if (!hasOthers) continue;
    for (const note of await file.column('note', { from, to })) if (note !== '') found.push(`WARNING - ${note}`);
  }
  return found;
}

function within(units: readonly Unit[], part: StoredLog): readonly Unit[] {
  return units.filter(({ at, end }) => at < part.end && end > part.start);
}

async function isRegular(units: readonly Unit[], { start, end }: SecondRange): Promise<boolean> {
  for (const unit of units) {
    if (!unit.hasLate || unit.latest < start || unit.earliest > end) continue;
    const { late = [], sec = [] } = await readColumns(unit, ['late', 'sec']);
    if (late.some((value, i) => value !== 0 && isWithin(sec[i], start, end))) return false;
  }
  return true;
}

async function* lines(wanted: readonly Unit[], seconds: SecondRange): AsyncGenerator<LineBlock> {
  const beginnings = leastFollowing(wanted);
  const isNeeded = unitFilter(wanted, seconds);
  for (const [i, unit] of wanted.entries()) {
    if (!isNeeded(unit)) continue;
    const rows = await rowsOf(unit);
    rows.sort((one, other) => one.at - other.at);
    yield { rows, laterFrom: beginnings[i] ?? NO_LIMIT };
  }
}

async function rowsOf(unit: Unit): Promise<LineBlock['rows'][number][]> {
  const rows: LineBlock['rows'][number][] = [];
  const count = Math.max(1, Math.ceil(unit.size / SLICE_BYTES));
  const step = Math.ceil((unit.to - unit.from) / count);
  for (let from = unit.from; from < unit.to; from += step) {
    const range = { from, to: Math.min(from + step, unit.to) };
    const { file } = unit;
    const ats = await file.column('at', range);
    const steps = await file.column('steps', range);
    const secs = await file.column('sec', range);
    const kinds = await file.column('kind', range);
    const raws = await file.column('raw', range);
    for (const [i, at] of ats.entries())
      rows.push({ at, steps: steps[i] ?? [], sec: secs[i] ?? 0, kind: kinds[i] ?? 0, raw: raws[i] ?? NO_BYTES });
  }
  return rows;
}

const NO_BYTES = new Uint8Array();

/** For each unit: where the first row begins of those behind it. */
function leastFollowing(units: readonly Unit[]): readonly number[] {
  const least: number[] = [];
  let following = NO_LIMIT;
  for (const { at } of units.toReversed()) {
    least.push(following);
    following = Math.min(following, at);
  }
  return least.reverse();
}

/** By the seconds of its rows; those with what a report shows as the beginning of the log are needed, too (line-order.ts). */
function unitFilter(units: readonly Unit[], { start, end }: SecondRange): (unit: Unit) => boolean {
  const isTimed = ({ latest }: Unit): boolean => latest > 0;
  const mayBeOutside = ({ earliest, latest }: Unit): boolean => latest > end || (latest > 0 && earliest < start);
  const firstEnds = leastEnd(units.filter(isTimed));
  const firstOutsideEnds = leastEnd(units.filter((unit) => isSurelyOutside(unit, { start, end })));
  return (unit) =>
    unit.hasOthers ||
    (unit.latest >= start && unit.earliest <= end) ||
    (isTimed(unit) && unit.at < firstEnds) ||
    (mayBeOutside(unit) && unit.at < firstOutsideEnds);
}

/** It has a time out of range; 0 is none. */
function isSurelyOutside({ earliest, latest }: Unit, { start, end }: SecondRange): boolean {
  return latest > end || (earliest > 0 && earliest < start);
}

function leastEnd(units: readonly Unit[]): number {
  return units.reduce((least, { end }) => Math.min(least, end), NO_LIMIT);
}
