/** Numbers inside byte strings, read as C's `strtoul` and `strtoll` read them. */
import { hexDigit } from './hex.js';

const OVERFLOW = -1;

/**
 * The unsigned decimal at the start of `text[start, end)`, modulo 2^32; -1 when it exceeds 64 bits.
 * No digits give 0; leading white space and one sign are accepted; what follows the digits is ignored.
 */
export function readUnsigned(text: string, start: number, end: number): number {
  const last = Math.min(end, start + 15); // up to 15 digits are exact in a double
  let value = 0;
  let at = start;
  for (; at < last; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at > start && (at < last || at === end)) return value >>> 0;
  return readAnyUnsigned(text, start, end, 10);
}

/** Like `readUnsigned`, hexadecimal, with or without `0x`. */
export function readHexUnsigned(text: string, start: number, end: number): number {
  const last = Math.min(end, start + 12);
  let value = 0;
  let at = start;
  for (; at < last; at++) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit < 0) break;
    value = value * 16 + digit;
  }
  const isPrefixed = (text.charCodeAt(start + 1) | 32) === 120;
  if (!isPrefixed && at > start && (at < last || at === end)) return value >>> 0;
  return readAnyUnsigned(text, start, end, 16);
}

/** The slow, complete way: signs, white space, prefixes, 64 bits. */
function readAnyUnsigned(text: string, start: number, end: number, base: 10 | 16): number {
  const number = splitNumber(text, start, end, base);
  if (number === undefined) return 0;
  const magnitude = magnitudeOf(number);
  if (magnitude > 0xffff_ffff_ffff_ffffn) return OVERFLOW;
  return Number(BigInt.asUintN(32, number.isNegative ? -magnitude : magnitude));
}

/**
 * The signed 64-bit number at the start of `text`, base by prefix (`0x1f`, `017`, `15`); undefined when it does not
 * fit. Integers that a double holds exactly are numbers, the others bigints, so equal values compare equal with `===`.
 */
export function readSigned(text: string): number | bigint | undefined {
  const number = splitNumber(text, 0, text.length, 0);
  if (number === undefined) return 0;
  const magnitude = magnitudeOf(number);
  const value = number.isNegative ? -magnitude : magnitude;
  if (value !== BigInt.asIntN(64, value)) return undefined;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

type Base = 8 | 10 | 16;

export interface NumberText {
  readonly isNegative: boolean;
  readonly base: Base;
  readonly digits: string;
  /** Where the number ends in the text. */
  readonly end: number;
}

/** Sign, base and digits of the number at `start`, base 0: by prefix; undefined when there are no digits. */
export function splitNumber(text: string, start: number, end: number, base: 0 | 10 | 16): NumberText | undefined {
  let at = start;
  while (at < end && isWhite(text.charCodeAt(at))) at++;
  const sign = text.charCodeAt(at);
  const isNegative = sign === 45;
  if (at < end && (isNegative || sign === 43)) at++;
  let actual: Base = base === 0 ? 10 : base;
  if (base !== 10 && at < end && text.charCodeAt(at) === 48) {
    const isHex = (text.charCodeAt(at + 1) | 32) === 120 && at + 2 < end && hexDigit(text.charCodeAt(at + 2)) >= 0;
    if (isHex) at += 2;
    if (base === 0) actual = isHex ? 16 : 8;
  }
  const first = at;
  for (; at < end; at++) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit < 0 || digit >= actual) break;
  }
  return at === first ? undefined : { isNegative, base: actual, digits: text.slice(first, at), end: at };
}

const PREFIX: Readonly<Record<Base, string>> = { 8: '0o', 10: '', 16: '0x' };
const TOO_LARGE = 1n << 80n;

function magnitudeOf({ base, digits }: NumberText): bigint {
  // Bounds the work on hostile digits: nothing that fits in 64 bits is longer than 22 octal digits.
  const significant = digits.replace(/^0+(?=.)/, '');
  return significant.length > 24 ? TOO_LARGE : BigInt(PREFIX[base] + significant);
}

function isWhite(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}
