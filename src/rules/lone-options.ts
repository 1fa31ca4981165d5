/**
 * The options that want a line of their own, judged by the words around them: listing, deleting, status, messages.
 * Each function throws `RuleError` and takes the words that belong to its option.
 */
import { RuleDraft } from './draft.js';
import { addKey } from './key-option.js';
import type { OptionScanner } from './options.js';
import { RuleError } from './problem.js';

/** `-s [-i]`: whether numbers are to be interpreted. */
export function takeStatusWords(words: OptionScanner): { readonly interpret: boolean } {
  if (words.count > 2) throw new RuleError('Too many options for status command');
  const next = words.rest[0];
  if (words.count < 2 || next === undefined) return { interpret: false };
  if (next !== '-i') throw new RuleError('Only -i option is allowed');
  words.takeWord();
  return { interpret: true };
}

/** `-l [-i | -k KEY]`. */
export function takeListWords(words: OptionScanner): { readonly interpret: boolean; readonly key: string | undefined } {
  const extra = words.count - 1;
  const next = words.rest[0];
  if (extra > 2) throw new RuleError('Wrong number of options for list request');
  // BUG? 2: the original crashes when the extra words stand before the option.
  if ((extra === 1 && next !== '-i') || (extra === 2 && next !== '-k'))
    throw new RuleError('Only -k or -i options are allowed');
  if (extra === 1) words.takeWord();
  return { interpret: extra === 1, key: extra === 2 ? takeKey(words) : undefined };
}

/** `-D [-k KEY]`. */
export function takeDeleteWords(words: OptionScanner): { readonly key: string | undefined } {
  const extra = words.count - 1;
  if (extra === 1 || extra > 2) throw new RuleError('Wrong number of options for Delete all request');
  // BUG? 2: see above.
  if (extra === 2 && words.rest[0] !== '-k') throw new RuleError('Only the -k option is allowed');
  return { key: extra === 2 ? takeKey(words) : undefined };
}

/** `-m TEXT`. */
export function checkMessage(text: string, words: OptionScanner): void {
  if (words.count !== 2) throw new RuleError('The -m option must be only the only option and takes 1 parameter');
  // BUG? 18: the original also refuses bytes above 0x7f where char is signed.
  if (/[\x00-\x1f]/.test(text)) throw new RuleError('Illegal character in audit event', { flow: 'return' });
}

/** `-q MOUNT,SUBTREE`. */
export function readEquivalent(
  value: string,
  words: OptionScanner,
  draft: RuleDraft,
): { readonly mount: string; readonly subtree: string } {
  if (draft.hasSyscalls) throw new RuleError('Syscall auditing requested for make equivalent');
  const [mount = '', subtree = '', ...rest] = value.split(',');
  if (subtree === '' || rest.length > 0)
    throw new RuleError('Error parsing equivalent parts', { hint: 'expected MOUNT,SUBTREE' });
  refuseRest(words);
  return { mount, subtree };
}

/** BUG? 14: the original ignores the rest of the line behind -t and -q. */
export function refuseRest(words: OptionScanner): void {
  if (words.rest.length > 0) throw new RuleError('parameter passed without an option given');
}

/** The word after `-k`, checked like the key of a rule. */
function takeKey(words: OptionScanner): string {
  words.takeWord();
  const key = words.takeWord() ?? '';
  addKey(new RuleDraft(), '-F', key);
  return key;
}
