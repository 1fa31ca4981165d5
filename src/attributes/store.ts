/** Where a value goes: column `stores` of the extraction table. */
import type { AuditRecord } from '../log/record.js';
import type { AttributeName } from '../tables/generated/tables.js';
import { type Attributes, type ContextEntry, NEVER_SET, UNSET } from './attributes.js';
import type { RecordScan } from './record-scan.js';

export interface Store {
  readonly put: (scan: RecordScan) => void;
  /** True while nothing has been stored; of attributes that only the first record sets. */
  readonly isFree?: (attributes: Attributes) => boolean;
}

export const stores: Readonly<Record<Exclude<AttributeName, '-'>, Store>> = {
  arch: { put: (scan) => (scan.attributes.arch = scan.number), isFree: (to) => to.arch === undefined },
  syscall: { put: (scan) => (scan.attributes.syscall = scan.number) },
  // The reader itself stores it, because it may be a bigint.
  exit: { put: () => undefined },
  success: { put: (scan) => (scan.attributes.success = scan.number), isFree: (to) => to.success === undefined },
  pid: { put: (scan) => (scan.attributes.pid = scan.number), isFree: (to) => to.pid === UNSET },
  ppid: { put: (scan) => (scan.attributes.ppid = scan.number), isFree: (to) => to.ppid === UNSET },
  uid: {
    put: ({ attributes, number, record }) => {
      attributes.uid = number;
      attributes.namedUid = number;
      attributes.uidRecord = record;
    },
    isFree: (to) => to.uid === UNSET && to.uidRecord === undefined, // a record's -1 counts as set
  },
  // BUG? Records of the audit daemon give no name to the uid.
  'uid-number': { put: (scan) => (scan.attributes.uid = scan.number) },
  euid: {
    put: ({ attributes, number, record }) => {
      attributes.euid = number;
      attributes.euidRecord = record;
    },
  },
  gid: {
    put: ({ attributes, number, record }) => {
      attributes.gid = number;
      attributes.gidRecord = record;
    },
  },
  egid: {
    put: ({ attributes, number, record }) => {
      attributes.egid = number;
      attributes.egidRecord = record;
    },
  },
  auid: {
    put: ({ attributes, number, record }) => {
      attributes.auid = number;
      attributes.auidRecord = record;
    },
    isFree: (to) => to.auid === NEVER_SET,
  },
  session: { put: (scan) => (scan.attributes.session = scan.number), isFree: (to) => to.session === NEVER_SET },
  terminal: { put: (scan) => (scan.attributes.terminal = scan.word), isFree: (to) => to.terminal === undefined },
  comm: { put: (scan) => (scan.attributes.comm = scan.word), isFree: (to) => to.comm === undefined },
  exe: { put: (scan) => (scan.attributes.exe = scan.word), isFree: (to) => to.exe === undefined },
  cwd: { put: (scan) => (scan.attributes.cwd = scan.word), isFree: (to) => to.cwd === undefined },
  hostname: { put: (scan) => (scan.attributes.hostname = scan.word) },
  uuid: { put: (scan) => (scan.attributes.uuid = scan.word) },
  vmname: { put: (scan) => (scan.attributes.vmName = scan.word) },
  files: { put: putFile },
  keys: { put: putKeys },
  subject: { put: putSubject, isFree: (to) => to.contexts === undefined },
  object: { put: putObject },
};

export function putFile({ attributes, word }: RecordScan): void {
  if (word === undefined) return;
  attributes.files ??= [];
  attributes.files.push(word);
}

function putKeys({ attributes, words }: RecordScan): void {
  attributes.keys ??= [];
  attributes.keys.push(...words);
}

function putSubject(scan: RecordScan): void {
  if (scan.entry) scan.entry.subject = scan.word;
  else addContext(scan.attributes, { ...emptyContext(scan.record), subject: scan.word });
}

function putObject(scan: RecordScan): void {
  if (scan.entry) scan.entry.object = scan.word;
  else addContext(scan.attributes, { ...emptyContext(scan.record), object: scan.word });
}

export function addContext(attributes: Attributes, entry: ContextEntry): void {
  attributes.contexts ??= [];
  attributes.contexts.push(entry);
}

export function emptyContext(record: AuditRecord): ContextEntry {
  return {
    subject: undefined,
    object: undefined,
    record,
    objectClass: undefined,
    permissions: undefined,
    result: undefined,
  };
}
