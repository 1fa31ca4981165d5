/** Values of the options that change the kernel's settings, checked like the original does. */
import { isOutOfRange, unsigned32 } from '../bytes/numeric-argument.js';
import { RuleError } from './problem.js';

const choices: Readonly<Record<string, string>> = { '-e': 'Enable', '-f': 'Failure' };
const amounts: Readonly<Record<string, string>> = {
  '-r': 'Rate',
  '-b': 'Backlog',
  '--backlog_wait_time': 'Backlog_wait_time',
};

/** The number to set; `undefined` when the option is no setting. Throws `RuleError` for a bad value. */
export function settingValue(option: string, value: string): number | undefined {
  const choice = choices[option];
  if (choice) {
    if (!/^[012]$/.test(value)) throw new RuleError(`${choice} must be 0, 1, or 2 was ${value}`);
    return Number(value);
  }
  const amount = amounts[option];
  if (!amount) return undefined;
  if (!/^[0-9]/.test(value)) throw new RuleError(`${amount} must be a numeric value was ${value}`);
  if (isOutOfRange(value)) throw new RuleError(`Error converting ${amount.toLowerCase()}`, { flow: 'return' });
  return unsigned32(value) ?? 0;
}
