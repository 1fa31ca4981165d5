/** What is said of a comparison when it is asked for. */
import type { Asked } from '../asked.js';
import { noteUnknown } from '../criteria/account.js';
import type { ArgumentContext } from '../criteria/descriptor.js';
import type { Comparison } from './comparison.js';
import { comparisonTest } from './comparison-test.js';
import { unknownField } from './known-fields.js';
import type { Tools } from './tools.js';
import { usualKind } from './value-kind.js';

/** Refuses values that the field cannot have, and notes what this machine does not know. */
export function noteComparison(
  asked: Asked,
  comparison: Comparison,
  { accounts }: ArgumentContext,
  tools: Tools = {},
): void {
  comparisonTest(comparison, { accounts, seen: () => {}, tools });
  const { type, field: name, operator, values } = comparison;
  const note = unknownField(name, type);
  for (const said of [...(note === undefined ? [] : [note]), ...noOutcome(comparison), ...noMode(comparison)])
    if (!asked.notes?.includes(said)) asked.notes = [...(asked.notes ?? []), said];
  const kind = usualKind(name);
  if ((kind !== 'uid' && kind !== 'gid') || (operator !== '=' && operator !== 'in')) return;
  for (const value of values) {
    if (/^-?\d+$|^unset$/.test(value)) continue;
    const isUser = kind === 'uid';
    if ((isUser ? accounts.userId(value) : accounts.groupId(value)) !== undefined) continue;
    const message = `${value} is no ${isUser ? 'user' : 'group'} here, nor in the events that were compared`;
    noteUnknown(asked, value, message, isUser ? accounts.userNames?.() : accounts.groupNames?.());
  }
}

/** The kernel writes it, with these words; `1`, `true` or `failed` would find nothing. */
function noOutcome({ field, operator, values }: Comparison): readonly string[] {
  if (field !== 'success' || (operator !== '=' && operator !== 'in')) return [];
  return values
    .filter((value) => value !== 'yes' && value !== 'no')
    .map((value) => `success is yes or no, never ${value}`);
}

/** Digits are octal, in the log, too: `mode = 9999` would find nothing. */
function noMode({ field, operator, values }: Comparison): readonly string[] {
  if (usualKind(field) !== 'mode' || (operator !== '=' && operator !== 'in')) return [];
  return values
    .filter((value) => /^[0-9]/.test(value) && !/^[0-7]+$/.test(value))
    .map((value) => `${field} is octal, or as -i shows it, never ${value}`);
}
