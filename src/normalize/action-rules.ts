/** Actions that depend on the value of a field: `tables/normalize-action-rules.tsv`. */

import { parseSigned } from '../bytes/int64.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import type { FieldCursor } from './cursor.js';
import type { EventFields } from './fields.js';
import type { FieldTexts } from './texts.js';

/** `one`: the record is alone; `more`: other records belong to the event. */
type RecordCount = tables.RecordCount;

interface ActionRule {
  readonly reading: tables.RuleReading;
  readonly test: tables.RuleTest;
  readonly value: string;
  readonly action: string;
}

interface ActionRules {
  readonly field: string;
  readonly fromStart: boolean;
  readonly rules: readonly ActionRule[];
}

const THE_VALUE = '@value';
const byType = new Map<string, ActionRules>();

function rulesFor(records: RecordCount, type: number): ActionRules | undefined {
  if (byType.size === 0) {
    for (const { records: count, type_number, field, from, ...rule } of rows(tables.normalizeActionRules)) {
      const key = `${count} ${type_number}`;
      const rules = [...(byType.get(key)?.rules ?? []), rule];
      byType.set(key, { field, fromStart: from === 'start', rules });
    }
  }
  return byType.get(`${records} ${type}`);
}

/** The action by the rules for that type; undefined when it has none or none applies. */
export function actionByValue(
  records: RecordCount,
  type: number,
  fields: EventFields,
  cursor: FieldCursor,
  texts: FieldTexts,
): string | undefined {
  const found = rulesFor(records, type);
  if (!found) return undefined;
  if (found.fromStart) cursor.start();
  const ref = cursor.findOrReturn(found.field);
  if (ref < 0) return found.rules.find((rule) => rule.test === 'missing')?.action;
  for (const { reading, test, value, action } of found.rules) {
    const text = reading === 'text' ? texts.text(ref) : fields.raw(ref);
    if (passes(reading, test, text, value)) return action === THE_VALUE ? text : action;
  }
  return undefined;
}

function passes(reading: tables.RuleReading, test: tables.RuleTest, text: string, value: string): boolean {
  if (test === 'any') return true;
  if (test === 'prefix') return text.startsWith(value);
  if (test !== 'equal') return false;
  return reading === 'number' ? ((parseSigned(text, 10)?.low ?? -1) | 0) === Number(value) : text === value;
}
