/**
 * Which rows a criterion is about. There are two answers: `maybe`
 * lets every row through that may match, and what it gives is matched here by the lines; what `surely` lets through need not
 * be looked at. They differ by the criteria that no column can decide, and by rows whose column must not be believed.
 */
import type { Account, Criterion, Leaf, LeafName, LeafValues, Text } from '../query/criterion.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { type AttributeColumn, bitOf } from './attribute-columns.js';
import { fieldBounds, nodeBounds } from './field-bounds.js';
import {
  allOf,
  anyOf,
  type Bounds,
  EVERY,
  exact,
  isEvery,
  NONE,
  type NumberColumn,
  not,
  type Predicate,
  someBits,
  type TextColumn,
  type TextsColumn,
  text,
  texts,
} from './predicate.js';

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
  node: nodeBounds,
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
