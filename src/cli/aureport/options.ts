/** The command line of aureport, from left to right. What an option is and takes stands in `table.ts`. */
import { didYouMean } from '../../bytes/nearest-word.js';
import { usage } from '../../errors.js';
import type { ArgumentContext } from '../../query/criteria/descriptor.js';
import { parseTimeWords, type TimeContext, takeTimeWords } from '../../query/time.js';
import type { Report } from '../../reports/report.js';
import { unknownWord } from '../unknown-word.js';
import { emptyReportDraft, finishedReportConfig, type ReportCommand, type ReportDraft } from './config.js';
import { refuseContradictions } from './contradictions.js';
import type { ReportOption } from './option.js';
import { reportOptionTable } from './table.js';

export interface ReportOptionContext extends ArgumentContext {
  /** Whether there is a file of this name, which then needs no -if. */
  readonly exists?: (path: string) => boolean;
  /** Called when a time option is met. */
  readonly times: (utc: boolean) => TimeContext;
}

/** Throws `usage` with what the original prints on standard error; `endLine` is false where that has no newline. */
export function parseReportOptions(argv: readonly string[], context: ReportOptionContext): ReportCommand {
  return new ReportLine(argv, context).read();
}

/** Some long spellings ask for a report or, with a word behind them, for events: `--pid`, `--pid 12`. */
const spelled = new Map<string, readonly ReportOption[]>();
for (const option of reportOptionTable) {
  for (const spelling of option.spellings) spelled.set(spelling, [...(spelled.get(spelling) ?? []), option]);
}

class ReportLine {
  readonly #argv: readonly string[];
  readonly #context: ReportOptionContext;
  readonly #draft: ReportDraft = emptyReportDraft();
  #at = 0;
  /** What follows `=` in `--option=value`, which only our own options take. */
  #inline: string | undefined;

  constructor(argv: readonly string[], context: ReportOptionContext) {
    this.#argv = argv;
    this.#context = context;
    // Time words before it mean UTC as well.
    this.#draft.utc = argv.includes('--utc');
  }

  read(): ReportCommand {
    while (this.#at < this.#argv.length) {
      const word = this.#argv[this.#at++] ?? '';
      if (this.#isLog(word)) {
        this.#draft.inputs = [...this.#draft.inputs, word];
        continue;
      }
      const [option, spelling] = this.#option(word);
      const immediate = this.#take(option, spelling);
      if (immediate) return immediate;
    }
    refuseContradictions(this.#draft);
    return { kind: 'report', config: finishedReportConfig(this.#draft) };
  }

  /** The command, if the option ends the matter. */
  #take(option: ReportOption, spelling: string): ReportCommand | undefined {
    switch (option.reads) {
      case 'command':
        return option.command;
      case 'completion':
        return { kind: 'completion', shell: this.#word(spelling), rest: this.#argv.slice(this.#at) };
      case 'report':
        this.#report(option.report);
        return option.report.choice?.refusesWord && this.#candidate() !== undefined
          ? this.#refusedWord(option, spelling)
          : undefined;
      case 'start':
      case 'end':
        this.#time(option.reads, spelling);
        return undefined;
      case 'nothing':
        if (option.refusesWord && this.#candidate() !== undefined && !this.#isLog(this.#candidate() ?? '')) {
          throw usage(`Argument is NOT required for ${spelling}`);
        }
        option.take(this.#draft, spelling);
        return undefined;
      case 'word':
        option.take(this.#draft, this.#argument(option, spelling), this.#context);
        return undefined;
      case 'pair':
        option.take(this.#draft, [this.#word(spelling), this.#word(spelling)]);
        return undefined;
      case 'choice':
        option.take(this.#draft, this.#choice(option.choices, spelling));
    }
    return undefined;
  }

  /** A file behind a report may be the log or what the report is to be about. */
  #refusedWord({ spellings }: ReportOption, spelling: string): ReportCommand {
    const word = this.#candidate() ?? '';
    if (!this.#isLog(word)) return { kind: 'unimplemented' };
    const criterion = spellings.find((name) => (spelled.get(name)?.length ?? 0) > 1);
    const events = criterion === undefined ? '' : `${criterion} ${word} or `;
    throw usage(`Argument is NOT required for ${spelling}; did you mean ${events}-if ${word}?`);
  }

  #option(word: string): readonly [ReportOption, string] {
    this.#inline = undefined;
    const known = this.#meant(spelled.get(word));
    if (known) return [known, word];
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const inlined = spelled.get(word.slice(0, Math.max(0, equals)))?.find(({ ours, argument }) => ours && argument);
    if (inlined) {
      this.#inline = word.slice(equals + 1);
      return [inlined, word.slice(0, equals)];
    }
    throw usage(`${word} is an unsupported option${didYouMean(word, spelled.keys())}`);
  }

  /** Where the original refuses every word, the name of a file is a log. */
  #isLog(word: string): boolean {
    return !word.startsWith('-') && this.#context.exists?.(word) === true;
  }

  /** The criterion, if a word follows that can be its argument. */
  #meant(options: readonly ReportOption[] | undefined): ReportOption | undefined {
    const [first, second] = options ?? [];
    return second?.reads === 'word' && this.#candidate() !== undefined ? second : first;
  }

  #argument(option: WordOption, spelling: string): string {
    if (option.alone !== undefined) return this.#inline ?? option.alone;
    return this.#word(spelling, this.#mayDash(option), option.whenMissing);
  }

  #mayDash({ dash, dashAlone }: WordOption): boolean {
    return dash === true || (dashAlone === true && this.#argv[this.#at] === '-');
  }

  /** The next word, if it may be an argument. */
  #candidate(): string | undefined {
    const next = this.#argv[this.#at];
    return next?.startsWith('-') ? undefined : next;
  }

  #word(spelling: string, dash = false, whenMissing?: () => string): string {
    if (this.#inline !== undefined) return this.#inline;
    const next = dash ? this.#argv[this.#at] : this.#candidate();
    if (next === undefined) {
      const choices = whenMissing && !this.#context.forPeople ? `\n${whenMissing()}` : '';
      throw usage(`Argument is required for ${spelling}${choices}`);
    }
    this.#at++;
    return next;
  }

  /** One of a few words; empty when none was chosen. */
  #choice(allowed: readonly string[], spelling: string): string {
    const next = this.#inline ?? this.#candidate();
    if (next !== undefined && allowed.includes(next)) {
      if (this.#inline === undefined) this.#at++;
      return next;
    }
    if (this.#inline !== undefined) {
      throw usage(unknownWord(this.#inline, spelling, allowed, this.#context));
    }
    return '';
  }

  #report({ name }: Report): void {
    if (this.#draft.report !== undefined) {
      throw usage('Error - only one report can be specified', { endLine: false }); // BUG? no newline
    }
    this.#draft.report = name;
  }

  #time(bound: 'start' | 'end', spelling: string): void {
    const words = this.#inline === undefined ? takeTimeWords(this.#argv, this.#at) : this.#inline.split(' ');
    if (words.length === 0) throw usage(`${spelling} requires either date and/or time`);
    if (this.#inline === undefined) this.#at += words.length;
    this.#draft[bound] = parseTimeWords(bound, spelling, words, this.#context.times(this.#draft.utc));
  }
}

type WordOption = Extract<ReportOption, { reads: 'word' }>;
