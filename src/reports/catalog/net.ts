/** --net: network connections: who talked to which address, which way, and how it went. */

import { inet4Text, inet6Text } from '../../bytes/inet.js';
import type { AuditEvent } from '../../log/event.js';
import { fieldValue } from '../../log/fields.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { auidColumn, commColumn, eventColumn, exeColumn, pidColumn, successColumn } from '../columns.js';
import type { Reading } from '../reading.js';
import type { Report } from '../report.js';
import { typeSet } from '../types.js';

const types = typeSet('SOCKADDR');

/** The other end of a connection. */
interface Peer {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly port: number;
}

export const net: Report = {
  name: 'net',
  choice: { spellings: ['--net'], section: 'Objects', text: 'network connections' },
  title: 'Network Connection',
  groups: ['auid', 'exe', 'comm', 'arch', 'exit'],
  shape: {
    kind: 'listing',
    differsInShape: true,
    types,
    selects: ({ event }) => peerOf(event) !== undefined,
    columns: [
      exeColumn('?', 'escaped'),
      commColumn('?'),
      pidColumn,
      auidColumn,
      { key: 'family', title: 'family', absent: '?', text: ({ event }) => peerOf(event)?.family },
      { key: 'address', title: 'address', absent: '?', text: ({ event }) => peerOf(event)?.address },
      {
        key: 'port',
        title: 'port',
        absent: '?',
        numeric: true,
        text: ({ event }) => peerOf(event)?.port.toString(),
        data: ({ event }) => peerOf(event)?.port ?? null,
      },
      { key: 'direction', title: 'direction', absent: '?', text: direction },
      successColumn,
      { key: 'error', title: 'error', absent: '?', text: error },
      eventColumn,
    ],
    summary: {
      differsInShape: true,
      items: 'text',
      key: 'connection',
      escaped: true,
      count: (reading, add) => {
        const peer = peerOf(reading.event);
        const address = peer?.family === 'ipv6' ? `[${peer.address}]` : peer?.address;
        add(`${reading.attributes.exe ?? '?'} ${direction(reading) ?? '?'} ${address}:${peer?.port}`);
      },
    },
  },
};

const INET4 = 2;
const INET6 = 10;

let last: { readonly event: AuditEvent; readonly peer: Peer | undefined } | undefined;

/** The first internet address of an event; several columns ask for it in turn. */
function peerOf(event: AuditEvent): Peer | undefined {
  if (last?.event !== event) last = { event, peer: readPeer(event) };
  return last.peer;
}

/** The address alone, as text. */
export function peerAddress(event: AuditEvent): string | undefined {
  return peerOf(event)?.address;
}

function readPeer({ records }: AuditEvent): Peer | undefined {
  for (const { type, text } of records) {
    if (!types.has(type)) continue;
    const bytes = Buffer.from(fieldValue(text, 'saddr') ?? '', 'hex');
    const family = bytes.length < 4 ? 0 : bytes.readUInt16LE(0);
    if (family === INET4 && bytes.length >= 8) {
      return { family: 'ipv4', address: inet4Text(bytes, 4), port: bytes.readUInt16BE(2) };
    }
    if (family === INET6 && bytes.length >= 24) {
      return { family: 'ipv6', address: inet6Text(bytes, 8), port: bytes.readUInt16BE(2) };
    }
  }
  return undefined;
}

const directions: ReadonlyMap<string, string> = new Map([
  ...['connect', 'sendto', 'sendmsg', 'sendmmsg', 'send'].map((call) => [call, 'out'] as const),
  ...['accept', 'accept4', 'recvfrom', 'recvmsg', 'recvmmsg', 'recv'].map((call) => [call, 'in'] as const),
  ...['bind', 'listen'].map((call) => [call, 'listen'] as const),
]);

/** By the system call; 32-bit machines have one for all, with the call in its first argument. */
function direction(reading: Reading): string | undefined {
  const name = reading.callName();
  return directions.get((name === 'socketcall' ? socketCall(reading.event) : name) ?? '');
}

function socketCall({ records }: AuditEvent): string {
  for (const { text } of records) {
    const call = fieldValue(text, 'a0');
    if (call !== undefined) return valueTable(tables.socketcallCalls).name(Number.parseInt(call, 16)) ?? '';
  }
  return '';
}

/** The error's name, for example ECONNREFUSED. */
function error({ attributes: { exit } }: Reading): string | undefined {
  return typeof exit === 'number' && exit < 0 ? valueTable(tables.errno).name(-exit) : undefined;
}
