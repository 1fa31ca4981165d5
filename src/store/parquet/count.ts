/** Counting by columns of Parquet files, unit by unit; lines are read of odd events only. */
import {
  type CountedColumn,
  type CountedRows,
  type CountQuestion,
  LISTS,
  type OddEvent,
  type Place,
} from '../count.js';
import { type Columns, columnsOf, evaluator } from '../evaluate.js';
import { type ColumnName, KIND } from '../row.js';
import { linesOf } from './choose.js';
import { type LakeStream, readColumns, type Unit } from './lake.js';

interface Counting {
  readonly values: CountedRows['values'];
  count: number;
  first: Place | undefined;
}

export async function countRows(lake: readonly LakeStream[], question: CountQuestion): Promise<readonly CountedRows[]> {
  const all: CountedRows[] = [];
  for (const { name, units } of lake) {
    if (question.streams && !question.streams.includes(name)) continue;
    const counted = new Map<string, Counting>();
    for (const unit of touched(units, question)) await countUnit(unit, question, counted);
    for (const one of counted.values()) all.push(one);
  }
  return all;
}

function touched(units: readonly Unit[], { seconds: { start, end } }: CountQuestion): readonly Unit[] {
  return units.filter(({ earliest, latest }) => latest >= start && earliest <= end);
}

async function countUnit(unit: Unit, question: CountQuestion, counted: Map<string, Counting>): Promise<void> {
  const { by, wantsFirst } = question;
  const columns = await readColumns(unit, [...by, ...WHERE, ...wherePredicate(question), ...(wantsFirst ? ORDER : [])]);
  const list = by.find((column) => LISTS.includes(column));
  const isCounted = rowTest(columns, question, false);
  for (let i = 0; i < unit.to - unit.from; i++) {
    if (!isCounted(i)) continue;
    const items = list ? textsAt(columns, list, i) : [undefined];
    for (const [item, text] of items.entries()) {
      const key = keyOf(columns, by, i, text);
      const known = counted.get(key);
      if (known) known.count++;
      else
        counted.set(key, { values: valuesAt(columns, by, i, text), count: 1, first: placeAt(columns, unit, i, item) });
    }
  }
}

const WHERE: readonly ColumnName[] = ['kind', 'sec', 'odd'];
const ORDER: readonly ColumnName[] = ['ksec', 'kms', 'kserial', 'ord'];

function wherePredicate({ predicate }: CountQuestion): Iterable<ColumnName> {
  return predicate ? columnsOf(predicate) : [];
}

function rowTest(
  columns: Columns,
  { seconds: { start, end }, predicate }: CountQuestion,
  isOdd: boolean,
): (i: number) => boolean {
  const { kind = [], sec = [], odd = [] } = columns;
  const holds = predicate ? evaluator(predicate, columns) : () => true;
  return (i) => {
    if (kind[i] !== KIND.event || (odd[i] !== 0) !== isOdd) return false;
    const second = sec[i] ?? 0;
    return second >= start && second <= end && holds(i);
  };
}

function textsAt(columns: Columns, list: CountedColumn, i: number): readonly string[] {
  const texts: readonly (readonly string[])[] | undefined = list === 'files' ? columns.files : columns.keys;
  return texts?.[i] ?? [];
}

/** Values of any kind are told apart by their text; absent ones by a text that none has. */
function keyOf(columns: Columns, by: readonly CountedColumn[], i: number, item: string | undefined): string {
  let key = '';
  for (const column of by)
    key += `${item !== undefined && LISTS.includes(column) ? item : (columns[column]?.[i] ?? '\0')}\x01`;
  return key;
}

function valuesAt(
  columns: Columns,
  by: readonly CountedColumn[],
  i: number,
  item: string | undefined,
): CountedRows['values'] {
  return Object.fromEntries(
    by.map((column) => [column, item !== undefined && LISTS.includes(column) ? [item] : columns[column]?.[i]]),
  );
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

export async function* oddRows(lake: readonly LakeStream[], question: CountQuestion): AsyncGenerator<OddEvent> {
  for (const { name, units } of lake) {
    if (question.streams && !question.streams.includes(name)) continue;
    for (const unit of touched(units, question)) {
      const columns = await readColumns(unit, [...WHERE, ...ORDER, ...wherePredicate(question)]);
      const isOdd = rowTest(columns, question, true);
      const rows = Array.from({ length: unit.to - unit.from }, (_, i) => i).filter(isOdd);
      for await (const { row, raw } of linesOf(unit, rows)) yield { ...placeAt(columns, unit, row, 0), raw };
    }
  }
}
