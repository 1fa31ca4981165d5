/** The usage text, completion and suggestions of ts-auditctl. */
import { didYouMean } from '../../bytes/nearest-word.js';
import { toBytes } from '../../bytes/text.js';
import type { Option } from '../option.js';
import { additions, allOptions, originalOptions } from './table.js';

const WIDTH = 34;

/** Ends with a newline. */
export function usageText(): string {
  const lines = (options: readonly Option[]): string => options.map(line).join('');
  return toBytes(`usage: auditctl [options]\n${lines(originalOptions)}\nNot in the original:\n${lines(additions)}`);
}

/** Additions that go with an option of the original stand behind it. */
function line({ spellings, argument, text }: Option): string {
  const names = spellings.join(', ');
  const words = argument.startsWith('-') ? [argument, names] : [names, argument];
  return `  ${words.filter(Boolean).join(' ').padEnd(WIDTH)} ${text}\n`;
}

/** What a mistyped first word may have meant, for the end of a message. */
export function suggestion(words: readonly string[]): string {
  const [word = ''] = words;
  const known = allOptions().flatMap(({ spellings }) => spellings);
  return known.includes(word) || word.length < SHORTEST ? '' : didYouMean(word, known);
}

/** Options of one letter are as near to each other as to anything. */
const SHORTEST = 4;
