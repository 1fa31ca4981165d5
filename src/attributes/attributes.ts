/** What searches and reports know about an event: collected from its records by `extractor.ts`. */
import type { AuditRecord } from '../log/record.js';

/**
 * Names of what can be asked for: column `when` of `tables/search-extraction.tsv`, where most are named after the
 * attribute they fill. `acct`, `avc` (result, permissions and class of the context entries) and `nametype` (of files) are
 * what only reports need.
 */
export type Group =
  | 'arch'
  | 'syscall'
  | 'success'
  | 'exit'
  | 'pid'
  | 'ppid'
  | 'uid'
  | 'euid'
  | 'auid'
  | 'gid'
  | 'egid'
  | 'session'
  | 'terminal'
  | 'comm'
  | 'exe'
  | 'file'
  | 'hostname'
  | 'key'
  | 'subject'
  | 'object'
  | 'uuid'
  | 'vm'
  | 'acct'
  | 'avc'
  | 'nametype';

export type Wanted = ReadonlySet<Group>;

/** One security decision or label. From AVC records it has all parts, from most others a subject or an object only. */
export interface ContextEntry {
  subject: string | undefined;
  object: string | undefined;
  readonly record: AuditRecord;
  /** Group `avc` only, like the following. */
  objectClass: string | undefined;
  permissions: string | undefined;
  result: 'denied' | 'granted' | undefined;
}

/** A record that lacks what its type needs. The reference drops the whole event. */
export interface Malformed {
  /** The reference's number for the error. */
  readonly rc: number;
  readonly record: AuditRecord;
  /** The record's text; when a number was too large, only up to that number. */
  readonly text: string;
}

/** Ids are unsigned 32 bit: -1, "unset", is 4294967295. Attributes whose group was not wanted keep their initial value. */
export interface Attributes {
  pid: number;
  ppid: number;
  uid: number;
  euid: number;
  gid: number;
  egid: number;
  auid: number;
  session: number;
  syscall: number;
  /** The ELF machine number, or `'uring'` for io_uring operations. */
  arch: number | 'uring' | undefined;
  /** Signed 64 bit; a bigint when a double cannot hold it. */
  exit: number | bigint | undefined;
  /** 1 success, 0 failure; other numbers are neither. */
  success: number | undefined;
  comm: string | undefined;
  exe: string | undefined;
  cwd: string | undefined;
  hostname: string | undefined;
  terminal: string | undefined;
  acct: string | undefined;
  uuid: string | undefined;
  vmName: string | undefined;
  /** Lists are undefined until a record has such a field. */
  files: string[] | undefined;
  /** Name types of `files`, index by index: the rest of the PATH record after `nametype=`. */
  nameTypes: (string | undefined)[] | undefined;
  keys: string[] | undefined;
  contexts: ContextEntry[] | undefined;
  /**
   * The records the ids came from, for the names in their enriched part; `namedUid` is the uid that has a name (BUG?
   * not always the last).
   */
  namedUid: number | undefined;
  uidRecord: AuditRecord | undefined;
  euidRecord: AuditRecord | undefined;
  auidRecord: AuditRecord | undefined;
  gidRecord: AuditRecord | undefined;
  egidRecord: AuditRecord | undefined;
  malformed: Malformed[] | undefined;
  /** True when a record was malformed, or of an AppArmor type of old, and so read by its field names. */
  isLoose: boolean;
  /** True when a text that is neither quoted nor hex digits was taken as it stands. */
  hasPlainTexts: boolean;
}

/** `pid`, `uid` … as long as no record has it. */
export const UNSET = 4294967295;
/** `auid`, `session` before any record. */
export const NEVER_SET = 4294967294;

export function initialAttributes(): Attributes {
  return {
    pid: UNSET,
    ppid: UNSET,
    uid: UNSET,
    euid: UNSET,
    gid: UNSET,
    egid: UNSET,
    auid: NEVER_SET,
    session: NEVER_SET,
    syscall: 0,
    arch: undefined,
    exit: undefined,
    success: undefined,
    comm: undefined,
    exe: undefined,
    cwd: undefined,
    hostname: undefined,
    terminal: undefined,
    acct: undefined,
    uuid: undefined,
    vmName: undefined,
    files: undefined,
    nameTypes: undefined,
    keys: undefined,
    contexts: undefined,
    namedUid: undefined,
    uidRecord: undefined,
    euidRecord: undefined,
    auidRecord: undefined,
    gidRecord: undefined,
    egidRecord: undefined,
    malformed: undefined,
    isLoose: false,
    hasPlainTexts: false,
  };
}

const initial: Readonly<Record<string, unknown>> = { ...initialAttributes() };

/** `base` with everything that `other` has been given. */
export function overlaid(base: Attributes, other: Attributes): Attributes {
  const given = Object.entries(other).filter(([name, value]) => value !== initial[name]);
  return { ...base, ...Object.fromEntries(given) };
}
