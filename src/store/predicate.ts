/** Which rows are worth looking at, as data: a store chooses by it in its own language. Of criteria they are made in `bounds.ts`. */
import type { Text } from '../query/criterion.js';
import type { ColumnName, Row } from './row.js';
import { unicodeOf } from './text.js';

/** Columns by what they hold. */
type Holding<T> = { [K in ColumnName]: Row[K] extends T ? K : never }[ColumnName];
export type NumberColumn = Holding<number | undefined>;
export type TextColumn = Holding<string | undefined>;
export type TextsColumn = Holding<readonly string[]>;

/** `odd`: columns that must not be believed; fields that columns tell and that they do not (`told-fields.ts`). */
export type BitsColumn = 'odd' | 'told' | 'untold';

export type Predicate =
  /** The number is one of these; an absent one is none. */
  | { readonly kind: 'number'; readonly column: NumberColumn; readonly values: readonly number[] }
  | { readonly kind: 'exit'; readonly value: bigint }
  /** Some record is of one of these types. */
  | { readonly kind: 'types'; readonly values: readonly number[] }
  /** The text, or some text of the list, is `text` or holds it. */
  | { readonly kind: 'text'; readonly column: TextColumn; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'texts'; readonly column: TextsColumn; readonly text: string; readonly whole: boolean }
  /** Some of these bits are set. */
  | { readonly kind: 'bits'; readonly column: BitsColumn; readonly bits: number }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate };

export const EVERY: Predicate = { kind: 'and', of: [] };
export const NONE: Predicate = { kind: 'or', of: [] };

/** Between the rows that match whatever the lines say, and those that may match. */
export interface Bounds {
  readonly surely: Predicate;
  readonly maybe: Predicate;
}

export function exact(predicate: Predicate): Bounds {
  return { surely: predicate, maybe: predicate };
}

/** What is no Unicode is in no column. */
export function text(column: TextColumn, { text: bytes, whole }: Text): Predicate | undefined {
  const asked = unicodeOf(bytes);
  return asked === undefined ? undefined : { kind: 'text', column, text: asked, whole };
}

export function texts(column: TextsColumn, { text: bytes, whole }: Text): Predicate | undefined {
  const asked = unicodeOf(bytes);
  return asked === undefined ? undefined : { kind: 'texts', column, text: asked, whole };
}

export function someBits(column: BitsColumn, bits: number): Predicate {
  return bits === 0 ? NONE : { kind: 'bits', column, bits };
}

export function allBits(column: BitsColumn, bits: number): Predicate {
  const each = Array.from({ length: 32 }, (_, i) => 2 ** i).filter((bit) => ((bits / bit) & 1) === 1);
  return allOf(each.map((bit) => someBits(column, bit)));
}

export function allOf(sides: readonly Predicate[]): Predicate {
  const needed = sides.flatMap((side) => (side.kind === 'and' ? side.of : [side]));
  const [only, ...others] = needed;
  if (needed.some(isNone)) return NONE;
  return only && others.length === 0 ? only : { kind: 'and', of: needed };
}

export function anyOf(sides: readonly Predicate[]): Predicate {
  const open = sides.flatMap((side) => (side.kind === 'or' ? side.of : [side]));
  const [only, ...others] = open;
  if (open.some(isEvery)) return EVERY;
  return only && others.length === 0 ? only : { kind: 'or', of: open };
}

export function not(predicate: Predicate): Predicate {
  if (predicate.kind === 'not') return predicate.of;
  return isEvery(predicate) ? NONE : isNone(predicate) ? EVERY : { kind: 'not', of: predicate };
}

export function isEvery(predicate: Predicate): boolean {
  return predicate.kind === 'and' && predicate.of.length === 0;
}

export function isNone(predicate: Predicate): boolean {
  return predicate.kind === 'or' && predicate.of.length === 0;
}
