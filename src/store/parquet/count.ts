/** Counting by columns of Parquet files, unit by unit; lines are read of odd events only. */
import { toBytes } from '../../bytes/text.js';
import type { CountedRows, CountQuestion, OddEvent, Place, RowValues } from '../count.js';
import { type Columns, columnsOf, evaluator } from '../evaluate.js';
import { oneAhead } from '../one-ahead.js';
import type { Predicate } from '../predicate.js';
import { type ColumnName, KIND } from '../row.js';
import type { SecondRange } from '../second-range.js';
import { linesOf } from './choose.js';
import type { ChosenRow, ChosenRows } from './duckdb-choose.js';
import { type Part, partsOf } from './duckdb-lines.js';
import { mayHold } from './extremes.js';
import { type LakeStream, readColumns, type Unit } from './lake.js';

interface Counting {
  readonly values: RowValues;
  readonly item: string | undefined;
  count: number;
  first: Place | undefined;
  span: SecondRange | undefined;
}

export async function countRows(lake: readonly LakeStream[], question: CountQuestion): Promise<CountedRows> {
  const all: Counting[] = [];
  for (const { name, units } of lake) {
    if (question.streams && !question.streams.includes(name)) continue;
    const counted = new Map<string, Counting>();
    for (const unit of touched(units, question, question.counted)) await countUnit(unit, question, counted);
    for (const one of counted.values()) all.push(one);
  }
  return countedRows(all, question);
}

function countedRows(all: readonly Counting[], { by, items, wantsFirst, wantsSpan }: CountQuestion): CountedRows {
  const firsts = wantsFirst ? all.flatMap(({ first }) => first ?? []) : [];
  const spans = all.flatMap(({ span }) => span ?? []);
  const columns = by
    .filter((column) => column !== items)
    .map((column) => [column, all.map(({ values }) => values[column])] as const);
  return {
    length: all.length,
    values: Object.fromEntries(columns),
    items: items && { column: items, texts: all.map(({ item = '' }) => toBytes(item)) },
    counts: all.map(({ count }) => count),
    firsts: wantsFirst
      ? {
          stream: firsts.map(({ stream }) => stream),
          ksec: firsts.map(({ ksec }) => ksec),
          kms: firsts.map(({ kms }) => kms),
          kserial: firsts.map(({ kserial }) => kserial),
          ord: firsts.map(({ ord }) => ord),
          item: firsts.map(({ item }) => item),
        }
      : undefined,
    spans: wantsSpan ? { starts: spans.map(({ start }) => start), ends: spans.map(({ end }) => end) } : undefined,
  };
}

function touched(
  units: readonly Unit[],
  { seconds: { start, end } }: CountQuestion,
  predicate: Predicate,
): readonly Unit[] {
  return units.filter(
    ({ earliest, latest, extremes }) => latest >= start && earliest <= end && mayHold(predicate, extremes),
  );
}

async function countUnit(unit: Unit, question: CountQuestion, counted: Map<string, Counting>): Promise<void> {
  const { by, items, wantsFirst, wantsSpan } = question;
  const wanted = [...by, ...WHERE, ...columnsOf(question.counted), ...(wantsFirst ? ORDER : [])];
  const columns = await readColumns(unit, wanted);
  const { sec = [] } = columns;
  const isCounted = rowTest(columns, question, question.counted);
  for (let i = 0; i < unit.to - unit.from; i++) {
    if (!isCounted(i)) continue;
    const each = items ? (columns[items]?.[i] ?? []) : [undefined];
    const second = sec[i] ?? 0;
    for (const [item, text] of each.entries()) {
      const key = keyOf(columns, question, i, text);
      const known = counted.get(key);
      if (!known) {
        const span = wantsSpan ? { start: second, end: second } : undefined;
        const values = valuesAt(columns, question, i);
        counted.set(key, { values, item: text, count: 1, first: placeAt(columns, unit, i, item), span });
        continue;
      }
      known.count++;
      if (known.span) known.span = { start: Math.min(known.span.start, second), end: Math.max(known.span.end, second) };
    }
  }
}

