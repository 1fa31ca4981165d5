/** What to search for, as plain data: it can be posted to a worker. `match.ts` makes a predicate of it. */
import type { Group, MalformedMode } from '../attributes/extractor.js';
import type { FieldCriterion } from './field-criterion.js';

/**
 * A user or group. `id` undefined: any id ("no filter"), or only the name is given and this machine does not know it.
 * `name`: compared with the log's own name for the id, else with the system's.
 */
export interface AccountCriterion {
  readonly id: number | undefined;
  readonly name: string | undefined;
}

/** Criteria that are undefined (or empty) do not filter. All others must hold (spec ausearch section 6). */
export interface Query {
  /** First and last second since the epoch, inclusive. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly serial?: number | undefined;
  readonly nodes?: readonly string[];
  readonly types?: readonly number[];
  readonly pid?: number | undefined;
  readonly ppid?: number | undefined;
  readonly uid?: AccountCriterion | undefined;
  readonly euid?: AccountCriterion | undefined;
  readonly auid?: AccountCriterion | undefined;
  /** True: one of uid, euid and auid must match (`-ua`); otherwise all that are given. */
  readonly anyUid?: boolean;
  readonly gid?: AccountCriterion | undefined;
  readonly egid?: AccountCriterion | undefined;
  /** The same for gid and egid (`-ga`). */
  readonly anyGid?: boolean;
  readonly session?: number | undefined;
  readonly syscall?: number | undefined;
  /** A name of `tables/machines.tsv`. */
  readonly machine?: string | undefined;
  readonly exit?: number | bigint | undefined;
  readonly success?: 0 | 1 | undefined;
  readonly file?: string | undefined;
  readonly hostname?: string | undefined;
  readonly terminal?: string | undefined;
  readonly exe?: string | undefined;
  readonly comm?: string | undefined;
  readonly key?: string | undefined;
  readonly uuid?: string | undefined;
  readonly vmName?: string | undefined;
  readonly subject?: string | undefined;
  readonly object?: string | undefined;
  /** True: subject or object (`-se`); otherwise both must match. */
  readonly subjectOrObject?: boolean;
  /** Texts must be equal; otherwise it is enough that they occur. */
  readonly wholeWords?: boolean;
  readonly where?: readonly FieldCriterion[];
  readonly malformed?: MalformedMode;
  /** The output shows the machine, so a SYSCALL record must have one (spec ausearch 5.2, group `arch`). */
  readonly showsMachine?: boolean;
}

/** Criteria and the attributes they look at. */
const groupsOf: readonly (readonly [keyof Query, ...Group[]])[] = [
  ['pid', 'p'],
  ['ppid', 'pp'],
  ['uid', 'uid'],
  ['euid', 'euid'],
  ['auid', 'auid'],
  ['gid', 'gid'],
  ['egid', 'egid'],
  ['session', 'session'],
  ['syscall', 'sc'],
  ['machine', 'arch'],
  ['exit', 'e'],
  ['success', 'sv'],
  ['file', 'f'],
  ['hostname', 'hn'],
  ['terminal', 'tm'],
  ['exe', 'x'],
  ['comm', 'c'],
  ['key', 'k'],
  ['uuid', 'uu'],
  ['vmName', 'vm'],
  ['subject', 'subj'],
  ['object', 'obj'],
];

/** The attributes to extract. */
export function wantedGroups(query: Query): ReadonlySet<Group> {
  const wanted = new Set<Group>();
  for (const [criterion, ...groups] of groupsOf) {
    if (query[criterion] !== undefined) for (const group of groups) wanted.add(group);
  }
  if (query.showsMachine) wanted.add('arch');
  return wanted;
}

/** True when no event can fail, so that none has to be looked at. */
export function matchesEverything(query: Query): boolean {
  const {
    nodes = [],
    types = [],
    where = [],
    malformed = 'keep',
    showsMachine,
    subjectOrObject,
    wholeWords,
    ...values
  } = query;
  const lists = nodes.length + types.length + where.length;
  return lists === 0 && malformed === 'keep' && Object.values(values).every((value) => value === undefined);
}
