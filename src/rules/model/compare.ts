/** The kernel's comparisons: all unsigned, on 32 bits (man page auditctl; measured on 6.18). */
import { operators } from '../rule.js';
import type { Range } from './event.js';
import type { Truth } from './truth.js';

const comparisons: Readonly<Record<string, (range: Range, value: number) => Truth>> = {
  '=': (range, value) => (isOutside(range, value) ? false : range.low === range.high || 'unknown'),
  '!=': (range, value) => (isOutside(range, value) ? true : range.low === range.high ? false : 'unknown'),
  '<': ({ low, high }, value) => (high < value ? true : low >= value ? false : 'unknown'),
  '<=': ({ low, high }, value) => (high <= value ? true : low > value ? false : 'unknown'),
  '>': ({ low, high }, value) => (low > value ? true : high <= value ? false : 'unknown'),
  '>=': ({ low, high }, value) => (low >= value ? true : high < value ? false : 'unknown'),
  '&': (range, value) => {
    const { ones, open } = bitsOf(range);
    return (ones & value) !== 0 ? true : (open & value) === 0 ? false : 'unknown';
  },
  '&=': (range, value) => {
    const { ones, open } = bitsOf(range);
    return (ones & value) >>> 0 === value ? true : ((ones | open) & value) >>> 0 !== value ? false : 'unknown';
  },
};

const byBits = new Map(operators.map(({ symbol, bits }) => [bits, comparisons[symbol]]));

/** An operator that the kernel does not have never holds. */
export function compare(operator: number, range: Range, value: number): Truth {
  return byBits.get(operator)?.(range, value) ?? false;
}

function isOutside({ low, high }: Range, value: number): boolean {
  return value < low || value > high;
}

/** Bits that are surely set, and bits that may be. */
function bitsOf({ low, high }: Range): { readonly ones: number; readonly open: number } {
  const differing = low ^ high;
  const open = differing === 0 ? 0 : 0xffffffff >>> Math.clz32(differing);
  return { ones: low & ~open, open };
}
