/**
 * From a query to needles: per criterion, byte strings of which every matching event holds at least one, in some line.
 * Where a match needs no text of its own (a missing field that counts as 0, a name given by the system, `cwd` + `name`),
 * the criterion gives none.
 */
import { NEVER_SET } from '../attributes/extractor.js';
import type { Needle, NeedleGroup } from '../log/scan/needle.js';
import { recordTypeName } from '../tables/record-types.js';
import type { AccountCriterion, Query } from './query.js';

/** Of one criterion, and of all: the kernel's table is small, and many needles cost more than they save. */
const MOST = 12;
const MOST_OF_ALL = 32;
const LONGEST = 400;

/** Undefined: the query does not have the criterion, or it proves nothing. */
type Source = (query: Query) => NeedleGroup | undefined;

/** Most selective first. */
const sources: readonly Source[] = [
  ({ uuid }) => literal(uuid),
  ({ vmName }) => string(vmName, 'vm='),
  ({ pid }) => unsigned(pid, 'pid='),
  ({ ppid }) => unsigned(ppid, 'ppid='),
  ({ file }) => fileNeedles(file),
  ({ hostname }) => literal(hostname),
  ({ key }) => string(key, 'key='),
  ({ exe }) => ('(null)'.includes(exe ?? '') ? undefined : string(exe, 'exe=')),
  ({ comm }) => string(comm, 'comm='),
  ({ terminal }) => ('(none)'.includes(terminal ?? '') ? undefined : literal(terminal)),
  ({ subject }) => anywhere(subject),
  ({ object, subjectOrObject }) => (subjectOrObject ? undefined : anywhere(object)),
  ({ types }) => typeNeedles(types),
  ({ session }) => unsigned(session, 'ses='),
  // BUG? No system call counts as number 0 (spec ausearch section 5.1).
  ({ syscall }) => (syscall === 0 ? undefined : unsigned(syscall, 'syscall=', 'uring_op=')),
  ({ uid, euid, auid, anyUid }) => accounts([auid, uid, euid], anyUid, 'uid='),
  ({ gid, egid, anyGid }) => accounts([gid, egid], anyGid, 'id='),
  ({ exit }) => (exit === undefined ? undefined : [{ kind: 'signed', prefix: 'exit=', value: String(exit) }]),
  ({ success }) => (success === 0 ? failure : undefined),
];

/** All that makes an event a failed one (attributes: `success=`, `res=`, `result=`, AVC and AppArmor verdicts). */
const failure: NeedleGroup = [
  { kind: 'unlike', prefix: 'success=', value: 'yes ' },
  { kind: 'unlike', prefix: 'res=', value: '1' },
  { kind: 'text', text: 'result=' },
  { kind: 'text', text: 'denied' },
  { kind: 'text', text: 'DENIED' },
];

/** The first group is the most selective one. None: every event must be looked at. */
export function needlesOf(query: Query): readonly NeedleGroup[] {
  const groups: NeedleGroup[] = [];
  let left = MOST_OF_ALL;
  for (const source of sources) {
    const needles = source(query);
    if (!needles || needles.length > MOST) continue;
    if (!needles.every((needle) => textOf(needle) !== '' && textOf(needle).length <= LONGEST)) continue;
    const group = [...needles, ...socketAddresses(query)];
    left -= group.length;
    if (left >= 0) groups.push(group);
  }
  return groups;
}

function literal(text: string | undefined): NeedleGroup | undefined {
  return text === undefined ? undefined : [{ kind: 'text', text }];
}

/** What a needle looks for besides a prefix of ours. */
function textOf(needle: Needle): string {
  if ('text' in needle) return needle.text;
  return 'value' in needle ? needle.value : needle.prefix;
}

/** A text in the value of a field. */
function string(text: string | undefined, prefix: string): NeedleGroup | undefined {
  return text === undefined ? undefined : [{ kind: 'string', prefix, value: text }];
}

/** A text in the value of any field. */
function anywhere(text: string | undefined): NeedleGroup | undefined {
  if (text === undefined) return undefined;
  // A last digit 0 need not be written (bytes/encoded.ts).
  const digits = Buffer.from(text, 'latin1').toString('hex').replace(/0$/, '');
  return [
    { kind: 'text', text },
    { kind: 'hex', text: digits },
  ];
}

function unsigned(value: number | undefined, ...prefixes: readonly string[]): NeedleGroup | undefined {
  if (value === undefined || value >= NEVER_SET) return undefined;
  return prefixes.map((prefix) => ({ kind: 'unsigned', prefix, value: String(value) }));
}

/**
 * By number only: a name may be the log's own for any number, and makes numbers beside it count for nothing. 0 and
 * "unset" are also what a missing field counts as. `any`: one of the numbers is enough.
 */
function accounts(
  criteria: readonly (AccountCriterion | undefined)[],
  any: boolean | undefined,
  prefix: string,
): NeedleGroup | undefined {
  if (criteria.some((criterion) => criterion?.name !== undefined)) return undefined;
  const needles = criteria.map((criterion) => {
    const id = criterion?.id;
    return id === undefined || id === 0 ? undefined : unsigned(id, prefix);
  });
  if (!any) return needles.find((needle) => needle !== undefined);
  const all = needles.flatMap((needle) => needle ?? []);
  return all.length < needles.length ? undefined : all;
}

/** A relative name is joined with the working directory, so a text across their border is in neither. */
function fileNeedles(file: string | undefined): NeedleGroup | undefined {
  return file?.includes('/.') || file?.endsWith('/') ? undefined : anywhere(file);
}

/** Hosts. And addresses that are too short are complained about whatever else the query asks for, so they must be seen. */
function socketAddresses({ file, hostname }: Query): NeedleGroup {
  if (hostname !== undefined) return [{ kind: 'host', prefix: 'saddr=' }];
  return file === undefined ? [] : [{ kind: 'address', prefix: 'saddr=' }];
}

/** Types written in another way than by name are not canonical, and the kernel lets such lines through. */
function typeNeedles(types: readonly number[] | undefined): NeedleGroup | undefined {
  if (!types || types.length === 0) return undefined;
  return types.map((type) => ({ kind: 'text', text: `type=${recordTypeName(type) ?? `UNKNOWN[${type}]`} ` }));
}
