/** Numbers on the command line: digits only, with the original's reasons for refusing. */
import { splitNumber } from '../bytes/c-number.js';

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
