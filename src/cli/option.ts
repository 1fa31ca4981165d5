import type { ArgumentContext } from '../query/criteria/descriptor.js';

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

/** The option that `word` spells. A command line has a few words: a table of all spellings would cost more than it saves. */
export function optionSpelled<O extends Pick<Option, 'spellings'>>(word: string, options: readonly O[]): O | undefined {
  return options.find(({ spellings }) => spellings.includes(word));
}

/** All spellings: in messages a word is compared with them. */
export function spellingsOf(options: readonly Pick<Option, 'spellings'>[]): readonly string[] {
  return options.flatMap(({ spellings }) => spellings);
}

/** How an option is read that has nothing behind it. */
export interface Switch<Draft> {
  readonly reads: 'nothing';
  /** A word behind it is an error. */
  readonly refusesWord?: true;
  /** Notes it in the draft of a configuration. `name`: how messages call the option. */
  readonly take: (draft: Draft, name: string) => void;
}

/** How an option is read that has an argument. */
export interface Word<Draft> {
  readonly reads: 'word';
  /** The argument may begin with `-`. */
  readonly dash?: boolean;
  /** The argument may be `-`: standard input. */
  readonly dashAlone?: boolean;
  /** Its argument may only stand behind a `=`; without one this is meant. */
  readonly alone?: string;
  readonly whenMissing?: (() => string) | undefined;
  readonly take: (draft: Draft, argument: string, context: ArgumentContext) => void;
}

/** An option that only says yes. */
export function flag<Name extends string, Told extends Pick<Option, 'spellings' | 'text'>>(
  name: Name,
  told: Told,
): Told & Switch<Record<Name, boolean>> & { readonly argument: '' } {
  const take = (draft: Record<Name, boolean>): void => {
    draft[name] = true;
  };
  return { ...told, argument: '', reads: 'nothing', take };
}
