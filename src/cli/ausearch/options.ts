/** The command line of ausearch, from left to right (spec ausearch section 2). */
import type { Accounts } from '../../accounts/accounts.js';
import { nearest } from '../../bytes/nearest-word.js';
import { AuditError } from '../../errors.js';
import { parseTimeWords, type TimeContext, takeTimeWords } from '../../query/time.js';
import { type Row, rows } from '../../tables/lookup.js';
import { argumentReaders, format, isColorChoice, typeList, usage } from './arguments.js';
import { emptyDraft, finishedConfig, type SearchCommand, type SearchDraft } from './config.js';

export interface OptionContext {
  readonly accounts: Accounts;
  /** As `uname -m` names this machine. */
  readonly machine: string;
  /** Whether a person reads the messages: then a suggestion may follow them. */
  readonly suggests: boolean;
  /** Whether there is a file of this name; asked for suggestions only. */
  readonly exists?: (path: string) => boolean;
  /** Called when a time option is met. */
  readonly times: (utc: boolean) => TimeContext;
}

/**
 * Throws `usage` with everything the original prints on standard error; `endLine` is false where that has no newline.
 */
export function parseSearchOptions(argv: readonly string[], context: OptionContext): SearchCommand {
  if (argv.length === 0) return { kind: 'help', exitStatus: 1 };
  const line = new SearchLine(argv, context);
  let problem: AuditError | undefined;
  try {
    const immediate = line.read();
    if (immediate) return immediate;
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    problem = error;
  }
  return line.finish(problem);
}

/** What an option does that takes no argument. */
type Switch = (draft: SearchDraft) => void;

const switches: Readonly<Record<string, Switch>> = {
  debug: set('debug'),
  'input-logs': set('systemLogs'),
  'just-one': set('justOne'),
  'line-buffered': set('lineBuffered'),
  stats: set('stats'),
  'trust-order': set('trustOrder'),
  utc: set('utc'),
  'extra-keys': extra('keys'),
  'extra-labels': extra('labels'),
  'extra-obj2': extra('obj2'),
  'extra-time': extra('time'),
  json: (draft) => format(draft, 'json'),
  'skip-malformed': ({ query }) => {
    query.malformed = 'skip';
  },
  word: ({ query }) => {
    query.wholeWords = true;
  },
};

function set(name: 'debug' | 'systemLogs' | 'justOne' | 'lineBuffered' | 'stats' | 'trustOrder' | 'utc'): Switch {
  return (draft) => {
    draft[name] = true;
  };
}

function extra(name: keyof SearchDraft['extra']): Switch {
  return (draft) => {
    draft.extra = { ...draft.extra, [name]: true };
  };
}

/** Options that stop everything else, at their place. */
const immediates: Readonly<Record<string, SearchCommand>> = {
  help: { kind: 'help', exitStatus: 0 },
  version: { kind: 'version' },
};

const optionsBySpelling = new Map<string, Row>();

function optionOf(word: string): Row | undefined {
  if (optionsBySpelling.size === 0) {
    for (const row of [...rows('ausearch-extensions'), ...rows('ausearch-options')]) {
      for (const spelling of (row.spellings ?? '').split(',')) optionsBySpelling.set(spelling, row);
    }
  }
  return optionsBySpelling.get(word);
}

class SearchLine {
  readonly #argv: readonly string[];
  readonly #context: OptionContext;
  readonly #draft: SearchDraft = emptyDraft();
  #at = 0;
  /** What the original would have said where it met a name that the machine does not know; it stops there. */
  #refusal: AuditError | undefined;
  /** What follows `=` in `--option=value`, which only we accept. */
  #inline: string | undefined;

  constructor(argv: readonly string[], context: OptionContext) {
    this.#argv = argv;
    this.#context = context;
    // Time words before it mean UTC as well.
    this.#draft.utc = argv.includes('--utc');
  }

