/**
 * The command line of aureport, from left to right (spec aureport section 1). What an option is and takes stands in
 * `aureport-options.tsv`, for ours in `aureport-extensions.tsv`.
 */

import { nearest } from '../../bytes/nearest-word.js';
import { AuditError } from '../../errors.js';
import { parseTimeWords, type TimeContext, takeTimeWords } from '../../query/time.js';
import { reports } from '../../reports/catalog.js';
import { type Row, rows } from '../../tables/lookup.js';
import { argumentSetters, switches } from './arguments.js';
import { emptyReportDraft, finishedReportConfig, type ReportCommand, type ReportDraft } from './config.js';

export interface ReportOptionContext {
  /** Whether a person reads the messages: then a suggestion may follow them. */
  readonly suggests: boolean;
  /** Called when a time option is met. */
  readonly times: (utc: boolean) => TimeContext;
}

/** Throws `usage` with what the original prints on standard error; `endLine` is false where that has no newline. */
export function parseReportOptions(argv: readonly string[], context: ReportOptionContext): ReportCommand {
  return new ReportLine(argv, context).read();
}

interface Option {
  /** The long spelling without dashes; the short one's where there is no other. */
  readonly id: string;
  readonly argument: string;
  /** Name in the catalog of reports. */
  readonly report: string | undefined;
  readonly own: boolean;
}

let bySpelling: ReadonlyMap<string, Option> | undefined;

function spelled(): ReadonlyMap<string, Option> {
  bySpelling ??= new Map([
    ...rows('aureport-options').flatMap((row) => spellings(row, false)),
    ...rows('aureport-extensions').flatMap((row) => spellings(row, true)),
  ]);
  return bySpelling;
}

function spellings({ short = '-', long = '-', class: sort, argument = 'no' }: Row, own: boolean): [string, Option][] {
  const both = [short, long].filter((spelling) => spelling !== '-');
  const id = (both.at(-1) ?? '').replace(/^-+/, '');
  const report =
    sort === 'report' ? reports.find(({ name, option }) => name === id || both.includes(option ?? '')) : undefined;
  return both.map((spelling) => [spelling, { id, argument, report: report?.name, own }]);
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
      const [option, spelling] = this.#option(this.#argv[this.#at++]!);
      const { id, argument, report } = option;
      if (argument === 'reject' && this.#candidate() !== undefined) return { kind: 'unimplemented' };
      if (report !== undefined) this.#report(report);
      else if (id === 'help' || id === 'version') return { kind: id };
      else if (id === 'completion') return { kind: 'completion', shell: this.#required(spelling) };
      else if (argument === 'required (1 or 2)') this.#time(id, spelling);
      else if (argument === 'required') argumentSetters[id]?.(this.#draft, this.#required(spelling));
      else if (argument.startsWith('one of ')) argumentSetters[id]?.(this.#draft, this.#choice(option));
      else this.#switch(option, spelling);
    }
    return { kind: 'report', config: finishedReportConfig(this.#draft) };
  }

  #option(word: string): readonly [Option, string] {
    this.#inline = undefined;
    const known = spelled().get(word);
    if (known) return [known, word];
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const inlined = equals < 0 ? undefined : spelled().get(word.slice(0, equals));
    if (inlined?.own && inlined.argument !== 'no') {
      this.#inline = word.slice(equals + 1);
      return [inlined, word.slice(0, equals)];
    }
    const near = this.#context.suggests ? nearest(word, spelled().keys()) : undefined;
    throw usage(`${word} is an unsupported option${near === undefined ? '' : `\nDid you mean ${near}?`}`);
  }

  /** The next word, if it may be an argument. */
  #candidate(): string | undefined {
    const next = this.#argv[this.#at];
    return next?.startsWith('-') ? undefined : next;
  }

  #required(spelling: string): string {
    if (this.#inline !== undefined) return this.#inline;
    const next = this.#candidate();
    if (next === undefined) throw usage(`Argument is required for ${spelling}`);
    this.#at++;
    return next;
  }

  /** One of a few words; a word that is none of them belongs to the next option. */
  #choice({ id, argument }: Option): string {
    const allowed = argument.slice('one of '.length).split(',');
    const next = this.#inline ?? this.#candidate();
    if (next !== undefined && allowed.includes(next)) {
      if (this.#inline === undefined) this.#at++;
      return next;
    }
    if (this.#inline !== undefined) throw usage(`Unknown option (${this.#inline}) for --${id}: ${allowed.join(', ')}`);
    return '';
  }

  #report(name: string): void {
    if (this.#draft.report !== undefined) {
      throw new AuditError('usage', 'Error - only one report can be specified', { endLine: false }); // BUG? no newline
    }
    this.#draft.report = name;
  }

  #time(id: string, spelling: string): void {
    const words = this.#inline === undefined ? takeTimeWords(this.#argv, this.#at) : this.#inline.split(' ');
    if (words.length === 0) throw usage(`${spelling} requires either date and/or time`);
    if (this.#inline === undefined) this.#at += words.length;
    const bound = startOptions.has(id) ? 'start' : 'end';
    this.#draft[bound] = parseTimeWords(bound, spelling, words, this.#context.times(this.#draft.utc));
  }

  #switch({ id, argument }: Option, spelling: string): void {
    if (argument === 'forbidden' && this.#candidate() !== undefined) {
      throw usage(`Argument is NOT required for ${spelling}`);
    }
    switches[id]?.(this.#draft);
  }
}

const startOptions: ReadonlySet<string> = new Set(['start', 'since', 'from']);

function usage(message: string): AuditError {
  return new AuditError('usage', message);
}
