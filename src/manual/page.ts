/** A manual page as data: what `mdoc.ts` and `plain.ts` write. Text is Unicode; what stands between backquotes is typed as it is. */

export interface ManualPage {
  readonly name: string;
  readonly section: 5 | 7 | 8;
  /** One line. */
  readonly about: string;
  /** Command lines without the name; none for pages that are about no program. */
  readonly synopsis?: readonly string[];
  readonly sections: readonly ManualSection[];
}

export interface ManualSection {
  /** In capitals. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** What is told, and what is said of it. */
  | { readonly kind: 'terms'; readonly terms: readonly Term[] }
  /** Lines as they are typed. */
  | { readonly kind: 'code'; readonly lines: readonly string[] };

export interface Term {
  readonly term: string;
  readonly text: string;
}

/** What a table of options tells a manual. */
export interface ManualOption {
  readonly spellings: readonly string[];
  readonly section: string;
  readonly argument: string;
  readonly text: string;
  readonly details?: string;
}

export function text(words: string): Block {
  return { kind: 'text', text: words };
}

export function terms(entries: Readonly<Record<string, string>>): Block {
  return { kind: 'terms', terms: Object.entries(entries).map(([term, words]) => ({ term, text: words })) };
}

export function code(...lines: readonly string[]): Block {
  return { kind: 'code', lines };
}

/** Each a line of what it does above the command. */
export function examples(...entries: readonly (readonly [command: string, what: string])[]): readonly Block[] {
  return entries.flatMap(([command, what]) => [text(`${what}:`), code(command)]);
}
