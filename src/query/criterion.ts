/**
 * What to search for: a tree of criteria, as plain data that can be posted to a worker thread. `match.ts` folds it to a
 * predicate, `needles.ts` to byte strings for the scan kernel.
 */
import type { Comparison } from './field/comparison.js';

export interface Text {
  readonly text: string;
  /** True: equal (`-w`); false: it occurs. */
  readonly whole: boolean;
}

/**
 * A user or group. `id` undefined: any id ("no filter"), or only the name is given and this machine does not know it.
 * `name`: compared with the log's own name for the id, else with the system's. Neither: everybody, but a record must
 * still have what it needs to tell.
 */
export interface Account {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
}

/** What each criterion compares with; the criteria themselves are in `criteria/list.ts`. Ids are unsigned: -1 is 4294967295. */
export interface LeafValues {
  readonly serial: number;
  /** One of these names. */
  readonly node: readonly string[];
  /** One of these numbers. */
  readonly type: readonly number[];
  readonly pid: number;
  readonly ppid: number;
  readonly session: number;
  readonly uid: Account;
  readonly euid: Account;
  readonly auid: Account;
  readonly gid: Account;
  readonly egid: Account;
  readonly syscall: number;
  /** A name of `tables/machines.tsv`. */
  readonly arch: string;
  readonly exit: number | bigint;
  /** 1 success, 0 failure. */
  readonly success: 0 | 1;
  readonly file: Text;
  readonly hostname: Text;
  readonly terminal: Text;
  readonly exe: Text;
  readonly comm: Text;
  readonly key: Text;
  readonly uuid: Text;
  readonly vm: Text;
  readonly subject: Text;
  readonly object: Text;
  readonly field: Comparison;
  /** One of these processes. */
  readonly lifetime: readonly Lifetime[];
}

/** A process: its number, and when it was its. Milliseconds since the epoch, both ends included. */
export interface Lifetime {
  readonly pid: number;
  readonly node: string | undefined;
  readonly from: number;
  readonly to: number;
}

export type LeafName = keyof LeafValues;

/** One criterion: what an event has must be, or hold, `value`. */
export type Leaf<N extends LeafName = LeafName> = {
  readonly [K in N]: { readonly kind: 'is'; readonly name: K; readonly value: LeafValues[K] };
}[N];

/** `and` of nothing holds for every event, `or` of nothing for none. */
export type Criterion =
  | Leaf
  | { readonly kind: 'and' | 'or'; readonly of: readonly Criterion[] }
  | { readonly kind: 'not'; readonly of: Criterion };

export function leaf<N extends LeafName>(name: N, value: LeafValues[N]): Criterion {
  // A mapped type of one key is its only member, which the compiler cannot see while the key is a parameter.
  return { kind: 'is', name, value } as Leaf;
}

/** Undefined when there is nothing that must hold. */
export function allOf(parts: readonly Criterion[]): Criterion | undefined {
  const flat = parts.flatMap((part) => (part.kind === 'and' ? part.of : [part]));
  return flat.length > 1 ? { kind: 'and', of: flat } : flat[0];
}

export function anyOf(parts: readonly Criterion[]): Criterion {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'or', of: parts };
}

/** The criteria that must hold whatever else does. */
export function required(tree: Criterion | undefined): readonly Criterion[] {
  if (!tree) return [];
  return tree.kind === 'and' ? tree.of : [tree];
}

export function* leavesOf(tree: Criterion | undefined): Generator<Leaf> {
  const open = tree ? [tree] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'is') yield next;
    else if (next.kind === 'not') open.push(next.of);
    else open.push(...next.of.toReversed());
  }
}

export function comparisonsOf(tree: Criterion | undefined): Comparison[] {
  return [...leavesOf(tree)].flatMap((one) => (one.name === 'field' ? [one.value] : []));
}
