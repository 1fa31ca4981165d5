/**
 * What can still be read from a record that lacks what its type needs, or whose type is unknown: its fields by name.
 * No event is lost for its form (deliberate difference; the reference drops it). Only what is still missing is filled.
 */

import { readUnsigned } from '../bytes/c-number.js';
import { plainValue, visitFields } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import { isNewerType, recordTypeName } from '../tables/record-types.js';
import { type Attributes, type ContextEntry, type Group, NEVER_SET, UNSET } from './attributes.js';
import { addContext, emptyContext } from './store.js';

interface Filling {
  readonly to: Attributes;
  readonly record: AuditRecord;
  /** Made on demand, added to the contexts when something was put in. */
  readonly entry: () => ContextEntry;
}

/** One field: the group that must be wanted, when it is missing, and how to fill it. */
interface Rule {
  readonly group: Group;
  /** `entry` is the record's own context entry, if it has one. */
  readonly isMissing: (to: Attributes, entry: ContextEntry | undefined) => boolean;
  readonly fill: (filling: Filling, value: string) => void;
  readonly mayBeHex?: boolean;
}

const number = (value: string): number => Math.max(0, readUnsigned(value, 0, value.length));

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['pid', { group: 'pid', isMissing: (to) => to.pid === UNSET, fill: ({ to }, value) => (to.pid = number(value)) }],
  ['ppid', { group: 'ppid', isMissing: (to) => to.ppid === UNSET, fill: ({ to }, value) => (to.ppid = number(value)) }],
  ['uid', { group: 'uid', isMissing: (to) => to.uidRecord === undefined, fill: fillUid }],
  ['auid', { group: 'auid', isMissing: (to) => to.auid === NEVER_SET, fill: fillAuid }],
  [
    'ses',
    { group: 'session', isMissing: (to) => to.session === NEVER_SET, fill: ({ to }, v) => (to.session = number(v)) },
  ],
  [
    'comm',
    { group: 'comm', isMissing: (to) => to.comm === undefined, fill: ({ to }, v) => (to.comm = v), mayBeHex: true },
  ],
  ['exe', { group: 'exe', isMissing: (to) => to.exe === undefined, fill: ({ to }, v) => (to.exe = v), mayBeHex: true }],
  [
    'tty',
    { group: 'terminal', isMissing: (to) => to.terminal === undefined, fill: ({ to }, value) => (to.terminal = value) },
  ],
  [
    'terminal',
    { group: 'terminal', isMissing: (to) => to.terminal === undefined, fill: ({ to }, value) => (to.terminal = value) },
  ],
  [
    'hostname',
    { group: 'hostname', isMissing: (to) => to.hostname === undefined, fill: ({ to }, value) => (to.hostname = value) },
  ],
  ['name', { group: 'file', isMissing: (to) => to.files === undefined, fill: fillFile, mayBeHex: true }],
  ['path', { group: 'file', isMissing: (to) => to.files === undefined, fill: fillFile, mayBeHex: true }],
  ['key', { group: 'key', isMissing: (to) => to.keys === undefined, fill: fillKeys, mayBeHex: true }],
  ['res', { group: 'success', isMissing: (to) => to.success === undefined, fill: fillResult }],
  ['apparmor', { group: 'success', isMissing: (to) => to.success === undefined, fill: fillVerdict }],
  ['profile', { group: 'subject', isMissing: hasNoSubject, fill: fillSubject, mayBeHex: true }],
  ['subj', { group: 'subject', isMissing: hasNoSubject, fill: fillSubject }],
  ['label', { group: 'subject', isMissing: hasNoSubject, fill: fillSubject, mayBeHex: true }],
  [
    'peer',
    { group: 'object', isMissing: hasNoObject, fill: ({ entry }, value) => (entry().object = value), mayBeHex: true },
  ],
  ['operation', { group: 'avc', isMissing: hasNoClass, fill: ({ entry }, value) => (entry().objectClass = value) }],
  ['denied_mask', { group: 'avc', isMissing: hasNoPermissions, fill: fillPermissions }],
  ['requested_mask', { group: 'avc', isMissing: hasNoPermissions, fill: fillPermissions }],
]);

