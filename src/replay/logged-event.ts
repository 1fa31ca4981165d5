/**
 * A recorded event as the filter saw it: what its records tell, and all else unknown. A log does not tell supplementary
 * groups, what a descriptor stands for, and which file a path named before and after.
 */

import { decodeString } from '../bytes/hex.js';
import type { AuditEvent } from '../log/event.js';
import { fieldNumber, fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import type { EventName, FileIdentity, FilterEvent, Subject } from '../rules/model/event.js';
import type { Paths } from '../rules/model/names.js';
import { OPENAT2, PATH, SOCKADDR, SYSCALL, URINGOP } from '../tables/generated/record-type.js';
import { recordTypeName } from '../tables/record-types.js';
import { Places } from './places.js';

/** An event, and what the paths that it names meant when it began, as far as it tells. */
export interface LoggedEvent {
  readonly event: FilterEvent;
  readonly paths: Paths;
}

/** The record that the filter's verdict is about; `undefined` for messages of processes and of the kernel itself. */
export function callRecord({ records }: AuditEvent): AuditRecord | undefined {
  return records.find(({ type }) => type === SYSCALL) ?? records.find(({ type }) => type === URINGOP);
}

/** The call of an event. `call` is its `callRecord`. */
export function loggedCall({ records }: AuditEvent, call: AuditRecord): LoggedEvent {
  const { text } = call;
  const types = records.map(({ type }) => recordTypeName(type) ?? String(type));
  if (call.type === URINGOP) {
    const places = new Places(records, text);
    const names = namesOf(records, places);
    return { event: { ...subjectOf(text), uring_op: fieldNumber(text, 'uring_op') ?? -1, names, types }, paths: {} };
  }
  const places = new Places(records, text);
  const names = namesOf(records, places);
  const isSuccess = fieldValue(text, 'success');
  const exit = fieldValue(text, 'exit');
  const flags = flagsOfOpenat2(records);
  const event: FilterEvent = {
    ...subjectOf(text),
    arch: Number.parseInt(fieldValue(text, 'arch') ?? '', 16),
    syscall: fieldNumber(text, 'syscall') ?? -1,
    args: ['a0', 'a1', 'a2', 'a3'].map((name) => BigInt(`0x${hexadecimal(fieldValue(text, name))}`)),
    exit: exit === undefined ? null : Number(exit),
    success: isSuccess === undefined ? null : isSuccess === 'yes',
    saddr_fam: familyOf(records),
    // The record names its personality only where that is not the ordinary one.
    pers: Number.parseInt(hexadecimal(fieldValue(text, 'per')), 16),
    names,
    types,
    ...(flags !== undefined && { openat2_flags: flags }),
  };
  return { event: { ...event, ...changesOf(event, names) }, paths: pathsBefore(names) };
}

/** A message of a process, or a record of the kernel's own, which only the user and exclude lists see. */
export function loggedMessage({ type, text }: AuditRecord): FilterEvent {
  return { ...subjectOf(text), user_msg: type };
}

const ids = ['pid', 'ppid', 'auid', 'uid', 'euid', 'suid', 'fsuid', 'gid', 'egid', 'sgid', 'fsgid', 'ses'] as const;

function subjectOf(text: string): Subject & Pick<FilterEvent, 'exe'> {
  const subject: { -readonly [Id in keyof Subject]: Subject[Id] } = {};
  for (const id of ids) {
    const value = fieldNumber(text, id);
    if (value !== undefined) subject[id] = value >>> 0;
  }
  const exe = fieldValue(text, 'exe');
  if (exe === undefined) return subject;
  return { ...subject, exe: exe === '(null)' ? null : { path: decodeString(exe) } };
}

function hexadecimal(digits: string | undefined): string {
  return digits !== undefined && /^[0-9a-f]+$/i.test(digits) ? digits : '0';
}

function familyOf(records: readonly AuditRecord[]): number | null {
  const record = records.find(({ type }) => type === SOCKADDR);
  const address = record && fieldValue(record.text, 'saddr');
  if (address === undefined) return null;
  const family = Number.parseInt(address.slice(2, 4) + address.slice(0, 2), 16); // little endian
  return Number.isNaN(family) ? null : family;
}

/** The record has them octal. */
function flagsOfOpenat2(records: readonly AuditRecord[]): number | undefined {
  const record = records.find(({ type }) => type === OPENAT2);
  const flags = record && Number.parseInt(fieldValue(record.text, 'oflag') ?? '', 8);
  return flags === undefined || Number.isNaN(flags) ? undefined : flags;
}

function namesOf(records: readonly AuditRecord[], places: Places): readonly EventName[] {
  return records.filter(({ type }) => type === PATH).map(({ text }) => nameOf(text, places));
}

function nameOf(text: string, places: Places): EventName {
  const nametype = fieldValue(text, 'nametype') ?? 'UNKNOWN';
  const inode = fieldValue(text, 'inode');
  const place = places.of(text) ?? null;
  if (inode === undefined) return { name: place, nametype, ino: null };
  return {
    name: place,
    path: place,
    nametype,
    ino: inode,
    dev: deviceOf(fieldValue(text, 'dev')),
    rdev: deviceOf(fieldValue(text, 'rdev')),
    mode: Number.parseInt(fieldValue(text, 'mode') ?? '0', 8),
    ouid: fieldNumber(text, 'ouid') ?? 0,
    ogid: fieldNumber(text, 'ogid') ?? 0,
  };
}

/** `fd:00`, hexadecimal. */
function deviceOf(text = ''): readonly [major: number, minor: number] {
  const [major = '', minor = ''] = text.split(':');
  return [Number.parseInt(major, 16) || 0, Number.parseInt(minor, 16) || 0];
}

/** Entries that the call takes away or makes. */
function changesOf({ success }: FilterEvent, names: readonly EventName[]): Partial<FilterEvent> {
  const changed = names.filter(({ nametype }) => nametype === 'DELETE' || nametype === 'CREATE');
  if (success !== true || changed.length === 0) return {};
  const after: Record<string, FileIdentity | null> = {};
  for (const name of changed)
    if (typeof name.path === 'string')
      after[name.path] = name.nametype === 'DELETE' ? null : (identityOf(name) ?? null);
  const early = removalsOf(names).flatMap(({ path }, i) =>
    typeof path === 'string' ? [{ gone: path, names: namesBefore(names, i) }] : [],
  );
  return { after, ...(early.length > 0 && { early }) };
}

/** Entries that go: of a renaming over another file only the old one, of an exchange both. */
function removalsOf(names: readonly EventName[]): readonly EventName[] {
  const gone = names.filter(({ nametype }) => nametype === 'DELETE');
  return gone.length > madeBy(names).length ? gone.slice(0, 1) : gone;
}

function madeBy(names: readonly EventName[]): readonly EventName[] {
  return names.filter(({ nametype }) => nametype === 'CREATE');
}

/** At the moment of the `removal`th removal: the entry that a renaming makes has no object yet, or is not there. */
function namesBefore(names: readonly EventName[], removal: number): readonly EventName[] {
  const made = madeBy(names);
  const isTaken = names.filter(({ nametype }) => nametype === 'DELETE').length > 1;
  return names.flatMap((name) => {
    if (name.nametype !== 'CREATE' || made.indexOf(name) < removal) return [name];
    return isTaken ? [] : [{ name: name.name ?? null, nametype: 'CREATE', ino: null }];
  });
}

/** What the paths named when the call began: of a path that the event names, this object or nothing. */
function pathsBefore(names: readonly EventName[]): Paths {
  const paths: Record<string, FileIdentity | null> = {};
  for (const name of names) {
    const identity = identityOf(name);
    if (!identity || typeof name.path !== 'string') continue;
    if (name.nametype === 'CREATE') paths[name.path] ??= null;
    else paths[name.path] = identity;
  }
  return paths;
}

function identityOf({ ino, dev }: EventName): FileIdentity | undefined {
  return ino === null || dev === undefined ? undefined : { dev, ino };
}
