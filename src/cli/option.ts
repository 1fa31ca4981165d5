/**
 * One option of a tool. The table of a tool's options is what its command line is read by, and what its help, completion,
 * suggestions and manual are made of.
 */
export interface Option {
  /** All spellings, short ones first: `-ts`, `--start`. */
  readonly spellings: readonly string[];
  /** Heading of the help. */
  readonly section: string;
  /** The argument's placeholder: `FILE`; empty if there is none. */
  readonly argument: string;
  /** One line for the help. */
  readonly text: string;
  /** Sentences for the manual, where that line does not say it all. */
  readonly details?: string;
  /** Words that shells complete the argument with. */
  readonly words?: () => readonly string[];
}

/** By every spelling; in messages a word is compared with all of them. */
export function bySpelling<O extends Pick<Option, 'spellings'>>(options: readonly O[]): ReadonlyMap<string, O> {
  return new Map(options.flatMap((option) => option.spellings.map((spelling) => [spelling, option] as const)));
}
