/** The parts of the report on a run as rows for the layouts that the reports use. */

import type { Datum, GridColumn } from '../output/grid/grid.js';
import { utcTime } from '../output/utc-time.js';
import type { CallCount } from './call-counts.js';
import { type Access, accesses } from './deed.js';
import type { TouchedFile } from './files.js';
import type { Peer } from './peers.js';
import type { PrivilegeChange } from './privileges.js';

export interface StoryTable<T> {
  readonly title: string;
  readonly columns: readonly GridColumn[];
  readonly cells: (item: T) => readonly Datum[];
}

export const callTable: StoryTable<CallCount> = {
  title: 'System calls',
  columns: [
    { key: 'call', title: 'call' },
    { key: 'count', title: 'count', numeric: true },
    { key: 'errors', title: 'errors', numeric: true },
    { key: 'which', title: 'which errors' },
  ],
  cells: ({ name, count, errors, errorCounts }) => [name, count, errors, counted(errorCounts)],
};

export const fileTable: StoryTable<TouchedFile> = {
  title: 'Files',
  columns: [
    { key: 'file', title: 'file' },
    { key: 'access', title: 'access' },
    { key: 'processes', title: 'processes', numeric: true },
  ],
  cells: (file) => [
    file.path,
    accesses.flatMap((access) => (file.counts.has(access) ? [accessText(access, file)] : [])).join(', '),
    file.pids.size,
  ],
};

export const peerTable: StoryTable<Peer> = {
  title: 'Network and local sockets',
  columns: [
    { key: 'direction', title: 'direction' },
    { key: 'family', title: 'family' },
    { key: 'address', title: 'address' },
    { key: 'port', title: 'port', numeric: true },
    { key: 'count', title: 'count', numeric: true },
    { key: 'errors', title: 'errors' },
  ],
  cells: ({ direction, family, address, port, count, errors }) => [
    ...[direction, family, address, port ?? null, count],
    [...errors].join(', '),
  ],
};

export const privilegeTable: StoryTable<PrivilegeChange> = {
  title: 'Changes of privileges',
  columns: [
    { key: 'time', title: 'time' },
    { key: 'pid', title: 'pid', numeric: true },
    { key: 'comm', title: 'comm' },
    { key: 'call', title: 'call' },
    { key: 'change', title: 'change' },
  ],

  cells: ({ time, pid, comm, call, change }) => [
    utcTime(Math.floor(time / 1000), time % 1000) ?? '?',
    pid,
    comm,
    call,
    change,
  ],
};

/** With the other names of a renamed file. */
function accessText(access: Access, { counts, renamedTo, renamedFrom }: TouchedFile): string {
  const text = counted([[access, counts.get(access) ?? 0]]);
  if (access !== 'renamed') return text;
  const to = Array.from(renamedTo, (name) => ` \xe2\x86\x92 ${name}`);
  const from = Array.from(renamedFrom, (name) => ` \xe2\x86\x90 ${name}`);
  return text + [...to, ...from].join('');
}

function counted(counts: Iterable<readonly [name: string, count: number]>): string {
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} \xc3\x97${count}`)).join(', ');
}
