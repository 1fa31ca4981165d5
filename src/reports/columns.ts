/** The columns that several reports share. */

import type { AuditEvent } from '../log/event.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import type { ReportFormat } from './job.js';
import type { Reading } from './reading.js';
import { typeText } from './reading.js';
import type { Column } from './report.js';

type EventColumn = Column<Reading>;
type Absent = EventColumn['absent'];

/** The classic report has the time before its columns; the other layouts have it as a column. */
export function timeColumn(format: ReportFormat): EventColumn {
  const utc = ({ event }: Reading): string => utcTime(event.sec, event.milli) ?? '';
  return {
    key: 'time',
    title: 'time',
    absent: '?',
    text: isForPrograms(format) ? utc : (r) => r.stamp(),
    data: utc,
    whole: true,
  };
}

export const eventColumn: EventColumn = {
  key: 'event',
  title: 'event',
  absent: '?',
  numeric: true,
  number: 'serial',
  text: ({ event }) => serialText(event),
  data: ({ event }) => (Number.isSafeInteger(event.serial) ? event.serial : serialText(event)),
};

/** Serials have 64 bits; those beyond what a number can hold are read from the record again. */
function serialText({ serial, records: [first] }: AuditEvent): string {
  if (Number.isSafeInteger(serial)) return String(serial);
  const [, minus, digits] = /\([^):]*:([+-]?)(\d+)/.exec(first?.text ?? '') ?? [];
  return digits === undefined
    ? String(serial)
    : String(BigInt.asUintN(64, BigInt(`${minus === '-' ? '-' : ''}${digits}`)));
}

export const typeColumn: EventColumn = {
  key: 'type',
  title: 'type',
  absent: '(null)',
  text: (r) => typeText(r.firstType),
};

export const successColumn: EventColumn = {
  key: 'success',
  title: 'success',
  absent: '?',
  text: ({ attributes }) => (attributes.success === 1 ? 'yes' : attributes.success === 0 ? 'no' : 'unset'),
  data: ({ attributes }) => (attributes.success === 1 ? true : attributes.success === 0 ? false : null),
};

/** BUG? The auid column of the -c and -ma reports is the only one that is not escaped. */
export const plainAuidColumn: EventColumn = {
  key: 'auid',
  title: 'auid',
  absent: '?',
  text: (r) => r.auidText(),
  data: (r) => (r.auid < 0 && r.auid >= -2 ? null : r.auid >>> 0),
  name: { key: 'auid_name', text: (r) => (r.auid === -1 || r.auid === -2 ? undefined : r.auidName()) },
};

export const auidColumn: EventColumn = { ...plainAuidColumn, escaped: true };

export const syscallColumn: EventColumn = {
  key: 'syscall',
  title: 'syscall',
  absent: '?',
  text: (r) => r.syscallText(),
  data: ({ attributes }) => attributes.syscall,
  name: {
    key: 'syscall_name',
    text: (r) => {
      const name = r.syscallName();
      return name === '?' ? undefined : name;
    },
  },
};

/** Unsigned. */
export const pidColumn: EventColumn = {
  key: 'pid',
  title: 'pid',
  absent: '?',
  numeric: true,
  number: 'pid',
  text: ({ attributes }) => String(attributes.pid >>> 0),
  data: (r) => (r.pid === -1 ? null : r.attributes.pid >>> 0),
};

export function exeColumn(absent: Absent, escaped?: 'escaped'): EventColumn {
  return { key: 'exe', title: 'exe', absent, ...mark(escaped), text: ({ attributes }) => attributes.exe };
}

export function commColumn(absent: Absent): EventColumn {
  return { key: 'comm', title: 'comm', absent, escaped: true, text: ({ attributes }) => attributes.comm };
}

export function hostColumn(absent: Absent): EventColumn {
  return { key: 'host', title: 'host', absent, text: ({ attributes }) => attributes.hostname };
}

export function terminalColumn(absent: Absent): EventColumn {
  return { key: 'terminal', title: 'term', absent, text: ({ attributes }) => attributes.terminal };
}

function mark(escaped: 'escaped' | undefined): { readonly escaped?: true } {
  return escaped ? { escaped: true } : {};
}
