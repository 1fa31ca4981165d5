/** The OPTIONS of a page, from the table by which the program reads its command line. */
import type { Block, ManualOption, ManualSection } from './page.js';

export function optionsSection(options: readonly ManualOption[]): ManualSection {
  const titles = [...new Set(options.map(({ section }) => section))];
  const blocks = titles.flatMap((title): readonly Block[] => [
    { kind: 'heading', text: title },
    { kind: 'terms', terms: options.filter(({ section }) => section === title).map(termOf) },
  ]);
  return { title: 'OPTIONS', blocks };
}

function termOf({ spellings, argument, text, details }: ManualOption): {
  readonly term: string;
  readonly text: string;
} {
  const names = spellings.join(', ');
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/[^.…]$/, '$&.');
  return {
    term: argument === '' ? names : `${names} ${argument}`,
    text: details ? `${sentence} ${details}` : sentence,
  };
}
