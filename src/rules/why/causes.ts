/** Why an event is not recorded, in words, and what would have to change: the first is the one that decides. */
import { machineByElf, syscallName } from '../../tables/syscalls.js';
import { FIELD_DIR, FIELD_EXE, FIELD_EXIT, FIELD_MSGTYPE, FIELD_PATH, FIELD_SUCCESS } from '../fields.js';
import { hasNoReturn } from '../model/conditions.js';
import { contextOf, type Decision, type Failure, failuresOf } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import { matchRecord } from '../model/record-lists.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { ACTION_ALWAYS, LIST_EXCLUDE, LIST_EXIT, LIST_FILESYSTEM, LIST_IO_URING, LIST_TASK } from '../rule.js';

export interface Cause {
  /** For programs: `never-rule`, `wrong-arch` … */
  readonly id: string;
  /** One sentence. */
  readonly text: string;
  /** What to do about it; empty when nothing in particular. */
  readonly change: string;
  /** Whether it surely is so. */
  readonly isSure: boolean;
}

/** What only the file system of the machine knows. */
export interface PathFacts {
  readonly kindOf: (path: string) => 'missing' | 'link' | 'file' | 'directory';
  readonly targetOf: (path: string) => string | undefined;
  readonly mountsBelow: (folder: string) => readonly string[];
}

interface Question {
  readonly set: RuleSet;
  readonly event: FilterEvent;
  readonly decision: Decision;
  /** Rules that would record it, had they matched; the nearest first. */
  readonly near: readonly Failure[];
  readonly paths: PathFacts | undefined;
}

type Finder = (question: Question) => readonly Cause[];

const SYSCALL_RECORD = 1300;
const UNSET = 0xffffffff;
const NEAR = 3;

/** Empty when it is recorded and nothing is to be said. */
export function causesOf(set: RuleSet, event: FilterEvent, decision: Decision, paths?: PathFacts): readonly Cause[] {
  const near = failuresOf(set, event)
    .filter(({ placed }) => placed.rule.action === ACTION_ALWAYS)
    .sort((one, other) => distanceOf(one) - distanceOf(other));
  const question: Question = { set, event, decision, near, paths };
  const found = decision.recorded === true ? [...noKey(question)] : finders.flatMap((find) => find(question));
  const ids = new Set<string>();
  return found.filter(({ id, text }) => !ids.has(`${id} ${text}`) && ids.add(`${id} ${text}`));
}

/** A rule about other calls or other files is far. */
function distanceOf({ fails }: Failure): number {
  return fails.reduce((sum, name) => sum + (FAR.has(name) ? 10 : 1), 0);
}

const FAR: ReadonlySet<string> = new Set(['mask', 'path', 'dir', 'inode']);

const sure = (id: string, text: string, change: string): Cause => ({ id, text, change, isSure: true });
const maybe = (id: string, text: string, change: string): Cause => ({ id, text, change, isSure: false });

const noKey: Finder = ({ decision }) =>
  decision.key === null
    ? [sure('no-key', 'it is recorded without a key: a search by key does not find it', 'give the rule a key with -k')]
    : [];

const task: Finder = ({ set, event }) => {
  const [first] = rulesOn(set, LIST_TASK);
  if (!first) return [];
  const context = contextOf(set, event.parent ?? event);
  if (context.kind === 'none')
    return [
      sure(
        'never-task',
        `a process that is created while the task rule is loaded has no audit context, for its whole life: ${context.rule?.line}`,
        'delete that rule (-d) and start the process anew; distributions load it by default',
      ),
    ];
  return context.kind === 'unknown'
    ? [
        maybe(
          'never-task',
          `a task rule may have kept the process from being audited: ${context.rule?.line}`,
          'tell more of the parent, or delete the rule',
        ),
      ]
    : [];
};

const excluded: Finder = ({ set, event }) => {
  const match = matchRecord(rulesOn(set, LIST_EXCLUDE), event, SYSCALL_RECORD, {});
  if (match.matches === false || !match.rule) return [];
  const isByType = match.rule.rule.fields.some(({ field }) => field === FIELD_MSGTYPE);
  const id = isByType ? 'excluded-type' : 'excluded-process';
  const text = isByType
    ? 'its SYSCALL record is dropped, and the whole event with it'
    : 'all records of this process are dropped';
  return [
    {
      id,
      text: `${text}: ${match.rule.line}`,
      change: 'delete or narrow the exclude rule; never,exclude drops as well',
      isSure: match.matches === true,
    },
  ];
};

const neverRule: Finder = ({ set, decision }) => {
  const rule = [...set.lists.values()].flat().find(({ line }) => line === decision.rule);
  if (!rule || rule.rule.action === ACTION_ALWAYS || rule.rule.list !== LIST_EXIT) return [];
  const shadows = rulesOn(set, LIST_EXIT).some(({ place }) => place > rule.place);
  const id = rule.isHash ? 'never-path' : 'never-rule';
  return [
    sure(
      id,
      `a never rule decides first: ${rule.line}`,
      shadows ? 'put the rule that is to record in front of it (-A), or narrow it' : 'delete it',
    ),
  ];
};

const noRules: Finder = ({ set }) =>
  rulesOn(set, LIST_EXIT).length === 0 && rulesOn(set, LIST_IO_URING).length === 0
    ? [sure('no-rules', 'no rule is there that records system calls', 'load rules (-R, --load-dir)')]
    : [];

const operation: Finder = ({ set, event, near }) =>
  event.uring_op !== undefined && rulesOn(set, LIST_IO_URING).length === 0 && near.length > 0
    ? [
        sure(
          'io-uring',
          'the operation runs inside io_uring: rules with perm or for other calls never see it',
          'add a rule on the io_uring list',
        ),
      ]
    : [];

const hiddenFiles: Finder = ({ set, event }) =>
  rulesOn(set, LIST_FILESYSTEM).length > 0 && (event.names?.length ?? 0) > 0
    ? [
        maybe(
          'filesystem-list',
          'filesystem rules hide the files of some file systems from all rules about files',
          'look at the file system of the file (stat -f)',
        ),
      ]
    : [];

/** What stands between the event and the rules that come nearest to it. */
const nearest: Finder = ({ near, event, paths }) => {
  const least = near[0] ? distanceOf(near[0]) : 0;
  return near
    .filter((failure) => distanceOf(failure) === least && failure.fails.length > 0)
    .slice(0, NEAR)
    .flatMap(({ placed, fails }) => fails.flatMap((name) => failing(name, placed, event, paths)));
};

function failing(name: string, placed: PlacedRule, event: FilterEvent, paths: PathFacts | undefined): readonly Cause[] {
  const explain = explanations[name];
  const specific = explain?.(placed, event, paths);
  if (specific) return [specific];
  return [
    sure('condition', `its ${name} is not what the rule asks for: ${placed.line}`, `change the condition on ${name}`),
  ];
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
  if (names.every(({ ino }) => ino === null))
    return sure(
      'not-found',
      'the file was not found, and what is not there is no object',
      'use a rule on exit=-ENOENT without a path',
    );
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

const labels: Finder = ({ near }) =>
  near.some(({ fails }) => fails.some((name) => /^(subj|obj)_(?!uid|gid)/.test(name)))
    ? [maybe('labels', 'labels match nothing where no security module is at work', 'leave subj_ and obj_ out')]
    : [];

const finders: readonly Finder[] = [task, neverRule, excluded, noRules, operation, nearest, labels, hiddenFiles];
