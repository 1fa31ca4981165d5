/** The argument of each search option: what it accepts, and the messages for what it does not (spec ausearch section 3). */
import type { Accounts } from '../../accounts/accounts.js';
import { isEscapeMode } from '../../bytes/escape.js';
import { nearest } from '../../bytes/nearest-word.js';
import { AuditError } from '../../errors.js';
import { parseFieldCriterion } from '../../query/field-criterion.js';
import type { Query } from '../../query/query.js';
import { rows, valueTable } from '../../tables/lookup.js';
import { recordTypeNumber } from '../../tables/record-types.js';
import { type Machine, machineByElf, machineByName, syscallNumber } from '../../tables/syscalls.js';
import { digitsArgument, signedArgument, startsWithDigit } from '../numeric-argument.js';
import { type ColorChoice, SEARCH_FORMATS, type SearchDraft, type SearchFormat } from './config.js';

export interface ArgumentContext {
  readonly accounts: Accounts;
  /** As `uname -m` names this machine. */
  readonly machine: string;
  /** Whether a person reads the messages: then a suggestion may follow them. */
  readonly suggests: boolean;
}

export type ArgumentReader = (draft: SearchDraft, argument: string, context: ArgumentContext) => void;

const MAX_INT = 2147483647;
const MAX_UINT = 4294967295;
const NEVER_SET = 4294967294;

export function usage(message: string, endLine = true): AuditError {
  return new AuditError('usage', message, { endLine });
}

/** A reader that keeps the argument as it is. */
function text(
  criterion: 'comm' | 'exe' | 'hostname' | 'terminal' | 'key' | 'uuid' | 'vmName' | 'subject' | 'object',
): ArgumentReader {
  return ({ query }, argument) => {
    query[criterion] = argument;
  };
}

function processId(criterion: 'pid' | 'ppid', title: string): ArgumentReader {
  return ({ query }, argument) => {
    const value = digitsArgument(argument, MAX_INT);
    if (typeof value === 'string') throw usage(`${title} must be a numeric value, was ${argument}`);
    query[criterion] = value;
  };
}

type AccountKey = 'uid' | 'euid' | 'auid' | 'gid' | 'egid';

/** The numbers that mean "any": unset for all but the login user, for whom one can search for "unset". */
const noFilter: Readonly<Record<AccountKey, number>> = {
  uid: MAX_UINT,
  euid: MAX_UINT,
  auid: NEVER_SET,
  gid: MAX_UINT,
  egid: MAX_UINT,
};

/** `criteria`: the ids that are to be this user's. */
function user(criteria: readonly AccountKey[], title: string): ArgumentReader {
  return (draft, argument, { accounts }) => {
    if (startsWithDigit(argument)) {
      const id = digitsArgument(argument, MAX_UINT);
      if (typeof id === 'string') throw usage(`Numeric user ID conversion error (${id}) for ${argument}`);
      // BUG? A name given earlier is not forgotten (spec ausearch section 2).
      for (const key of criteria) setAccount(draft.query, key, id, draft.query[key]?.name);
      return;
    }
    const id = accounts.userId(argument);
    if (id === undefined) noteUnknown(draft, argument, `${title} is non-numeric and unknown (${argument})`);
    for (const key of criteria) setAccount(draft.query, key, id, argument);
  };
}

/** A later number replaces a group name, which was only another way to write a number. */
function group(criteria: readonly AccountKey[], title: string): ArgumentReader {
  return (draft, argument, { accounts }) => {
    if (startsWithDigit(argument)) {
      const id = digitsArgument(argument, MAX_UINT);
      if (typeof id === 'string') throw usage(`Numeric group ID conversion error (${id}) for ${argument}`);
      for (const key of criteria) setAccount(draft.query, key, id, undefined);
      return;
    }
    const id = accounts.groupId(argument);
    if (id === undefined) noteUnknown(draft, argument, `${title} is non-numeric and unknown (${argument})`);
    for (const key of criteria) setAccount(draft.query, key, id, argument);
  };
}

/** Sets a flag of the query besides what `read` does. */
function also(flag: 'anyUid' | 'anyGid', read: ArgumentReader): ArgumentReader {
  return (draft, argument, context) => {
    read(draft, argument, context);
    draft.query[flag] = true;
  };
}

function setAccount(
  query: { [K in AccountKey]?: Query[K] },
  key: AccountKey,
  id: number | undefined,
  name: string | undefined,
): void {
  const filtered = id === noFilter[key] ? undefined : id;
  query[key] = filtered === undefined && name === undefined ? undefined : { id: filtered, name };
}

function noteUnknown(draft: SearchDraft, name: string, message: string): void {
  draft.unknownName ??= { name, message };
}

