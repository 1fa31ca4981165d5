/** The usage text, completion and suggestions of ts-auditctl. */
import { didYouMean } from '../../bytes/nearest-word.js';
import { toBytes } from '../../bytes/text.js';
import { windowHelp } from '../help-window.js';
import type { Option } from '../option.js';
import { additions, allOptions, originalOptions } from './table.js';

const WIDTH = 34;

const FIRST: readonly string[] = ['-l', '-s', '-a', '-w', '-D', '-R', '--load-dir', '--check', 'doctor'];

const examples: readonly (readonly [command: string, text: string])[] = [
  ['ts-auditctl -w /etc/shadow -p wa -k identity', 'watch a file'],
  ['ts-auditctl --check /etc/audit/rules.d', 'every mistake in the rule files of this machine'],
  ['ts-auditctl --load-dir', 'load them, with no moment without rules'],
  ['ts-auditctl doctor', 'whether auditing works here'],
];

/** Ends with a newline. `columns`: of the window that shows it. */
export function usageText(columns?: number): string {
  if (columns !== undefined) {
    const usage = 'usage: ts-auditctl [options]';
    const more = 'The manual says more: ts-auditctl --man';
    return windowHelp({ usage, options: allOptions(), first: FIRST, examples, more }, columns);
  }
  const lines = (options: readonly Option[]): string => options.map(line).join('');
  return toBytes(`usage: auditctl [options]\n${lines(originalOptions)}\nNot in the original:\n${lines(additions)}`);
}

/** Additions that go with an option of the original stand behind it. */
function line({ spellings, argument, text }: Option): string {
  const names = spellings.join(', ');
  const words = argument.startsWith('-') ? [argument, names] : [names, argument];
  return `  ${words.filter(Boolean).join(' ').padEnd(WIDTH)} ${text}\n`;
}

/** What a mistyped long option or first word may have meant, for the end of a message. */
export function suggestion(words: readonly string[]): string {
  const known = allOptions().flatMap(({ spellings }) => spellings);
  const word = words.find((candidate) => candidate.startsWith('--') && !known.includes(candidate)) ?? words[0] ?? '';
  return known.includes(word) || word.length < SHORTEST ? '' : didYouMean(word, known);
}

/** Options of one letter are as near to each other as to anything. */
const SHORTEST = 4;