  /** Reads all words; the command if one of them ends the matter, like `--help`. */
  read(): SearchCommand | undefined {
    while (this.#at < this.#argv.length) {
      const word = this.#argv[this.#at++] ?? '';
      const [option, spelling] = this.#option(word);
      const { id = '', argument = '' } = option;
      if (immediates[id]) {
        if (this.#refusal) throw this.#refusal;
        return immediates[id];
      }
      if (id === 'completion') return { kind: 'completion', shell: this.#argument(option, spelling) };
      if (argument === '1 or 2 words') this.#time(id, spelling);
      else if (argument.startsWith('none')) this.#switch(id, spelling, argument.includes('error'));
      else argumentReaders[id]?.(this.#draft, this.#argument(option, spelling), this.#context);
      if (this.#draft.unknownName) this.#refusal ??= this.#withEndCheck(usage(this.#draft.unknownName.message));
    }
    return undefined;
  }

  finish(problem: AuditError | undefined): SearchCommand {
    const found = this.#withEndCheck(problem);
    if (found) throw this.#refusal ?? found;
    return { kind: 'search', config: finishedConfig(this.#draft) };
  }

  /** The check at the end, which the original makes even after an error. */
  #withEndCheck(problem: AuditError | undefined): AuditError | undefined {
    const { extra: columns, format: chosen } = this.#draft;
    if (chosen === 'csv' || !(columns.time || columns.labels || columns.keys)) return problem;
    const before = problem ? problem.message + (problem.endLine ? '\n' : '') : '';
    return usage(`${before}--extra options requires format to be csv`);
  }

  #option(word: string): readonly [Row, string] {
    this.#inline = undefined;
    const known = optionOf(word);
    if (known) return [known, word];
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const inlined = equals < 0 ? undefined : optionOf(word.slice(0, equals));
    if (inlined && !inlined.argument?.startsWith('none')) {
      this.#inline = word.slice(equals + 1);
      return [inlined, word.slice(0, equals)];
    }
    const near = this.#context.suggests ? this.#suggestion(word) : undefined;
    throw usage(`${word} is an unsupported option${near === undefined ? '' : `\nDid you mean ${near}?`}`);
  }

  /** A log's name without -if is the usual slip. */
  #suggestion(word: string): string | undefined {
    if (!word.startsWith('-') && this.#context.exists?.(word)) return `-if ${word}`;
    return nearest(word, optionsBySpelling.keys());
  }

  #argument({ id, argument, dash_argument: dash }: Row, spelling: string): string {
    if (this.#inline !== undefined) return this.#inline;
    const next = this.#argv[this.#at];
    if (argument === 'optional') {
      if (!isColorChoice(next)) return 'always';
    } else if (next === undefined || (next.startsWith('-') && dash !== 'yes')) {
      throw usage(`Argument is required for ${spelling}${id === 'message' ? `\n${typeList()}` : ''}`);
    }
    this.#at++;
    return next;
  }

  #time(id: string, spelling: string): void {
    const words = this.#inline === undefined ? takeTimeWords(this.#argv, this.#at) : this.#inline.split(' ');
    if (this.#inline === undefined) this.#at += words.length;
    if (id === 'start' && words.length === 1 && words[0] === 'checkpoint') {
      this.#draft.startsAtCheckpoint = true;
      return;
    }
    const bound = id === 'start' ? 'start' : 'end';
    this.#draft.query[bound] = parseTimeWords(bound, spelling, words, this.#context.times(this.#draft.utc));
  }

  /** `-i` and `--raw` conflict with other formats; these and `--extra-*` also refuse a word behind them. */
  #switch(id: string, spelling: string, refusesWord: boolean): void {
    const name = id === 'raw' ? '--raw' : spelling;
    const problems: string[] = [];
    if (id === 'raw' || id === 'interpret') {
      if (this.#draft.format === undefined) this.#draft.format = id;
      else problems.push(`Conflicting output format ${name}`);
    } else switches[id]?.(this.#draft);
    const next = this.#argv[this.#at];
    if (refusesWord && next !== undefined && !next.startsWith('-'))
      problems.push(`Argument is NOT required for ${name}`);
    if (problems.length > 0) throw usage(problems.join('\n'));
  }
}
