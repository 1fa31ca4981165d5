/** Causes that lie in one condition of a rule that comes near: what the condition asks for, and what the event has. */
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { machineByElf, syscallName } from '../../tables/syscalls.js';
import { FIELD_DIR, FIELD_EXE, FIELD_EXIT, FIELD_PATH, FIELD_SUCCESS } from '../fields.js';
import { hasNoReturn } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import type { PlacedRule } from '../model/rule-set.js';
import { type Cause, maybe, type PathFacts, sure } from './cause.js';

const UNSET = 0xffffffff;

/** Of the condition on the field `name`, which the event does not fulfil. */
export function conditionCause(
  name: string,
  placed: PlacedRule,
  event: FilterEvent,
  paths: PathFacts | undefined,
): Cause {
  return (
    explanations[name]?.(placed, event, paths) ??
    sure('condition', `its ${name} is not what the rule asks for: ${placed.line}`, `change the condition on ${name}`)
  );
}

type Explain = (placed: PlacedRule, event: FilterEvent, paths: PathFacts | undefined) => Cause | undefined;

const textOf = ({ rule }: PlacedRule, ...fields: readonly number[]): string => {
  const found = rule.fields.find((each) => fields.includes(each.field) && 'text' in each);
  return found && 'text' in found ? found.text : '';
};

const object: Explain = (placed, event, paths) => {
  const path = textOf(placed, FIELD_PATH, FIELD_DIR);
  const isFolder = placed.path === undefined;
  if (isRemoval(placed, event)) return resultCause('success')(placed, event, paths);
  const kind = paths?.kindOf(path);
  if (kind === 'link')
    return sure(
      isFolder ? 'dir-link' : 'watch-on-link',
      `the rule is about the symbolic link ${path} itself: what is done to the file behind it is not seen`,
      `name the file: ${paths?.targetOf(path) ?? ''}`,
    );
  if (kind === 'missing')
    return sure(
      'missing-path',
      `${path} does not exist here`,
      isFolder
        ? 'a rule about a folder that goes is deleted by the kernel: load it again'
        : 'if its folder was replaced the kernel has deleted the rule: load it again',
    );
  const names = event.names ?? [];
  if (names.length === 0)
    return sure(
      'no-names',
      'the call has no path: what is done by an open descriptor (read, write, ftruncate) is not seen by rules about files',
      'record the opening of the file',
    );
  if (names.every(({ ino }) => ino === null)) return notReached(event);
  const mounts = isFolder ? (paths?.mountsBelow(path) ?? []) : [];
  const below = mounts.find((mount) =>
    names.some(({ path: each }) => typeof each === 'string' && each.startsWith(mount)),
  );
  if (below !== undefined)
    return maybe(
      'mount-border',
      `${below} is mounted below ${path}: seen only if it was mounted when the rule was loaded`,
      `-q ${path},${below}, or load the rules again`,
    );
  return maybe(
    isFolder ? 'other-folder' : 'other-file',
    `it is about another file than ${path}, unless that is another name of it (hard link, bind mount, chroot of a container)`,
    'a replaced file keeps the rule, a replaced folder does not: list the rules with -l',
  );
};

/** The kernel had no inode that it could have compared: ENOENT, or EACCES of a folder on the way … */
function notReached({ exit }: FilterEvent): Cause {
  const error = valueTable(tables.errno).name(-Number(exit ?? 0)) ?? 'ENOENT';
  const why =
    error === 'ENOENT'
      ? 'the file was not found, and what is not there is no object'
      : `the call failed with ${error} before it came to the file, and what was not reached is no object`;
  return sure('not-found', why, `use a rule on exit=-${error} without a path`);
}