const WHERE: readonly ColumnName[] = ['kind', 'sec'];
const ORDER: readonly ColumnName[] = ['ksec', 'kms', 'kserial', 'ord'];

function rowTest(
  columns: Columns,
  { seconds: { start, end } }: CountQuestion,
  predicate: Predicate,
): (i: number) => boolean {
  const { kind = [], sec = [] } = columns;
  const holds = evaluator(predicate, columns);
  return (i) => {
    const second = sec[i] ?? 0;
    return kind[i] === KIND.event && second >= start && second <= end && holds(i);
  };
}

/** Values of any kind are told apart by their text; absent ones by a text that none has. `item`: of `items`, if these are asked for. */
function keyOf(columns: Columns, { by, items }: CountQuestion, i: number, item: string | undefined): string {
  let key = '';
  for (const column of by) {
    const value = column === items ? item : columns[column]?.[i];
    key += `${typeof value === 'object' ? JSON.stringify(value) : (value ?? '\0')}\x01`;
  }
  return key;
}

function valuesAt(columns: Columns, { by, items }: CountQuestion, i: number): RowValues {
  return Object.fromEntries(by.filter((column) => column !== items).map((column) => [column, columns[column]?.[i]]));
}

/** Rows come in order, so that of the first one that is alike is the least. */
function placeAt(
  { ksec = [], kms = [], kserial = [], ord = [] }: Columns,
  { stream }: Unit,
  i: number,
  item: number,
): Place {
  return { stream, ksec: ksec[i] ?? 0, kms: kms[i] ?? 0, kserial: kserial[i] ?? 0, ord: ord[i] ?? 0, item };
}

/** Lines of a part of a stream, if another way to read them is there and worth it. */
export type LinesOf = (stream: LakeStream, part: Part) => Promise<readonly OddEvent[] | undefined>;

/** `chosen`: which they are, if that is known, and how their lines are read then. */
export async function* oddRows(
  lake: readonly LakeStream[],
  question: CountQuestion,
  chosen: { readonly rows: ChosenRows; readonly linesOf: LinesOf } | undefined,
): AsyncGenerator<readonly OddEvent[]> {
  for (const stream of lake) {
    if (question.streams && !question.streams.includes(stream.name)) continue;
    const units = touched(stream.units, question, question.read);
    if (!chosen) {
      for (const unit of units) yield await eventsOf(unit, await oddIn(unit, question));
      continue;
    }
    const rows = chosen.rows.get(stream.name) ?? [];
    const read = async (part: Part): Promise<readonly [Part, readonly OddEvent[] | undefined]> => [
      part,
      await chosen.linesOf(stream, part),
    ];
    for await (const [part, events] of oneAhead(partsOf(units, rows), read)) {
      if (events) yield events;
      else for (const unit of part.units) yield await eventsOf(unit, chosenIn(unit, rows));
    }
  }
}

/** `rows`: counted from the beginning of the unit. */
async function eventsOf(unit: Unit, rows: readonly number[]): Promise<readonly OddEvent[]> {
  if (rows.length === 0) return [];
  const columns = await readColumns(unit, ORDER);
  const events: OddEvent[] = [];
  for await (const { row, raw } of linesOf(unit, rows)) events.push({ ...placeAt(columns, unit, row, 0), raw });
  return events;
}

/** Counted from the beginning of the unit. */
async function oddIn(unit: Unit, question: CountQuestion): Promise<readonly number[]> {
  const columns = await readColumns(unit, [...WHERE, ...columnsOf(question.read)]);
  const isOdd = rowTest(columns, question, question.read);
  return Array.from({ length: unit.to - unit.from }, (_, i) => i).filter(isOdd);
}

function chosenIn({ first, last }: Unit, chosen: readonly ChosenRow[]): readonly number[] {
  return chosen.flatMap(({ ord }) => (ord >= first && ord <= last ? [ord - first] : []));
}
