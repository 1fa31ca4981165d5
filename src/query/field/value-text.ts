/** The values of a log's fields as text: without quotes, decoded. */
import { withoutBlanksBehind } from '../../bytes/blanks.js';
import { hexDigit, hexRunEnd } from '../../bytes/hex.js';

/** A value that the kernel or a program encodes when it isn't clean. NULs stay. */
export function stringText(raw: string): string {
  const unquoted = withoutQuotes(raw);
  if (unquoted !== undefined) return unquoted;
  return raw.length >= 2 && hexRunEnd(raw) === raw.length ? decoded(raw) : raw;
}

/** A value of which that is not known: digits alone are a number. */
export function plainText(raw: string): string {
  const unquoted = withoutQuotes(raw);
  if (unquoted !== undefined) return unquoted;
  const isEncoded = raw.length >= 2 && raw.length % 2 === 0 && hexRunEnd(raw) === raw.length && /[^\d]/.test(raw);
  return isEncoded ? decoded(raw) : raw;
}

/** A number in hexadecimal digits: no text in them. */
export function digits(raw: string): string {
  return raw;
}

/** The arguments of a process, joined by blanks. */
export function titleText(raw: string): string {
  return withoutBlanksBehind(stringText(raw).replaceAll('\0', ' '));
}

/** What `stringText` leaves after a NUL, which ends a C string, is not part of a name. */
export function untilNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function withoutQuotes(raw: string): string | undefined {
  const first = raw.charCodeAt(0);
  if (first !== 34 && first !== 39) return undefined;
  return raw.length > 1 && raw.charCodeAt(raw.length - 1) === first ? raw.slice(1, -1) : raw.slice(1);
}

/** A single last digit X is the byte 0xX0. */
function decoded(digits: string): string {
  const even = digits.length % 2 === 0 ? digits : `${digits}0`;
  return Buffer.from(even, 'hex').toString('latin1');
}

/** A decimal number that a double holds exactly; -1 is "unset" where numbers are unsigned. */
export function decimal(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function hexadecimal(text: string): bigint | undefined {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  for (let at = 0; at < digits.length; at++) if (hexDigit(digits.charCodeAt(at)) < 0) return undefined;
  return digits === '' || digits.length > 16 ? undefined : BigInt(`0x${digits}`);
}
