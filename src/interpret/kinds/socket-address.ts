/** Hexadecimal `struct sockaddr` (kind `sockaddr`). */

import { hostIsLittleEndian } from '../../bytes/byte-order.js';
import { decodeUnquoted, unhexRun, untilNul } from '../../bytes/hex.js';
import { inet4Text, inet6Text, isLinkLocal } from '../../bytes/inet.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { scopeText } from '../../tables/network-interfaces.js';
import type { Renderer } from '../context.js';

/** The decoded bytes; those that the value is too short for read as 0. Numbers are in the order of this host. */
class Address {
  readonly #bytes: string;

  constructor(bytes: string) {
    this.#bytes = bytes;
  }

  byte(at: number): number {
    return at < this.#bytes.length ? this.#bytes.charCodeAt(at) : 0;
  }

  /** Network order. */
  port(at: number): number {
    return (this.byte(at) << 8) | this.byte(at + 1);
  }

  host16(at: number): number {
    return hostIsLittleEndian ? this.byte(at) | (this.byte(at + 1) << 8) : this.port(at);
  }

  host32(at: number): number {
    const [first, second] = [this.host16(at), this.host16(at + 2)];
    return (hostIsLittleEndian ? first | (second << 16) : (first << 16) | second) >>> 0;
  }

  /** Up to a NUL, at most `length` bytes. */
  text(at: number, length: number): string {
    return untilNul(this.#bytes.slice(at, at + length));
  }

  bytes(at: number, length: number): number[] {
    return Array.from({ length }, (_, i) => this.byte(at + i));
  }
}

interface Family {
  /** Shorter ones (in bytes) cannot be read. */
  readonly least: number;
  readonly tooShort: string;
  readonly text: (address: Address) => string;
}

/** By the names in `tables/socket-families.tsv`. */
const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['local', { least: 4, tooShort: 'sockaddr len too short', text: unixPath }],
  [
    'inet',
    {
      least: 16,
      tooShort: 'sockaddr len too short',
      text: (address) => `laddr=${inet4Text(address.bytes(4, 4), 0)} lport=${address.port(2)}`,
    },
  ],
  [
    'inet6',
    {
      least: 28,
      tooShort: 'sockaddr6 len too short',
      text: (address) => `laddr=${ipv6(address)} lport=${address.port(2)}`,
    },
  ],
  ['netlink', { least: 12, tooShort: 'len too short', text: (address) => `nlnk-fam=16 nlnk-pid=${address.host32(4)}` }],
  ['ax25', { least: 16, tooShort: 'sockaddr len too short', text: (address) => `call=${address.text(2, 7)}` }],
  [
    'atmpvc',
    {
      least: 12,
      tooShort: 'sockaddr len too short',
      text: (address) => `int=${(address.host16(4) << 16) >> 16}`,
    },
  ],
  // BUG? No length check here; missing bytes read as 0.
  ['x25', { least: 0, tooShort: '', text: (address) => `laddr=${address.text(2, 15)}` }],
]);

const UNIX_PATH_BYTES = 108;
function unixPath(address: Address): string {
  // A NUL in front marks an abstract name; it is skipped.
  const start = address.byte(2) === 0 ? 3 : 2;
  return `path=${address.text(start, UNIX_PATH_BYTES)}`;
}

function ipv6(address: Address): string {
  const bytes = address.bytes(8, 16);
  return inet6Text(bytes, 0) + scopeText(address.host32(24), isLinkLocal(bytes, 0));
}

export const socketAddress: Renderer = (value) => {
  const bytes = value.charCodeAt(0) === 40 ? parenthesis(value) : unhexRun(value);
  if (bytes === undefined) return `malformed-host(${value})`;
  const address = new Address(bytes);
  const number = address.host16(0);
  const name = valueTable(tables.socketFamilies).name(number);
  if (name === undefined) return `unknown-family(${number})`;
  const family = FAMILIES.get(name);
  if (family === undefined) return `{ saddr_fam=${name} (unsupported) }`;
  const length = value.length >> 1;
  if (name === 'local' && length === 2) return '{ saddr_fam=local unnamed socket }';
  if (length < family.least) return `{ saddr_fam=${name} ${family.tooShort} }`;
  const text = `{ saddr_fam=${name} ${family.text(address)}`;
  // The raw call sign of ax25 may hold a NUL, which ends the whole text.
  return name === 'ax25' && hasNul(bytes) ? text : `${text} }`;
};

/** `(null)` decodes to itself, so its letters are taken for an address. */
function parenthesis(value: string): string | undefined {
  return decodeUnquoted(value);
}

function hasNul(bytes: string): boolean {
  const call = bytes.slice(2, 9);
  return call.length < 7 || call.includes('\0');
}
