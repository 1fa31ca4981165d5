/** Host names and file names from SOCKADDR records: hex of a `struct sockaddr`. */
import { hexRunEnd } from '../bytes/hex.js';
import { inet4Text, inet6Text, isLinkLocal } from '../bytes/inet.js';
import { scopeText } from '../tables/network-interfaces.js';
import type { Wanted } from './attributes.js';
import type { RecordScan, Step } from './record-scan.js';
import { putFile } from './store.js';

const TOKEN = 'saddr=';

/** Reads the bytes of one address family; the result is an error number or 0. */
type Family = (scan: RecordScan, bytes: Buffer, length: number, wanted: Wanted) => number;

const families: ReadonlyMap<number, Family> = new Map([
  [1, readUnix],
  [2, readInet4],
  [10, readInet6],
]);

export function sockaddrStep(wanted: Wanted): Step {
  return (scan) => {
    const { attributes, text } = scan;
    const found = text.indexOf(TOKEN);
    if (found < 0) return 0;
    attributes.hostname = undefined; // even if this address has none
    const at = found + TOKEN.length;
    if (text.charCodeAt(at) === 40) return text.indexOf(')', at) < 0 ? 4 : 0;
    const digits = hexRunEnd(text, at) - at;
    if (digits < 2) return 4;
    const bytes = Buffer.from(
      digits % 2 === 0 ? text.slice(at, at + digits) : `${text.slice(at, at + digits)}0`,
      'hex',
    );
    const family = families.get((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8));
    return family ? family(scan, bytes, Math.floor(digits / 2), wanted) : 0;
  };
}

function readInet4(scan: RecordScan, bytes: Buffer, length: number, wanted: Wanted): number {
  if (length < 16) return tooShort(scan, 'sockaddr len too short', 1);
  if (wanted.has('hostname')) scan.attributes.hostname = inet4Text(bytes, 4);
  return 0;
}

function readInet6(scan: RecordScan, bytes: Buffer, length: number, wanted: Wanted): number {
  if (length < 28) return tooShort(scan, 'sockaddr6 len too short', 2);
  if (wanted.has('hostname'))
    scan.attributes.hostname = inet6Text(bytes, 8) + scopeText(bytes.readUInt32LE(24), isLinkLocal(bytes, 8));
  return 0;
}

/** A path, or an abstract name behind a zero byte; an unnamed socket has neither. */
function readUnix(scan: RecordScan, bytes: Buffer, length: number, wanted: Wanted): number {
  if (length < 4) return length === 2 ? 0 : tooShort(scan, `sun_path len too short (${length})`, 4);
  if (!wanted.has('file')) return 0;
  const start = bytes[2] === 0 ? 3 : 2;
  if (start === 3 && (bytes[3] ?? 0) === 0) return 6;
  const zero = bytes.indexOf(0, start);
  scan.word = bytes.toString('latin1', start, zero < 0 ? bytes.length : zero);
  putFile(scan);
  return 0;
}

function tooShort(scan: RecordScan, message: string, rc: number): number {
  scan.diagnostics.write(`${message}\n`);
  return rc;
}
