/** `-k` and `-F key=`: keys are collected, and become the last field of the rule. */
import type { RuleDraft } from './draft.js';
import { RuleError } from './problem.js';
import { KEY_LIMIT, KEY_SEPARATOR } from './rule.js';

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