const explanations: Readonly<Record<string, Explain>> = {
  path: object,
  dir: object,
  inode: (placed) =>
    sure(
      'other-inode',
      `it is about another inode: ${placed.line}`,
      'a file that is replaced gets another number: use path',
    ),
  mask: (placed, { arch = 0, syscall = 0 }) => {
    const machine = machineByElf(arch);
    const name = (machine && syscallName(machine, syscall)) ?? String(syscall);
    return sure('other-call', `the rule does not hold ${name}: ${placed.line}`, `add ${name} to its -S`);
  },
  arch: (placed, { arch = 0 }) => {
    const bits = machineByElf(arch)?.bits ?? 64;
    return sure(
      'wrong-arch',
      `the call is one of a ${bits}-bit program, the rule is for the other ABI: ${placed.line}`,
      `add the same rule with -F arch=b${bits}`,
    );
  },
  auid: (placed, { auid }) =>
    auid === UNSET
      ? sure(
          'auid-unset',
          `nobody logged in to start the process (a daemon, cron, a container): its login uid is unset, and the rule leaves that out: ${placed.line}`,
          'use uid, or a rule for auid=unset',
        )
      : sure(
          'auid',
          `the login uid, which stays that of the login through su and sudo, is not what the rule asks for: ${placed.line}`,
          'use uid or euid for who the process is now',
        ),
  perm: (placed) =>
    sure(
      'perm',
      `the call is not of the kind that perm asks for; opening counts by its access mode alone (O_CREAT and O_TRUNC do not), and utimensat, ioctl, mount and io_uring have no letter: ${placed.line}`,
      'name the calls with -S instead of perm',
    ),
  exe: (placed, event, paths) => {
    const path = textOf(placed, FIELD_EXE);
    const kind = paths?.kindOf(path);
    if (kind === 'link')
      return sure(
        'exe-link',
        `${path} is a symbolic link and matches no program`,
        `name the program: ${paths?.targetOf(path) ?? ''}`,
      );
    if (kind === 'missing') return sure('exe-missing', `${path} does not exist here`, 'name the program file');
    const isNone = event.exe === null;
    return maybe(
      'exe',
      isNone
        ? 'the process has no program file'
        : `another program runs: of a script it is the interpreter, of a replaced file the old one, in a container another file: ${placed.line}`,
      'compare with exe= of a record of that process',
    );
  },
  success: resultCause('success'),
  exit: resultCause('exit'),
  pid: (placed) =>
    sure(
      'pid',
      `pid is that of the process in the first pid namespace, not the one in its container nor that of a thread: ${placed.line}`,
      'use the number that the host sees',
    ),
  ppid: (placed) =>
    sure('ppid', `another process is the parent at the end of the call: ${placed.line}`, 'leave ppid out'),
  uid: idCause('uid'),
  euid: idCause('euid'),
  fsuid: idCause('fsuid'),
  gid: (placed) =>
    sure(
      'gid',
      `neither its group nor a supplementary one is what the rule asks for: ${placed.line}`,
      'compare with id of the user',
    ),
  field_compare: (placed) =>
    sure(
      'comparison',
      `the two ids of -C do not compare as asked; with obj_uid any file of the event counts: ${placed.line}`,
      'leave the comparison out',
    ),
  filetype: (placed) => sure('filetype', `no file of the event has that type: ${placed.line}`, 'leave filetype out'),
  saddr_fam: (placed) =>
    sure('saddr-fam', `the call has no socket address of that family: ${placed.line}`, 'leave saddr_fam out'),
};

/** Of the watched file, and the rule asks for a result. */
function isRemoval(placed: PlacedRule, { early = [] }: FilterEvent): boolean {
  const asksForResult = placed.rule.fields.some(({ field }) => field === FIELD_SUCCESS || field === FIELD_EXIT);
  return asksForResult && early.some(({ gone }) => gone === placed.path);
}

function resultCause(name: 'success' | 'exit'): Explain {
  return (placed, event) => {
    if (hasNoReturn(event))
      return sure('no-result', 'the call does not return: conditions on its result never match', `leave ${name} out`);
    if (isRemoval(placed, event))
      return sure(
        'removal',
        `the removal of a watched file is judged before it has a result: rules with ${name} miss it: ${placed.line}`,
        `leave ${name} out`,
      );
    return sure(
      name,
      `the result is not what the rule asks for (numbers are compared without sign): ${placed.line}`,
      `leave ${name} out, or add a rule for the other result`,
    );
  };
}

function idCause(name: string): Explain {
  return (placed) =>
    sure(
      name,
      `its ${name} at the end of the call, in the first user namespace (root of a container has another number), is not what the rule asks for: ${placed.line}`,
      `use auid for who logged in, or change ${name}`,
    );
}
