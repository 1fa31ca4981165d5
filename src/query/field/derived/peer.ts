/** The other end: addresses, ports, families. */

import { didYouMean } from '../../../bytes/nearest-word.js';
import { usage } from '../../../errors.js';
import type { AuditEvent } from '../../../log/event.js';
import { someField } from '../../../log/fields.js';
import type { NeedleGroup } from '../../../log/scan/needle.js';
import * as tables from '../../../tables/generated/tables.js';
import { valueTable } from '../../../tables/lookup.js';
import { type SocketAddress, socketAddress } from '../socket-address.js';
import type { Visit } from '../source.js';
import type { ValueKind } from '../value-test.js';
import { decimal, plainText } from '../value-text.js';
import { type DerivedField, decodedNumber, decodedText } from './derived-field.js';

/** `saddr` holds a socket address, or plain text in records of the packet filter. */
const ADDRESSES = ['addr', 'laddr', 'faddr', 'raddr', 'daddr', 'saddr', 'ip', 'src', 'dst'] as const;
const PORTS = ['port', 'lport', 'rport', 'fport', 'sport', 'dport'] as const;

const addressKind: ValueKind = {
  equal: (written, _field, { tools }) => {
    if (!tools.network) return () => false;
    const network = tools.network(written);
    if (!network) throw usage(`${written} is no address and no subnet`);
    return (text) => network.holds(text);
  },
  text: (text) => text,
  needles: () => undefined,
};

/** Few events are about the network at all. */
const ANY_ADDRESS: NeedleGroup = named(ADDRESSES);

export const addr: DerivedField = {
  text: 'addresses of peers, and of this host where the log has them; with = and in also subnets: 10.0.0.0/8',
  kind: addressKind,
  needs: 'network',
  some: (event, visit) =>
    eachSocket(event, ({ address }, record) => address !== undefined && visit(address, record)) ||
    eachPlain(event, ADDRESSES, (text, record) => /[.:]/.test(text) && visit(text, record)),
  equalNeedles: () => ANY_ADDRESS,
  textNeedles: () => ANY_ADDRESS,
  presence: ANY_ADDRESS,
};

const ANY_PORT: NeedleGroup = named([...PORTS, 'saddr']);

export const port: DerivedField = {
  text: 'ports, of peers and of this host',
  kind: decodedNumber,
  some: (event, visit) =>
    eachSocket(event, (socket, record) => socket.port !== undefined && visit(String(socket.port), record)) ||
    eachPlain(event, PORTS, visit),
  equalNeedles: () => ANY_PORT,
  presence: ANY_PORT,
};

export const family: DerivedField = {
  text: 'families of addresses: inet, inet6, local, netlink',
  kind: {
    equal: (written) => {
      const wanted = String(familyNumber(written));
      return (number) => number === wanted;
    },
    text: (number) => valueTable(tables.socketFamilies).name(Number(number)) ?? number,
    number: decimal,
    needles: () => undefined,
  },
  some: (event, visit) =>
    eachSocket(event, (socket, record) => visit(String(socket.family), record)) || eachPlain(event, ['family'], visit),
};

export const container: DerivedField = {
  text: 'ids of containers, where the log has CONTAINER_ID records',
  kind: decodedText,
  some: (event, visit) => eachPlain(event, ['contid', 'container'], visit),
  presence: named(['contid', 'container']),
};

function named(names: readonly string[]): NeedleGroup {
  return names.map((name) => ({ kind: 'text', text: `${name}=` }));
}

function familyNumber(written: string): number {
  const names = valueTable(tables.socketFamilies);
  const number = decimal(written) ?? (written === 'unix' ? 1 : names.value(written.replace(/^AF_/i, '')));
  if (number !== undefined) return number;
  const known = Array.from(names.names(), ([, name]) => name);
  throw usage(`${written} is no family${didYouMean(written, known)}`);
}

type VisitSocket = (socket: SocketAddress, record: AuditEvent['records'][number]) => boolean;

function eachSocket({ records }: AuditEvent, visit: VisitSocket): boolean {
  return records.some((record) =>
    someField(record.text, 'saddr', (raw) => {
      const socket = socketAddress(raw);
      return socket !== undefined && visit(socket, record);
    }),
  );
}

function eachPlain({ records }: AuditEvent, names: readonly string[], visit: Visit): boolean {
  return records.some((record) =>
    names.some((name) => someField(record.text, name, (raw) => visit(plainText(raw), record))),
  );
}
