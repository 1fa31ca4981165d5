/** The words of a program as a shell would read them, with nothing that a terminal would obey. */
import { shellWords } from '../bytes/shell-words.js';
import { printable } from '../output/grid/grid.js';

export function commandText(words: readonly string[]): string {
  return printable(shellWords(words));
}
