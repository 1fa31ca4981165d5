/**
 * Which rows are worth looking at, as data: a store chooses by it in its own language, and what it gives is matched here by
 * the lines. So it must let every row through that may match, and may let others through: criteria that no column can
 * decide are left out, and rows whose column must not be believed are taken.
 */
import type { Account, Criterion, Leaf, LeafName, LeafValues, Text } from '../query/criterion.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { type AttributeColumn, bitOf } from './attribute-columns.js';
import type { ColumnName, Row } from './row.js';
import { unicodeOf } from './text.js';

/** Columns by what they hold. */
type Holding<T> = { [K in ColumnName]: Row[K] extends T ? K : never }[ColumnName];
export type NumberColumn = Holding<number | undefined>;
export type TextColumn = Holding<string | undefined>;
export type TextsColumn = Holding<readonly string[]>;

export type Predicate =
  /** The number is one of these; an absent one is none. */
  | { readonly kind: 'number'; readonly column: NumberColumn; readonly values: readonly number[] }
  | { readonly kind: 'exit'; readonly value: bigint }
  /** Some record is of one of these types. */
  | { readonly kind: 'types'; readonly values: readonly number[] }
  /** The text, or some text of the list, is `text` or holds it. */
  | { readonly kind: 'text'; readonly column: TextColumn; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'texts'; readonly column: TextsColumn; readonly text: string; readonly whole: boolean }
  /** Some of these columns must not be believed. */
  | { readonly kind: 'odd'; readonly bits: number }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Predicate[] };

/** Undefined: every row may match. */
export function predicateOf(tree: Criterion | undefined): Predicate | undefined {
  if (tree === undefined || tree.kind === 'not') return undefined;
  if (tree.kind === 'is') return ofLeaf(tree);
  const sides = tree.of.map(predicateOf);
  const known = sides.filter((side) => side !== undefined);
  if (tree.kind === 'or' && known.length < sides.length) return undefined;
  if (known.length === 0) return tree.kind === 'or' ? { kind: 'or', of: [] } : undefined;
  return { kind: tree.kind, of: known };
}

/** The parts of the tree that no column decides. */
export function undecided(tree: Criterion): readonly Criterion[] {
  if (tree.kind === 'and') return tree.of.flatMap(undecided);
  if (predicateOf(tree) === undefined) return [tree];
  return tree.kind === 'or' ? tree.of.flatMap(undecided) : [];
}

/** Rows where the log has this name for an id: that it knows the name is told, whether they match or not. */
export function named(name: string): Predicate | undefined {
  return anyOf(NAME_COLUMNS.map((column) => text(column, { text: name, whole: true })));
}

const NAME_COLUMNS = ['uidName', 'euidName', 'auidName', 'gidName', 'egidName'] as const;

function ofLeaf<N extends LeafName>({ name, value }: Leaf<N>): Predicate | undefined {
  // The value is of the criterion's kind, which the compiler cannot see while the name is a variable.
  return (LEAVES[name] as LeafPredicate<N> | undefined)?.(value as LeafValues[N]);
}

type LeafPredicate<N extends LeafName> = (value: LeafValues[N]) => Predicate | undefined;

/** A criterion that is not here is one that no column decides. */
const LEAVES: { readonly [N in LeafName]?: LeafPredicate<N> } = {
  serial: (value) => ({ kind: 'number', column: 'serial', values: [value] }),
  node: (names) => anyOf(names.map((name) => text('node', { text: name, whole: true }))),
  type: (values) => ({ kind: 'types', values }),
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
  file: (value) => anyOf([attribute('cwd')(value), attributes('files')(value)]),
  hostname: attribute('hostname'),
  terminal: attribute('terminal'),
  exe: attribute('exe'),
  comm: attribute('comm'),
  key: attributes('keys'),
  uuid: attribute('uuid'),
  vm: attribute('vm'),
  subject: attributes('subjects'),
  object: attributes('objects'),
  // Fields of any record, of which columns know one at most.
  field: () => undefined,
  lifetime: () => undefined,
};

/** `predicate`, or that it can't be told by these columns. */
function believed(columns: readonly AttributeColumn[], predicate: Predicate): Predicate {
  return {
    kind: 'or',
    of: [predicate, { kind: 'odd', bits: columns.reduce((bits, column) => bits + bitOf(column), 0) }],
  };
}

function number(column: NumberColumn & AttributeColumn): (value: number) => Predicate {
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
): (value: Account) => Predicate | undefined {
  return ({ id, name }) => {
    if (name === undefined) return id === undefined ? undefined : number(column)(id);
    const logged = text(names, { text: name, whole: true });
    if (logged === undefined) return undefined;
    const values = [id, FIXED.get(name)].filter((value) => value !== undefined);
    return believed([column, names], { kind: 'or', of: [logged, { kind: 'number', column, values }] });
  };
}

function elfNumbers(name: string): readonly number[] {
  return rows(tables.machines).flatMap((row) => (row.machine === name ? (row.elf_decimal ?? []) : []));
}

function attribute(column: TextColumn & AttributeColumn): (value: Text) => Predicate | undefined {
  return (value) => {
    const found = text(column, value);
    return found && believed([column], found);
  };
}

function attributes(column: TextsColumn & AttributeColumn): (value: Text) => Predicate | undefined {
  return ({ text: bytes, whole }) => {
    const asked = unicodeOf(bytes);
    return asked === undefined ? undefined : believed([column], { kind: 'texts', column, text: asked, whole });
  };
}

/** What is no Unicode is in no column. */
function text(column: TextColumn, { text: bytes, whole }: Text): Predicate | undefined {
  const asked = unicodeOf(bytes);
  return asked === undefined ? undefined : { kind: 'text', column, text: asked, whole };
}

/** Undefined: of those that are known every row may satisfy them. */
export function allOf(sides: readonly (Predicate | undefined)[]): Predicate | undefined {
  const [only, ...others] = sides.filter((side) => side !== undefined);
  return only && others.length > 0 ? { kind: 'and', of: [only, ...others] } : only;
}

export function anyOf(sides: readonly (Predicate | undefined)[]): Predicate | undefined {
  const known = sides.filter((side) => side !== undefined);
  return known.length < sides.length ? undefined : { kind: 'or', of: known };
}
