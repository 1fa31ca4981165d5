/** One event of a run as the report on it needs it: a system call, who made it, and what it was about. */

import { decodeString } from '../bytes/hex.js';
import type { AuditEvent } from '../log/event.js';
import { execWords } from '../log/exec-words.js';
import { fieldNumber, fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import { CWD, PATH, PROCTITLE, SOCKADDR, SYSCALL, URINGOP } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import { type Machine, machineByElf, machineByName, syscallName } from '../tables/syscalls.js';

export interface CallPath {
  /** Decoded, as the program gave it. */
  readonly name: string;
  /** CREATE, DELETE, NORMAL, PARENT, UNKNOWN. */
  readonly nameType: string;
  /** `DEV:INODE` as in the record; undefined when the file was not found. */
  readonly inode: string | undefined;
  readonly isFolder: boolean;
}

export interface Call {
  readonly event: AuditEvent;
  readonly record: AuditRecord;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly pid: number;
  readonly ppid: number;
  /** Name, or number when it has none; io_uring operations as `io_uring:NAME`. */
  readonly name: string;
  /** The number that came back; undefined for calls that do not return. */
  readonly exit: number | undefined;
  /** Name of the error, `ENOENT`; undefined without one. */
  readonly error: string | undefined;
  readonly comm: string;
  readonly exe: string;
  readonly cwd: string | undefined;
  readonly paths: readonly CallPath[];
  /** Of SOCKADDR, as in the record; undefined without one. */
  readonly address: string | undefined;
  /** The words of a program that was started. */
  readonly words: readonly string[] | undefined;
  /** Login session, 4294967295 for none. */
  readonly session: number;
  /** Of PROCTITLE, as in the record; the kernel takes it once for each process. Undefined without one. */
  readonly title: string | undefined;
}

export const UNSET_SESSION = 4294967295;

/** Undefined for an event that is about no system call. */
export function readCall(event: AuditEvent): Call | undefined {
  const record = event.records.find(({ type }) => type === SYSCALL || type === URINGOP);
  if (!record) return undefined;
  const { text } = record;
  const paths: CallPath[] = [];
  let cwd: string | undefined;
  let address: string | undefined;
  let title: string | undefined;
  for (const other of event.records) {
    if (other.type === PATH) paths.push(readPath(other.text));
    else if (other.type === CWD) cwd = decodeString(fieldValue(other.text, 'cwd') ?? '');
    else if (other.type === SOCKADDR) address = fieldValue(other.text, 'saddr');
    else if (other.type === PROCTITLE) title = fieldValue(other.text, 'proctitle');
  }
  const exit = fieldNumber(text, 'exit');
  return {
    event,
    record,
    time: event.sec * 1000 + event.milli,
    pid: fieldNumber(text, 'pid') ?? -1,
    ppid: fieldNumber(text, 'ppid') ?? -1,
    name: callName(record),
    exit,
    error: exit !== undefined && exit < 0 ? (valueTable(tables.errno).name(-exit) ?? String(-exit)) : undefined,
    comm: decodeString(fieldValue(text, 'comm') ?? '?'),
    exe: decodeString(fieldValue(text, 'exe') ?? '?'),
    cwd,
    paths,
    address,
    words: execWords(event.records),
    session: fieldNumber(text, 'ses') ?? UNSET_SESSION,
    title: title === '(null)' ? undefined : title,
  };
}

/** Argument `a0` … `a3` of a system call as a signed 32-bit number; undefined without it. */
export function argument({ record }: Call, name: string): number | undefined {
  const raw = fieldValue(record.text, name);
  const value = raw === undefined ? Number.NaN : Number.parseInt(raw.slice(-8), 16);
  return Number.isNaN(value) ? undefined : value | 0;
}

function callName({ type, text }: AuditRecord): string {
  if (type === URINGOP) {
    const operation = fieldNumber(text, 'uring_op') ?? -1;
    return `io_uring:${nameOf(machineByName('uring'), operation)}`;
  }
  const elf = Number.parseInt(fieldValue(text, 'arch') ?? '', 16);
  return nameOf(machineByElf(elf), fieldNumber(text, 'syscall') ?? -1);
}

function nameOf(machine: Machine | undefined, number: number): string {
  return (machine && syscallName(machine, number)) ?? String(number);
}

function readPath(text: string): CallPath {
  const inode = fieldValue(text, 'inode');
  return {
    name: decodeString(fieldValue(text, 'name') ?? ''),
    nameType: fieldValue(text, 'nametype') ?? 'UNKNOWN',
    inode: inode === undefined ? undefined : `${fieldValue(text, 'dev')}:${inode}`,
    isFolder: fieldValue(text, 'mode')?.startsWith(FOLDER_MODE) ?? false,
  };
}

/** Octal, as the kernel writes it: type S_IFDIR. */
const FOLDER_MODE = '04';
