/** The words of a program as a shell would read them. */
import { printable } from '../output/grid/grid.js';

/** Words that a shell would not take for one are quoted. */
export function commandText(words: readonly string[]): string {
  return words.map((word) => printable(/^[^\s'"\\$`;&|<>()*?#~!]+$/.test(word) ? word : quoted(word))).join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
