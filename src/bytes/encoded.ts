/**
 * Encoded values: what the kernel writes for an untrusted string that is not clean. Pairs of hex digits, without
 * quotes; or a word in parentheses, such as `(null)`.
 */
import { hexDigit, hexRunEnd } from './hex.js';

/** The decoded value at `start`, up to its first zero byte; undefined when there is none (fewer than two digits). */
export function decodeEncoded(text: string, start: number, end: number = text.length): string | undefined {
  if (text.charCodeAt(start) === 40 && start < end) {
    const close = text.indexOf(')', start);
    return close < 0 || close >= end ? undefined : text.slice(start, close + 1);
  }
  const digits = hexRunEnd(text, start, end) - start;
  return digits < 2 ? undefined : decodeHex(text, start, start + digits);
}

/** The bytes of the digits `text[start, end)`, up to the first zero byte; a single last digit X is the byte 0xX0. */
function decodeHex(text: string, start: number, end: number): string {
  let decoded = '';
  for (let at = start; at < end; at += 2) {
    const low = at + 1 < end ? hexDigit(text.charCodeAt(at + 1)) : 0;
    const byte = (hexDigit(text.charCodeAt(at)) << 4) | low;
    if (byte === 0) break;
    decoded += String.fromCharCode(byte);
  }
  return decoded;
}
