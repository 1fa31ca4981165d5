/** Several audit keys in one `key=` value: hex with byte 0x01 between them. */
import { decodeUnquoted, hex, untilNul } from '../bytes/hex.js';

const SEPARATOR = '\x01';
const CLEAN = /^[\x21\x23-\x7e]*$/;

/** One value per key, written as the kernel writes a single key; none when the value cannot be decoded. */
export function splitKeys(value: string): readonly string[] {
  const bytes = decodeUnquoted(value);
  if (bytes === undefined) return [];
  return untilNul(bytes)
    .split(SEPARATOR)
    .filter((key) => key !== '')
    .map((key) => (CLEAN.test(key) ? `"${key}"` : hex(key)));
}
