/**
 * From a query to needles: groups of byte strings, of each of which every matching event holds at least one, in some line.
 * A fold over the tree: of criteria that must all hold every side gives its groups, of alternatives each gives its most
 * selective one to a common group; what is negated proves nothing. Where a match needs no text of its own (a missing field
 * that counts as 0, a name given by the system, `cwd` + `name`), a criterion gives none.
 */
import type { Needle, NeedleGroup } from '../log/scan/needle.js';
import { criteria } from './criteria/list.js';
import type { Criterion, LeafName, LeafValues } from './criterion.js';
import { unionOf } from './needle-group.js';
import { type Query, speaksOfAddresses } from './query.js';

/** Of one group, and of all: the kernel's table is small, and many needles cost more than they save. */
const MOST = 12;
export const MOST_OF_ALL = 32;
const LONGEST = 400;

/** Fields that are like a criterion of another name. */
const SIMILAR: ReadonlyMap<string, LeafName> = new Map<string, LeafName>([
  ['path', 'file'],
  ['name', 'file'],
  ['cwd', 'file'],
  ['cmd', 'file'],
  ['proctitle', 'file'],
  ['addr', 'hostname'],
  ['tty', 'terminal'],
  ['ses', 'session'],
  ['subj', 'subject'],
  ['obj', 'object'],
]);

/** The lower its rank, the fewer lines hold a needle of the group. */
interface Ranked {
  readonly rank: number;
  readonly group: NeedleGroup;
}

/** Criteria whose texts few lines hold come first: every line is searched for the first group. Others come last. */
const SELECTIVE: readonly LeafName[] = [
  ...(['uuid', 'vm', 'pid', 'ppid', 'file', 'hostname', 'key', 'exe', 'comm', 'terminal'] as const),
  ...(['subject', 'object', 'type', 'session', 'syscall', 'auid', 'uid', 'euid', 'gid', 'egid', 'exit'] as const),
];

/** The first group is the most selective one. None: every event must be looked at. */
export function needlesOf(
  { criterion }: Pick<Query, 'criterion'>,
  complains: boolean = speaksOfAddresses({ criterion }),
): readonly NeedleGroup[] {
  if (!criterion) return [];
  const groups: NeedleGroup[] = [];
  let left = MOST_OF_ALL;
  for (const { group } of ranked(criterion).sort((one, other) => one.rank - other.rank)) {
    const whole = complains && !group.some(({ kind }) => kind === 'host') ? [...group, SHORT_ADDRESS] : group;
    left -= whole.length;
    if (left >= 0) groups.push(whole);
  }
  return groups;
}

/** Addresses that are too short are complained about whatever else the query asks for, so they must be seen. */
export const SHORT_ADDRESS: Needle = { kind: 'address', prefix: 'saddr=' };

function ranked(tree: Criterion): Ranked[] {
  if (tree.kind === 'not') return [];
  if (tree.kind === 'is') return leafGroup(tree.name, tree.value);
  if (tree.kind === 'and') return tree.of.flatMap(ranked);
  const sides = tree.of.map((side) => ranked(side).reduce<Ranked | undefined>(moreSelective, undefined));
  const known = sides.filter((side) => side !== undefined);
  if (known.length < sides.length) return [];
  const group = unionOf(known.map((side) => side.group));
  return group.length > MOST || group.length === 0 ? [] : [{ rank: Math.max(...known.map(({ rank }) => rank)), group }];
}

function moreSelective(one: Ranked | undefined, other: Ranked): Ranked {
  return one && one.rank <= other.rank ? one : other;
}

function leafGroup<N extends LeafName>(name: N, value: LeafValues[N]): Ranked[] {
  const group = criteria[name].needles(value);
  if (!group || group.length === 0 || group.length > MOST || !group.every(isUsable)) return [];
  return [
    { rank: rankOf(name === 'field' && typeof value === 'object' && 'field' in value ? value.field : name), group },
  ];
}

/** A comparison with a field is as selective as the criterion of that name. */
function rankOf(name: string): number {
  const rank = SELECTIVE.findIndex((known) => known === (SIMILAR.get(name) ?? name));
  return rank < 0 ? SELECTIVE.length : rank;
}

function isUsable(needle: Needle): boolean {
  const text = textOf(needle);
  return text !== '' && text.length <= LONGEST;
}

/** What a needle looks for besides a prefix of ours. */
function textOf(needle: Needle): string {
  if ('text' in needle) return needle.text;
  return 'value' in needle ? needle.value : needle.prefix;
}