const readLoginUser = user(['auid'], 'Login user ID');

/** -1 is "unset", -2 "no filter". */
function loginUser(draft: SearchDraft, argument: string, context: ArgumentContext): void {
  if (/^-[0-9]/.test(argument)) {
    setAccount(draft.query, 'auid', smallNegative(argument), draft.query.auid?.name);
  } else readLoginUser(draft, argument, context);
}

function session({ query }: SearchDraft, argument: string): void {
  if (/^-[0-9]/.test(argument)) {
    const id = smallNegative(argument);
    query.session = id === NEVER_SET ? undefined : id;
    return;
  }
  if (!startsWithDigit(argument)) throw usage(`Session id must be a numeric value, was ${argument}`);
  const id = digitsArgument(argument, MAX_UINT);
  if (typeof id === 'string') throw usage(`Error converting ${argument}`);
  query.session = id === NEVER_SET ? undefined : id;
}

function smallNegative(argument: string): number {
  const value = signedArgument(argument, -2147483648n, 2147483647n);
  if (value === undefined) throw usage(`Error converting ${argument}`);
  return Number(value) >>> 0;
}

function serial({ query }: SearchDraft, argument: string): void {
  if (!startsWithDigit(argument)) throw usage(`Audit event id must be a numeric value, was ${argument}`);
  const value = digitsArgument(argument, MAX_UINT);
  if (typeof value === 'string') throw usage('Illegal value for audit event ID', false);
  query.serial = value === MAX_UINT ? undefined : value; // BUG? the largest serial cannot be searched
}

function exitCode({ query }: SearchDraft, argument: string): void {
  if (/^-?[0-9]/.test(argument)) {
    const value = signedArgument(argument, -(2n ** 63n), 2n ** 63n - 1n);
    if (value === undefined) throw usage(`Error converting ${argument}`);
    query.exit = value;
    return;
  }
  const isNegative = argument.startsWith('-');
  const value = valueTable('errno').value(isNegative ? argument.slice(1) : argument);
  if (value === undefined) throw usage(`Unknown errno, was ${argument}`);
  query.exit = isNegative ? -value : value;
}

function syscall({ query }: SearchDraft, argument: string, { machine }: ArgumentContext): void {
  if (startsWithDigit(argument)) {
    const value = digitsArgument(argument, MAX_INT);
    if (typeof value === 'string') throw usage(`Syscall numeric conversion error (${value}) for ${argument}`);
    query.syscall = value;
    return;
  }
  const searched = machineByName(query.machine ?? machine);
  if (!searched) throw usage('Error detecting machine type', false);
  const value = syscallNumber(searched, argument);
  if (value === undefined) throw usage(`Syscall ${argument} not found`);
  query.syscall = value;
  query.machine = searched.name;
}

/** 64-bit machines and the 32-bit machine they also run. */
const narrower: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'i386'],
  ['ppc64', 'ppc'],
  ['s390x', 's390'],
  ['aarch64', 'arm'],
  ['riscv64', 'riscv32'],
]);

function machine({ query }: SearchDraft, argument: string, context: ArgumentContext): void {
  if (query.machine !== undefined) {
    throw usage(
      query.syscall === undefined ? 'Arch is already defined' : 'Arch needs to be defined before the syscall',
    );
  }
  const found = machineOf(argument, context.machine);
  if (!found) throw usage(`Unknown arch ${argument}`);
  query.machine = found.name;
}

function machineOf(argument: string, native: string): Machine | undefined {
  const lower = argument.toLowerCase();
  const own = machineByName(native);
  if (lower === 'b64') return own?.bits === 64 ? own : undefined;
  if (lower === 'b32') return own?.bits === 32 ? own : machineByName(narrower.get(own?.name ?? '') ?? '');
  const elf = /^\s*(?:0x)?([0-9a-f]+)/i.exec(argument)?.[1];
  return machineByName(argument) ?? (elf === undefined ? undefined : machineByElf(Number.parseInt(elf, 16)));
}

function success({ query }: SearchDraft, argument: string): void {
  if (!/yes|no/.test(argument)) throw usage("Success must be 'yes' or 'no'.");
  query.success = argument === 'yes' ? 1 : 0; // BUG? any word around `yes` or `no` is taken, and means failure
}

function types({ query }: SearchDraft, argument: string, { suggests }: ArgumentContext): void {
  if (argument.toUpperCase() === 'ALL') return;
  const parts = argument.includes(',') ? argument.split(',').filter((part) => part !== '') : [argument];
  query.types = [...(query.types ?? []), ...parts.map((part) => typeNumber(part, suggests))];
}

