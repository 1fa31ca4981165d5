/**
 * Which rows are worth looking at, as data: a store chooses by it in its own language. Of a criterion there are two: `maybe`
 * lets every row through that may match, and what it gives is matched here by the lines; what `surely` lets through need not
 * be looked at. They differ by the criteria that no column can decide, and by rows whose column must not be believed.
 */

import type { Account, Criterion, Leaf, LeafName, LeafValues, Text } from '../query/criterion.js';
import type { Comparison } from '../query/field/comparison.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { type AttributeColumn, bitOf } from './attribute-columns.js';
import type { ColumnName, Row } from './row.js';
import { unicodeOf } from './text.js';
import { type ToldField, toldBit, toldField } from './told-fields.js';

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

/** Of every criterion `undefined`: all rows surely match. */
export function boundsOf(tree: Criterion | undefined): Bounds {
  if (tree === undefined) return { surely: EVERY, maybe: EVERY };
  if (tree.kind === 'is') return ofLeaf(tree);
  if (tree.kind === 'not') {
    const { surely, maybe } = boundsOf(tree.of);
    return { surely: not(maybe), maybe: not(surely) };
  }
  const sides = tree.of.map(boundsOf);
  const join = tree.kind === 'and' ? allOf : anyOf;
  return { surely: join(sides.map(({ surely }) => surely)), maybe: join(sides.map(({ maybe }) => maybe)) };
}

/** Undefined: every row may match. */
export function predicateOf(tree: Criterion | undefined): Predicate | undefined {
  const { maybe } = boundsOf(tree);
  return isEvery(maybe) ? undefined : maybe;
}

/** The parts of the tree that no column decides. */
export function undecided(tree: Criterion): readonly Criterion[] {
  if (tree.kind === 'and') return tree.of.flatMap(undecided);
  if (predicateOf(tree) === undefined) return [tree];
  return tree.kind === 'or' ? tree.of.flatMap(undecided) : [];
}

/** Rows where the log has this name for an id: that it knows the name is told, whether they match or not. */
export function named(name: string): Predicate {
  return anyOf(NAME_COLUMNS.map((column) => text(column, { text: name, whole: true }) ?? EVERY));
}

const NAME_COLUMNS = ['uidName', 'euidName', 'auidName', 'gidName', 'egidName'] as const;

function ofLeaf<N extends LeafName>({ name, value }: Leaf<N>): Bounds {
  // The value is of the criterion's kind, which the compiler cannot see while the name is a variable.
  return (LEAVES[name] as LeafBounds<N> | undefined)?.(value as LeafValues[N]) ?? UNDECIDED;
}

const UNDECIDED: Bounds = { surely: NONE, maybe: EVERY };

/** Undefined: no column decides it. */
type LeafBounds<N extends LeafName> = (value: LeafValues[N]) => Bounds | undefined;

/** A criterion that is not here is one that no column decides. */
const LEAVES: { readonly [N in LeafName]?: LeafBounds<N> } = {
  serial: (value) => exact({ kind: 'number', column: 'serial', values: [value] }),
  node: (names) => {
    const maybe = anyOf(names.map((name) => text('node', { text: name, whole: true }) ?? EVERY));
    // What is no Unicode is shown so (`text.ts`).
    return names.some((name) => name.includes(REPLACEMENT)) ? { surely: NONE, maybe } : exact(maybe);
  },
  type: (values) => exact({ kind: 'types', values }),
  pid: number('pid'),
  ppid: number('ppid'),
  session: number('session'),
  syscall: number('syscall'),
  success: number('success'),
  uid: account('uid', 'uidName'),
  euid: account('euid', 'euidName'),
  auid: account('auid', 'auidName'),
  gid: account('gid', 'gidName'),
  egid: account('egid', 'egidName'),
  arch: (name) => believed(['arch'], { kind: 'number', column: 'arch', values: elfNumbers(name) }),
  exit: (value) => believed(['exit'], { kind: 'exit', value: BigInt(value) }),
  file: (value) => {
    const [cwd, files] = [text('cwd', value), texts('files', value)];
    return cwd && files && believed(['cwd', 'files'], anyOf([cwd, files]));
  },
  hostname: attribute('hostname'),
  terminal: attribute('terminal'),
  exe: attribute('exe'),
  comm: attribute('comm'),
  key: attributes('keys'),
  uuid: attribute('uuid'),
  vm: attribute('vm'),
  subject: attributes('subjects'),
  object: attributes('objects'),
  field: fieldBounds,
  lifetime: () => undefined,
};

