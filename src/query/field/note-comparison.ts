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
  if (note !== undefined && !asked.notes?.includes(note)) asked.notes = [...(asked.notes ?? []), note];
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
