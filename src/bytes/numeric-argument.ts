/**
 * Numbers on command lines and in rules: digits only, with the original's reasons for refusing, or as strtol and strtoul
 * with base 0 read what a text begins with, kept to 32 bits.
 */
import { splitNumber } from './c-number.js';
import { parseSigned, parseUnsigned } from './int64.js';

export type NumberReason = 'Invalid argument' | 'Numerical result out of range';

const LARGEST_64 = 2n ** 64n - 1n;

export function startsWithDigit(text: string): boolean {
  return /^[0-9]/.test(text);
}

/** A number 0 … `largest` in decimal digits, or why not. */
export function digitsArgument(text: string, largest: number | bigint): number | NumberReason {
  const digits = /^[0-9]+/.exec(text)?.[0] ?? '';
  const value = digits === '' ? undefined : BigInt(digits);
  if (value !== undefined && value > LARGEST_64) return 'Numerical result out of range';
  if (value === undefined || digits.length < text.length) return 'Invalid argument';
  return value > largest ? 'Numerical result out of range' : Number(value);
}

/** A signed number, base by prefix, or undefined when it is malformed or outside `smallest` … `largest`. */
export function signedArgument(text: string, smallest: bigint, largest: bigint): number | bigint | undefined {
  const number = splitNumber(text, 0, text.length, 0);
  if (number === undefined || number.end !== text.length) return undefined;
  const prefix = number.base === 16 ? '0x' : number.base === 8 ? '0o' : '';
  const magnitude = BigInt(prefix + number.digits);
  const value = number.isNegative ? -magnitude : magnitude;
  if (value < smallest || value > largest) return undefined;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** strtoul cut to 32 bits, unsigned, saturating at 64 bits; `undefined` when `text` does not start with a number. */
export function unsigned32(text: string): number | undefined {
  if (!startsWithNumber(text)) return undefined;
  return parseUnsigned(text, 0)?.low ?? 0xffffffff;
}

/** strtol cut to 32 bits, unsigned, saturating at 64 bits; `undefined` when `text` does not start with a number. */
export function signed32(text: string): number | undefined {
  if (!startsWithNumber(text)) return undefined;
  return parseSigned(text, 0)?.low ?? (text.trimStart().startsWith('-') ? 0 : 0xffffffff);
}

/** True when the number at the start of `text` does not fit in 64 bits. */
export function isOutOfRange(text: string): boolean {
  return parseUnsigned(text, 0) === undefined;
}

function startsWithNumber(text: string): boolean {
  return /^[ \t\n\v\f\r]*[+-]?[0-9]/.test(text);
}