/** Of a field that columns tell, whose values are told apart by them. */
function fieldBounds({ type, field, operator, values }: Comparison): Bounds | undefined {
  const told = type === undefined ? toldField(field) : undefined;
  if (!told || (operator !== '=' && operator !== 'in')) return undefined;
  const tests = values.map((value) => equals(told, value));
  const known = tests.filter((test) => test !== undefined);
  if (known.length < tests.length) return undefined;
  const bits = toldBit(field);
  const sure = allOf([someBits('told', bits), anyOf(known)]);
  return { surely: sure, maybe: anyOf([sure, someBits('untold', bits)]) };
}

/** Texts that mean nothing but themselves, however they are compared: no numbers, no digits of an encoded one. */
const ORDINARY = /^(?![\da-f]+$)[a-z_./][\w./-]*$/i;
const ID = /^\d{1,9}$/;

function equals({ column, values }: ToldField, asked: string): Predicate | undefined {
  switch (column) {
    case 'keys':
      return texts(column, { text: asked, whole: true });
    case 'comm':
    case 'exe':
    case 'cwd':
    case 'acct':
    case 'hostname':
    case 'terminal':
    case 'uuid':
    case 'vm':
      return ORDINARY.test(asked) ? text(column, { text: asked, whole: true }) : undefined;
    case 'success': {
      const value = ([0, 1] as const).find((success) => values({ success }).includes(asked));
      return value === undefined ? undefined : { kind: 'number', column, values: [value] };
    }
    case 'syscall':
    case 'arch':
      return undefined; // they have names
    default:
      return ID.test(asked) ? { kind: 'number', column, values: [Number(asked)] } : undefined;
  }
}

/** U+FFFD as bytes. */
const REPLACEMENT = '\xef\xbf\xbd';

function exact(predicate: Predicate): Bounds {
  return { surely: predicate, maybe: predicate };
}

/** `predicate`, unless it can't be told by these columns. */
function believed(columns: readonly AttributeColumn[], predicate: Predicate): Bounds {
  const odd = someBits(
    'odd',
    columns.reduce((bits, column) => bits + bitOf(column), 0),
  );
  return { surely: allOf([predicate, not(odd)]), maybe: anyOf([predicate, odd]) };
}

function number(column: NumberColumn & AttributeColumn): (value: number) => Bounds {
  return (value) => believed([column], { kind: 'number', column, values: [value] });
}

/** Names that mean a number everywhere. */
const FIXED: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['unset', 0xffffffff],
]);

/** By name: the log's own name, or the number that has it here. */
function account(
  column: 'uid' | 'euid' | 'auid' | 'gid' | 'egid',
  names: (typeof NAME_COLUMNS)[number],
): (value: Account) => Bounds | undefined {
  return ({ id, name }) => {
    if (name === undefined) return id === undefined ? undefined : number(column)(id);
    const logged = text(names, { text: name, whole: true });
    if (logged === undefined) return undefined;
    const values = [id, FIXED.get(name)].filter((value) => value !== undefined);
    const { maybe } = believed([column, names], anyOf([logged, { kind: 'number', column, values }]));
    // Whose name it is when there are several numbers, and what this machine calls them, the lines say.
    return { surely: NONE, maybe };
  };
}

function elfNumbers(name: string): readonly number[] {
  return rows(tables.machines).flatMap((row) => (row.machine === name ? (row.elf_decimal ?? []) : []));
}

function attribute(column: TextColumn & AttributeColumn): (value: Text) => Bounds | undefined {
  return (value) => {
    const found = text(column, value);
    return found && believed([column], found);
  };
}

function attributes(column: TextsColumn & AttributeColumn): (value: Text) => Bounds | undefined {
  return (value) => {
    const found = texts(column, value);
    return found && believed([column], found);
  };
}

/** What is no Unicode is in no column. */
function text(column: TextColumn, { text: bytes, whole }: Text): Predicate | undefined {
  const asked = unicodeOf(bytes);
  return asked === undefined ? undefined : { kind: 'text', column, text: asked, whole };
}

function texts(column: TextsColumn, { text: bytes, whole }: Text): Predicate | undefined {
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