function typeNumber(part: string, suggests: boolean): number {
  if (startsWithDigit(part)) {
    const value = digitsArgument(part, MAX_INT);
    if (typeof value === 'number') return value;
    throw usage(`Numeric message type conversion error (${value}) for ${part}\n${typeList()}`);
  }
  const type = recordTypeNumber(part);
  if (type >= 0) return type;
  const near = suggests ? nearest(part, typeNames()) : undefined;
  throw usage(near === undefined ? typeList() : `${typeList()}\nDid you mean ${near}?`);
}

const FIRST_LISTED_TYPE = 1005;
const LAST_LISTED_TYPE = 2599;

function typeNames(): string[] {
  return rows('record-types')
    .filter(({ number }) => Number(number) >= FIRST_LISTED_TYPE && Number(number) <= LAST_LISTED_TYPE)
    .sort((one, other) => Number(one.number) - Number(other.number))
    .map(({ name = '' }) => name);
}

/** What `-m` prints for every kind of error. */
export function typeList(): string {
  return `Valid message types are: ALL ${typeNames().join(' ')} `;
}

const LONGEST_FILE = 4095;
const LONGEST_INPUT = 4063;

function file({ query }: SearchDraft, argument: string): void {
  if (argument.length > LONGEST_FILE) throw usage(`File name is too long ${argument}`);
  query.file = argument;
}

function input(draft: SearchDraft, argument: string): void {
  if (argument.length > LONGEST_INPUT) throw usage(`File name is too longs ${argument}`);
  draft.inputs = [...draft.inputs, argument];
}

export function format(draft: SearchDraft, argument: string): void {
  if (draft.format !== undefined) throw usage('Multiple output formats, use only 1');
  const known = SEARCH_FORMATS.find((name) => name === argument);
  const chosen: SearchFormat | undefined = argument.startsWith('interp') ? 'interpret' : known;
  if (chosen === undefined) throw usage(`Unknown option (${argument})`);
  draft.format = chosen === 'default' ? undefined : chosen; // another format may follow the default one
}

function escapeMode(draft: SearchDraft, argument: string): void {
  if (!isEscapeMode(argument)) throw usage(`Unknown option (${argument})`);
  draft.escape = argument;
}

const LONGEST_TIMEOUT = 2n ** 63n - 2n;

function eoeTimeout(draft: SearchDraft, argument: string): void {
  if (!startsWithDigit(argument)) throw usage(`End of Event Timeout must be a numeric value, was ${argument}`);
  const value = digitsArgument(argument, LONGEST_TIMEOUT);
  if (typeof value === 'string' || value === 0) throw usage(`Illegal value for End of Event Timeout, was ${argument}`);
  draft.eoeTimeout = value;
}

const colorChoices: readonly ColorChoice[] = ['auto', 'always', 'never'];

export function isColorChoice(word: string | undefined): word is ColorChoice {
  return colorChoices.some((choice) => choice === word);
}

function color(draft: SearchDraft, argument: string): void {
  if (!isColorChoice(argument)) throw usage(`Unknown option (${argument})`);
  draft.color = argument;
}

/** Readers by option id (`tables/ausearch-options.tsv`, `tables/ausearch-extensions.tsv`). */
export const argumentReaders: Readonly<Record<string, ArgumentReader>> = {
  arch: machine,
  checkpoint: (draft, argument) => {
    draft.checkpoint = argument;
  },
  color,
  comm: text('comm'),
  context: ({ query }, argument) => {
    query.subject = argument;
    query.object = argument;
    query.subjectOrObject = true;
  },
  'eoe-timeout': eoeTimeout,
  escape: escapeMode,
  event: serial,
  executable: text('exe'),
  exit: exitCode,
  file,
  format,
  gid: group(['gid'], 'Group ID'),
  'gid-all': also('anyGid', group(['gid', 'egid'], 'Group ID')),
  'gid-effective': group(['egid'], 'Effective group ID'),
  host: text('hostname'),
  input,
  key: text('key'),
  loginuid: loginUser,
  message: types,
  node: ({ query }, argument) => {
    query.nodes = [...(query.nodes ?? []), argument];
  },
  object: text('object'),
  pid: processId('pid', 'Process id'),
  ppid: processId('ppid', 'Parent process id'),
  session,
  subject: text('subject'),
  success,
  syscall,
  terminal: text('terminal'),
  uid: user(['uid'], 'Effective user ID'), // sic
  'uid-all': also('anyUid', user(['uid', 'euid', 'auid'], 'User ID')),
  'uid-effective': user(['euid'], 'User ID'),
  uuid: text('uuid'),
  'vm-name': text('vmName'),
  where: ({ query }, argument) => {
    query.where = [...(query.where ?? []), parseFieldCriterion(argument)];
  },
};
