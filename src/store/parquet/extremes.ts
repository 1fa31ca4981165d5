/** What the least and the largest value of each column, which files tell of a group of rows, leave of a predicate. */

import type { Predicate } from '../predicate.js';
import { COLUMNS, type ColumnName } from '../row.js';
import type { RowGroup } from './file.js';

/** False: no row of the group satisfies it. Absent values are none. */
export function mayHold(predicate: Predicate, extremes: RowGroup['extremes']): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.of.every((part) => mayHold(part, extremes));
    case 'or':
      return predicate.of.some((part) => mayHold(part, extremes));
    case 'not':
      return true;
    case 'number':
      return predicate.values.some((value) => mayBe(value, numbersOf(predicate.column, extremes)));
    case 'types':
      return predicate.values.some((value) => mayBe(value, numbersOf('types', extremes)));
    case 'exit':
      return mayBe(predicate.value, numbersOf('exit', extremes));
    case 'bits':
      return numbersOf(predicate.column, extremes)?.[1] !== 0;
    case 'text':
    case 'texts':
      return !predicate.whole || mayBeText(predicate.text, extremes(predicate.column));
  }
}

type Numbers = readonly [number | bigint, number | bigint] | undefined;

function mayBe(value: number | bigint, numbers: Numbers): boolean {
  return !numbers || (value >= numbers[0] && value <= numbers[1]);
}

/** Undefined: they are not told, or in another order than that of the values. */
function numbersOf(column: ColumnName, extremes: RowGroup['extremes']): Numbers {
  const [least, largest] = (extremes(column) ?? []).map((value) => numberIn(column, value));
  return least === undefined || largest === undefined || least > largest ? undefined : [least, largest];
}

/** Files have numbers of 32 bits without a sign as if they had one. */
function numberIn(column: ColumnName, value: unknown): number | bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number') return undefined;
  return COLUMNS[column].startsWith('id') ? value >>> 0 : value;
}

/** In the order of their bytes. */
function mayBeText(text: string, texts: readonly [unknown, unknown] | undefined): boolean {
  const [least, largest] = texts ?? [];
  if (typeof least !== 'string' || typeof largest !== 'string') return true;
  const bytes = Buffer.from(text);
  return Buffer.compare(bytes, Buffer.from(least)) >= 0 && Buffer.compare(bytes, Buffer.from(largest)) <= 0;
}
