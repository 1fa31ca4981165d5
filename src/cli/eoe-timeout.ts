import { digitsArgument, startsWithDigit } from '../bytes/numeric-argument.js';
import { usage } from '../errors.js';

const LONGEST = 2n ** 63n - 2n;

/** The argument of `--eoe-timeout`, in seconds. */
export function eoeTimeout(argument: string): number {
  if (!startsWithDigit(argument)) throw usage(`End of Event Timeout must be a numeric value, was ${argument}`);
  const value = digitsArgument(argument, LONGEST);
  if (typeof value === 'string' || value === 0) throw usage(`Illegal value for End of Event Timeout, was ${argument}`);
  return value;
}