/** What a record may tell whose type the original has no name for; AppArmor's own types tell everything. */
const unknownTypeGroups: ReadonlySet<Group> = new Set<Group>(['pid', 'comm', 'exe', 'key']);

/** For types that the original takes nothing from: LANDLOCK_DOMAIN and whatever newer kernels write, old AppArmor types. */
export function fillFromUnknownType(record: AuditRecord, wanted: ReadonlySet<Group>, to: Attributes): void {
  const isAppArmor = record.type >= 1500 && record.type <= 1599;
  if (!isAppArmor && recordTypeName(record.type) !== undefined && !isNewerType(record.type)) return;
  to.isLoose ||= isAppArmor;
  if (isAppArmor) fillPlainly(record, wanted, to, undefined);
  else fillPlainly(record, unknownTypeGroups, to, undefined, wanted);
}

/** `entry` is the context entry that the record's steps have begun, if any. */
export function fillPlainly(
  record: AuditRecord,
  wanted: ReadonlySet<Group>,
  to: Attributes,
  entry: ContextEntry | undefined,
  alsoWanted: ReadonlySet<Group> = wanted,
): void {
  const body = record.text.indexOf('):');
  const last = to.contexts?.at(-1);
  let open = entry ?? (last?.record === record ? last : undefined);
  const filling: Filling = {
    to,
    record,
    entry: () => {
      if (!open) {
        open = emptyContext(record);
        addContext(to, open);
      }
      return open;
    },
  };
  visitFields(record.text, body < 0 ? 0 : body + 2, (name, raw) => {
    const rule = rules.get(name);
    if (rule && wanted.has(rule.group) && alsoWanted.has(rule.group) && rule.isMissing(to, open) && isValue(raw)) {
      rule.fill(filling, plainValue(raw, rule.mayBeHex === true));
    }
    return false;
  });
}

function isValue(raw: string): boolean {
  return raw !== '' && raw !== '?' && raw !== '(null)';
}

function fillUid({ to, record }: Filling, value: string): void {
  to.uid = number(value);
  to.namedUid = to.uid;
  to.uidRecord = record;
}

function fillAuid({ to, record }: Filling, value: string): void {
  to.auid = number(value);
  to.auidRecord = record;
}

function fillFile({ to }: Filling, value: string): void {
  to.files = [value];
}

function fillKeys({ to }: Filling, value: string): void {
  to.keys = value.split('\x01').filter((key) => key !== '');
}

function fillResult({ to }: Filling, value: string): void {
  if (value === '1' || value.startsWith('success')) to.success = 1;
  else if (value === '0' || value.startsWith('failed')) to.success = 0;
}

const verdicts: ReadonlyMap<string, number> = new Map([
  ['DENIED', 0],
  ['ALLOWED', 1],
  ['AUDIT', 1],
]);

function fillVerdict({ to, entry }: Filling, value: string): void {
  to.success = verdicts.get(value);
  if (to.success !== undefined) entry().result = to.success === 0 ? 'denied' : 'granted';
}

function fillSubject({ entry }: Filling, value: string): void {
  entry().subject = value;
}

function fillPermissions({ entry }: Filling, value: string): void {
  entry().permissions = value;
}

function hasNoSubject(_to: Attributes, entry: ContextEntry | undefined): boolean {
  return entry?.subject === undefined;
}

function hasNoObject(_to: Attributes, entry: ContextEntry | undefined): boolean {
  return entry?.object === undefined;
}

function hasNoClass(_to: Attributes, entry: ContextEntry | undefined): boolean {
  return entry?.objectClass === undefined;
}

function hasNoPermissions(_to: Attributes, entry: ContextEntry | undefined): boolean {
  return entry?.permissions === undefined;
}
