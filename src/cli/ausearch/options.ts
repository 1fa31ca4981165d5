/** The command line of ausearch, from left to right. */
import { didYouMean } from '../../bytes/nearest-word.js';
import { AuditError, usage } from '../../errors.js';
import type { ArgumentContext } from '../../query/criteria/descriptor.js';
import { parseTimeWords, type TimeContext, takeTimeWords } from '../../query/time.js';
import { optionSpelled, spellingsOf } from '../option.js';
import { emptyDraft, finishedConfig, type SearchCommand, type SearchDraft } from './config.js';
import { refuseContradictions } from './contradictions.js';
import { type SearchOption, searchOptions } from './table.js';

export interface OptionContext extends ArgumentContext {
  /** Whether there is a file of this name, which then needs no -if. */
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
      if (this.#isLog(word)) {
        this.#draft.inputs = [...this.#draft.inputs, word];
        continue;
      }
      const [option, spelling] = this.#option(word);
      switch (option.reads) {
        case 'command':
          if (this.#refusal) throw this.#refusal;
          return option.command;
        case 'completion':
          return { kind: 'completion', shell: this.#word(spelling), rest: this.#argv.slice(this.#at) };
        case 'start':
        case 'end':
          this.#time(option.reads, spelling);
          break;
        case 'nothing':
          this.#switch(option, spelling);
          break;
        case 'word':
          option.take(this.#draft, this.#argument(option, spelling), this.#context);
      }
      const { unknownName } = this.#draft.asked;
      if (unknownName) this.#refusal ??= this.#withEndCheck(usage(unknownName.message));
    }
    return undefined;
  }

  finish(problem: AuditError | undefined): SearchCommand {
    const found = this.#withEndCheck(problem);
    if (found) throw this.#refusal ?? found;
    const config = finishedConfig(this.#draft);
    refuseContradictions(config);
    return { kind: 'search', config };
  }

  /** The check at the end, which the original makes even after an error. */
  #withEndCheck(problem: AuditError | undefined): AuditError | undefined {
    const { extra: columns, format: chosen } = this.#draft;
    if (chosen === 'csv' || !(columns.time || columns.labels || columns.keys)) return problem;
    if (problem && this.#context.forPeople) return problem;
    const before = problem ? problem.message + (problem.endLine ? '\n' : '') : '';
    return usage(`${before}--extra options requires format to be csv`);
  }

  #option(word: string): readonly [SearchOption, string] {
    this.#inline = undefined;
    const known = optionSpelled(word, searchOptions);
    if (known) return [known, word];
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const inlined = equals < 0 ? undefined : optionSpelled(word.slice(0, equals), searchOptions);
    if (inlined && inlined.argument !== '') {
      this.#inline = word.slice(equals + 1);
      return [inlined, word.slice(0, equals)];
    }
    throw usage(`${word} is an unsupported option${didYouMean(word, spellingsOf(searchOptions))}`);
  }

  /** Where the original refuses every word, the name of a file is a log. */
  #isLog(word: string): boolean {
    return !word.startsWith('-') && this.#context.exists?.(word) === true;
  }

  #argument({ optional, alone, whenMissing, dash, dashAlone }: WordOption, spelling: string): string {
    if (alone !== undefined) return this.#inline ?? alone;
    const next = this.#argv[this.#at];
    if (this.#inline === undefined && optional && !optional.accepts(next)) return optional.otherwise;
    return this.#word(spelling, dash || (dashAlone && next === '-'), whenMissing);
  }

  #word(spelling: string, dash = false, whenMissing?: () => string): string {
    if (this.#inline !== undefined) return this.#inline;
    const next = this.#argv[this.#at];
    if (next === undefined || (next.startsWith('-') && !dash)) {
      const choices = whenMissing && !this.#context.forPeople ? `\n${whenMissing()}` : '';
      throw usage(`Argument is required for ${spelling}${choices}`);
    }
    this.#at++;
    return next;
  }

  #time(bound: 'start' | 'end', spelling: string): void {
    const words = this.#inline === undefined ? takeTimeWords(this.#argv, this.#at) : this.#inline.split(' ');
    if (this.#inline === undefined) this.#at += words.length;
    if (bound === 'start' && words.length === 1 && words[0] === 'checkpoint') {
      this.#draft.startsAtCheckpoint = true;
      return;
    }
    this.#draft[bound] = parseTimeWords(bound, spelling, words, this.#context.times(this.#draft.utc));
  }

  /** Some refuse a word behind them; that and what else is wrong is said together. */
  #switch({ take, refusesWord, name }: Extract<SearchOption, { reads: 'nothing' }>, spelling: string): void {
    const called = name ?? spelling;
    const problems: string[] = [];
    try {
      take(this.#draft, called);
    } catch (error) {
      if (!(error instanceof AuditError) || !refusesWord) throw error;
      problems.push(error.message);
    }
    const next = this.#argv[this.#at];
    if (refusesWord && next !== undefined && !next.startsWith('-') && !this.#isLog(next)) {
      problems.push(`Argument is NOT required for ${called}`);
    }
    const [first] = problems;
    if (first !== undefined) throw usage(this.#context.forPeople ? first : problems.join('\n'));
  }
}

type WordOption = Extract<SearchOption, { reads: 'word' }>;
