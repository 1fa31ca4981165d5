/**
 * Events that satisfy a predicate: of each unit whose extremes do not rule it out first the columns that it is about, then the
 * lines of those rows.
 */

import { columnsOf, evaluator } from '../evaluate.js';
import type { Stamp } from '../order.js';
import type { Predicate } from '../predicate.js';
import { KIND } from '../row.js';
import type { SecondRange } from '../second-range.js';
import type { ChosenEvent, StoredLog } from '../stored-stream.js';
import type { ChosenRow } from './duckdb-choose.js';
import { mayHold } from './extremes.js';
import type { RowRange } from './file.js';
import { readColumns, type Unit } from './lake.js';

/** Rows that lie so near are read in one piece: pages hold about a thousand. */
const NEAR = 500;

export async function* chosenEvents(
  units: readonly Unit[],
  part: StoredLog,
  seconds: SecondRange,
  predicate: Predicate,
): AsyncGenerator<ChosenEvent> {
  for (const unit of units) {
    if (unit.latest < seconds.start || unit.earliest > seconds.end || !mayHold(predicate, unit.extremes)) continue;
    const wanted = await wantedRows(unit, part, seconds, predicate);
    yield* eventsOf(unit, wanted);
  }
}

/** Events of rows that were chosen before, in order. */
export async function* namedEvents(
  units: readonly Unit[],
  part: StoredLog,
  chosen: readonly ChosenRow[],
): AsyncGenerator<ChosenEvent> {
  const rows = chosen.filter(({ at }) => isWithin(at, part.start, part.end - 1));
  let next = 0;
  for (const unit of units) {
    while (isBefore(rows[next], unit.first)) next++;
    const wanted: number[] = [];
    for (; isBefore(rows[next], unit.last + 1); next++) wanted.push((rows[next]?.ord ?? 0) - unit.first);
    yield* eventsOf(unit, wanted);
  }
}

/** `wanted`: as in `linesOf`. */
async function* eventsOf(unit: Unit, wanted: readonly number[]): AsyncGenerator<ChosenEvent> {
  const isAny = unit.hasLate && wanted.length > 0;
  const { late = [], ksec = [], kms = [], kserial = [] } = isAny ? await readColumns(unit, LATE) : {};
  const stamp = (row: number): Stamp => ({ sec: ksec[row] ?? 0, ms: kms[row] ?? 0, serial: kserial[row] ?? 0 });
  for await (const { row, raw } of linesOf(unit, wanted)) yield { raw, behind: late[row] ? stamp(row) : undefined };
}

const LATE = ['late', 'ksec', 'kms', 'kserial'] as const;

function isBefore(row: ChosenRow | undefined, ord: number): boolean {
  return row !== undefined && row.ord < ord;
}

/** `wanted`: rows, counted from the beginning of the unit, in order. */
export async function* linesOf(
  unit: Unit,
  wanted: readonly number[],
): AsyncGenerator<{ readonly row: number; readonly raw: Uint8Array }> {
  for (const { range, rows } of nearRows(wanted)) {
    const lines = await unit.file.column('raw', { from: unit.from + range.from, to: unit.from + range.to });
    for (const row of rows) {
      const raw = lines[row - range.from];
      if (raw) yield { row, raw };
    }
  }
}

/** Counted from the beginning of the unit. */
async function wantedRows(
  unit: Unit,
  part: StoredLog,
  { start, end }: SecondRange,
  predicate: Predicate,
): Promise<readonly number[]> {
  const columns = await readColumns(unit, [...columnsOf(predicate), 'kind', 'at', 'sec']);
  const { kind = [], at = [], sec = [] } = columns;
  const holds = evaluator(predicate, columns);
  const wanted: number[] = [];
  for (const [i, each] of kind.entries()) {
    const isIn = each === KIND.event && isWithin(at[i], part.start, part.end - 1) && isWithin(sec[i], start, end);
    if (isIn && holds(i)) wanted.push(i);
  }
  return wanted;
}

export function isWithin(value: number | undefined, first: number, last: number): boolean {
  return value !== undefined && value >= first && value <= last;
}

function* nearRows(rows: readonly number[]): Generator<{ readonly range: RowRange; readonly rows: readonly number[] }> {
  let near: number[] = [];
  let range: RowRange | undefined;
  for (const row of rows) {
    if (range && row - range.to >= NEAR - 1) {
      yield { range, rows: near };
      range = undefined;
      near = [];
    }
    range = { from: range?.from ?? row, to: row + 1 };
    near.push(row);
  }
  if (range) yield { range, rows: near };
}
