/** Integers as the C library's `strtoull` and `strtoll` read them, whole 64 bits wide. */
import { hexDigit } from './hex.js';

/** A 64-bit number as two unsigned 32-bit halves; negative numbers in two's complement. */
export interface Int64 {
  readonly high: number;
  readonly low: number;
}

/** 0: by prefix (`0x` hexadecimal, `0b` binary as glibc does since 2.38, `0` octal, otherwise decimal). */
export type Base = 0 | 8 | 10 | 16;

export const ZERO: Int64 = { high: 0, low: 0 };

const HALF = 0x1_0000_0000;
const SIGN = 0x8000_0000;

/** U(b): modulo 2^64. No digits: 0. Magnitude above 2^64-1: undefined. */
export function parseUnsigned(text: string, base: Base): Int64 | undefined {
  return parse(text, base, false);
}

/** S(b): undefined outside -2^63 .. 2^63-1. */
export function parseSigned(text: string, base: Base): Int64 | undefined {
  return parse(text, base, true);
}

export function equals(number: Int64, small: number): boolean {
  return number.high === 0 && number.low === small;
}

export function isNegative(number: Int64): boolean {
  return number.high >= SIGN;
}

/** Unsigned decimal text. */
export function decimal(number: Int64): string {
  if (number.high === 0) return String(number.low);
  return String(BigInt(number.high) * BigInt(HALF) + BigInt(number.low));
}

function parse(text: string, base: Base, signed: boolean): Int64 | undefined {
  let at = 0;
  while (isSpace(text.charCodeAt(at))) at++;
  const sign = text.charCodeAt(at);
  const negative = sign === 45;
  if (negative || sign === 43) at++;
  let radix: number = base;
  if (base === 0 || base === 16) {
    const prefix = prefixRadix(text, at);
    if (prefix === 16 || (base === 0 && prefix === 2)) {
      radix = prefix;
      at += 2;
    } else if (base === 0) radix = text.charCodeAt(at) === 48 ? 8 : 10;
  }
  let high = 0;
  let low = 0;
  for (;;) {
    const digit = hexDigit(text.charCodeAt(at++));
    if (digit < 0 || digit >= radix) break;
    low = low * radix + digit;
    high *= radix;
    if (low >= HALF) {
      high += Math.floor(low / HALF);
      low >>>= 0;
    }
    if (high >= HALF) return undefined;
  }
  if (signed && high >= SIGN && !(negative && high === SIGN && low === 0)) return undefined;
  return negative ? negate(high, low) : { high, low };
}

function negate(high: number, low: number): Int64 {
  return { high: (~high + (low === 0 ? 1 : 0)) >>> 0, low: -low >>> 0 };
}

/** `0x` and `0b` count only right before a digit. */
function prefixRadix(text: string, at: number): 2 | 10 | 16 {
  if (text.charCodeAt(at) !== 48) return 10;
  const letter = text.charCodeAt(at + 1) | 32;
  const digit = hexDigit(text.charCodeAt(at + 2));
  if (letter === 120 && digit >= 0) return 16;
  return letter === 98 && (digit === 0 || digit === 1) ? 2 : 10;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
