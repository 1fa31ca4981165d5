/** --denials: everything that was not allowed, whoever said no: SELinux, AppArmor, Landlock, seccomp, file permissions. */
import type { ContextEntry } from '../../attributes/attributes.js';
import type { AuditEvent } from '../../log/event.js';
import { fieldValue, plainValue } from '../../log/fields.js';
import type { AuditRecord } from '../../log/record.js';
import { auidColumn, eventColumn, exeColumn, pidColumn } from '../columns.js';
import type { Reading } from '../reading.js';
import type { Report } from '../report.js';
import { typeSet } from '../types.js';

type Denier = 'selinux' | 'apparmor' | 'landlock' | 'seccomp' | 'permissions';

const accessVector = typeSet('AVC', 'USER_AVC', '1500-1599');
const landlock = typeSet('LANDLOCK_ACCESS');
const seccomp = typeSet('SECCOMP');

export const denials: Report = {
  name: 'denials',
  choice: { spellings: ['--denials'], section: 'Decisions', text: 'everything that was not allowed, whoever said no' },
  title: 'Denial',
  groups: ['auid', 'exe', 'comm', 'file', 'nametype', 'subject', 'object', 'avc', 'exit', 'arch'],
  shape: {
    kind: 'listing',
    selects: (reading) => denierOf(reading) !== undefined,
    columns: [
      { key: 'denied_by', title: 'by', absent: '?', text: denierOf },
      { ...exeColumn('?', 'escaped'), text: program },
      pidColumn,
      auidColumn,
      { key: 'subject', title: 'subject', absent: '?', text: subject },
      { key: 'action', title: 'action', absent: '?', escaped: true, text: action },
      { key: 'object', title: 'object', absent: '?', escaped: true, text: object },
      eventColumn,
    ],
    summary: {
      differsInShape: true,
      items: 'text',
      key: 'denial',
      escaped: true,
      count: (reading, add) => {
        const parts = [denierOf(reading), program(reading), action(reading), object(reading)];
        add(parts.map((part) => part ?? '?').join(' '));
      },
    },
  },
};

const EPERM = -1;
const EACCES = -13;

function denierOf({ event, attributes: { exit } }: Reading): Denier | undefined {
  const record = deniedIn(event);
  if (record !== undefined) return record.text.includes('apparmor="') ? 'apparmor' : 'selinux';
  if (landlock.in(event)) return 'landlock';
  if (seccomp.in(event)) return 'seccomp';
  return exit === EACCES || exit === EPERM ? 'permissions' : undefined;
}

/** The first record with a decision against. */
function deniedIn({ records }: AuditEvent): AuditRecord | undefined {
  return records.find(({ type, text }) => accessVector.has(type) && isDenial(text));
}

function isDenial(text: string): boolean {
  return /avc: +denied/.test(text) || text.includes('apparmor="DENIED"');
}

function decisionOf({ event, attributes }: Reading): ContextEntry | undefined {
  const record = deniedIn(event);
  return attributes.contexts?.find((entry) => entry.record === record);
}

function program({ attributes }: Reading): string | undefined {
  return attributes.exe ?? attributes.comm;
}

/** Its label; of a sandbox by Landlock, the number of its domain. */
function subject(reading: Reading): string | undefined {
  return decisionOf(reading)?.subject ?? landlockValue(reading, 'domain');
}

/** Of the record that tells which rights Landlock did not give (Documentation/admin-guide/LSM/landlock.rst). */
function landlockValue({ event }: Reading, field: string): string | undefined {
  const record = event.records.find(({ type }) => landlock.has(type));
  const raw = record && fieldValue(record.text, field);
  return raw === undefined ? undefined : plainValue(raw, true);
}

/** What was to be done: class and permissions, the rights that were missing, or the system call. */
function action(reading: Reading): string | undefined {
  const decision = decisionOf(reading);
  const parts = [decision?.objectClass, decision?.permissions].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(':') : (landlockValue(reading, 'blockers') ?? reading.callName());
}

/** To what: a file, else the object's label. */
function object(reading: Reading): string | undefined {
  const { files = [], nameTypes = [] } = reading.attributes;
  const file = files.find((_, i) => !nameTypes[i]?.startsWith('PARENT')) ?? files[0];
  return landlockValue(reading, 'path') ?? file ?? decisionOf(reading)?.object;
}
