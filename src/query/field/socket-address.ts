/** What a `saddr=` of the log says: the bytes of a `struct sockaddr`, as hex digits. */
import { isHex } from '../../bytes/hex.js';
import { inet4Text, inet6Text } from '../../bytes/inet.js';

export interface SocketAddress {
  /** Number of the family, as in `tables/socket-families.tsv`. */
  readonly family: number;
  readonly address?: string;
  readonly port?: number;
  /** Of a Unix socket; an abstract name without the zero in front. */
  readonly path?: string;
}

const UNIX = 1;
const INET = 2;
const INET6 = 10;

/** Undefined for what is no such address. */
export function socketAddress(raw: string): SocketAddress | undefined {
  if (raw.length < 4 || !isHex(raw)) return undefined;
  const bytes = Buffer.from(raw.length % 2 === 0 ? raw : `${raw}0`, 'hex');
  const family = bytes.readUInt16LE(0);
  if (family === INET && bytes.length >= 8) {
    return { family, address: inet4Text(bytes, 4), port: bytes.readUInt16BE(2) };
  }
  if (family === INET6 && bytes.length >= 24) {
    return { family, address: inet6Text(bytes, 8), port: bytes.readUInt16BE(2) };
  }
  if (family === UNIX && bytes.length > 3) {
    const start = bytes[2] === 0 ? 3 : 2;
    const end = bytes.indexOf(0, start);
    return { family, path: bytes.toString('latin1', start, end < 0 ? bytes.length : end) };
  }
  return { family };
}
