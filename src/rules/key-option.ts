/** `-k` and `-F key=`: keys are collected, and become the last field of the rule. */
import type { RuleDraft } from './draft.js';
import { FIELD_KEY } from './fields.js';
import { RuleError } from './problem.js';
import { KEY_LIMIT, KEY_SEPARATOR, type Rule } from './rule.js';

export function addKey(draft: RuleDraft, option: '-k' | '-F', key: string): void {
  if (option === '-k' && !(draft.list !== undefined && draft.takesKey)) {
    throw new RuleError('key option needs a watch or syscall given prior to it', {
      hint: 'put -k at the end of the rule',
    });
  }
  if (key.includes(KEY_SEPARATOR)) throw new RuleError(`key ${key} has illegal character`);
  const joined = draft.keys === undefined ? key : `${draft.keys}${KEY_SEPARATOR}${key}`;
  if (joined.length > KEY_LIMIT)
    throw new RuleError('key option exceeds size limit', { hint: `at most ${KEY_LIMIT} bytes together` });
  if (joined !== '') draft.keys = joined;
}

/** A plain search in the joined keys, so that `fo` finds `foo`; the empty key finds every rule. */
export function hasKey(rule: Rule, key: string): boolean {
  if (key === '') return true;
  return rule.fields.some(
    (condition) => condition.field === FIELD_KEY && 'text' in condition && condition.text.includes(key),
  );
}
