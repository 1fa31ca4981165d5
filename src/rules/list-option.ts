/** `-a`, `-A`, `-d`: list and action of a rule. */
import type { RuleContext, RuleDraft } from './draft.js';
import { didYouMean, RuleError } from './problem.js';
import { ACTION_ALWAYS, ACTION_NEVER, listByName } from './rule.js';

export type ListOption = '-a' | '-A' | '-d';

const verbs: Readonly<Record<ListOption, string>> = { '-a': 'Append', '-A': 'Add', '-d': 'Delete' };
const words = ['always', 'never', 'task', 'exit', 'user', 'exclude', 'filesystem', 'io_uring'];

/** Returns false for the deprecated action `possible`, with which nothing is sent. */
export function chooseList(draft: RuleDraft, option: ListOption, argument: string, context: RuleContext): boolean {
  if (option !== '-d' && draft.hasSyscalls && argument.includes('task')) {
    throw new RuleError(`${option === '-A' ? 'Error: s' : 'S'}yscall auditing requested for task list`);
  }
  if (draft.operation) {
    // BUG? 19: with -a the message ends with an empty line.
    throw new RuleError(`Multiple rule insert/delete operations are not allowed${option === '-a' ? '\n' : ''}`, {
      hint: 'one of -a, -A, -d for each rule',
    });
  }
  const [first = '', second = '', ...rest] = argument.split(',');
  const firstList = listByName(first);
  const chosen = option === '-d' ? draft.deleteList : draft.addList;
  // After a watch the list is chosen already; then only the list may come first.
  const list = firstList ?? (chosen === undefined ? listByName(second) : undefined);
  const action = firstList === undefined ? first : second;
  if (firstList !== undefined && rest.length === 0 && action === 'possible') {
    const verb = option === '-d' ? 'Delete' : 'Append';
    context.warn(`${verb} rule - possible is deprecated`, deprecation[option], 'use always or never');
    return false;
  }
  if (argument.includes(',') && rest.length === 0) draft.wantsChange = true;
  if (list === undefined || rest.length > 0 || (action !== 'always' && action !== 'never')) {
    // BUG? 4: an unknown list after the action goes to the kernel in the original, which refuses it.
    throw new RuleError(`${verbs[option]} rule - bad keyword ${argument}`, { hint: hintFor(argument) });
  }
  if (option === '-d') draft.deleteList = list;
  else draft.addList = list;
  draft.action = action === 'always' ? ACTION_ALWAYS : ACTION_NEVER;
  draft.operation = option;
  draft.prepends = option === '-A';
  return true;
}

const deprecation = { '-a': 'err', '-A': 'warning', '-d': 'info' } as const;

function hintFor(argument: string): string {
  const parts = argument.split(',');
  if (parts.length !== 2) return 'expected ACTION,LIST such as always,exit';
  const unknown = parts.find((part) => !words.includes(part)) ?? '';
  return didYouMean(unknown, words) ?? `lists: ${words.slice(2).join(' ')}; actions: always never`;
}
