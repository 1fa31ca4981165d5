/** The words of ts-autrace's command line → what they ask for. Words after the program are the program's. */

import { didYouMean } from '../../bytes/nearest-word.js';
import { AuditError } from '../../errors.js';
import type { TraceSubject } from '../../trace/trace.js';
import { COLOUR_CHOICES, isColourChoice } from '../colour.js';
import type { CompletionWish } from '../completion/complete.js';
import type { ScreenChoice } from '../io.js';
import { optionSpelled, spellingsOf } from '../option.js';
import { unknownWord } from '../unknown-word.js';
import { profileKinds, type TraceOption, traceOptions } from './table.js';

/** Parts of the report on a run. */
export const views = ['tree', 'calls', 'files', 'net', 'privileges'] as const;
export type ViewName = (typeof views)[number];

export interface ReportChoice {
  /** In the order of `views`. */
  readonly views: readonly ViewName[];
  readonly json: boolean;
  /** File or number of a descriptor; undefined: standard output. */
  readonly to: string | undefined;
  /** Arguments of `--expr`: only events that all of them mean tell something. */
  readonly expressions: readonly string[];
}

export type ProfileKind = (typeof profileKinds)[number];

/** What is said about a run besides the report. */
export interface VerdictChoice {
  /** File. */
  readonly policy: string | undefined;
  readonly profile: ProfileKind | undefined;
  /** File of the HTML page. */
  readonly html: string | undefined;
  readonly json: boolean;
  readonly to: string | undefined;
  /** `--strict`. */
  readonly isStrict: boolean;
}

export type TraceCommand =
  | { readonly kind: 'help' | 'version' | 'manual' | 'cleanup' }
  | ({ readonly kind: 'completion' } & CompletionWish)
  | { readonly kind: 'diff'; readonly before: string; readonly after: string; readonly report: ReportChoice }
  | ViewCommand
  | TraceRun;

export interface ViewCommand {
  readonly kind: 'view';
  /** More than one only for a profile. */
  readonly inputs: readonly string[];
  readonly report: ReportChoice | undefined;
  readonly verdict: VerdictChoice;
}

export interface TraceRun {
  readonly kind: 'trace';
  readonly subject: TraceSubject;
  readonly calls: WantedCalls;
  readonly paths: readonly string[];
  readonly follow: boolean;
  readonly waitForAll: boolean;
  readonly output: string | undefined;
  readonly live: boolean;
  /** Undefined: no report. */
  readonly report: ReportChoice | undefined;
  readonly verdict: VerdictChoice;
}

/** `told`: what the report, or the live lines, tell. */
export type WantedCalls = 'all' | 'reduced' | 'told' | { readonly text: string };

export const USAGE = 'usage: ts-autrace [-r] [options] [--] program [argument ...]';

/** Throws `AuditError` ('usage'). */
export function parseTraceOptions(argv: readonly string[]): TraceCommand {
  const { given, values, rest } = scan(argv);
  for (const kind of ['help', 'version', 'manual', 'cleanup'] as const) if (given.has(kind)) return { kind };
  const [shell] = values.get('completion') ?? [];
  if (shell !== undefined) return { kind: 'completion', shell, rest: argv.slice(argv.indexOf(shell) + 1) };
  const [before, after] = values.get('diff') ?? [];
  const to = values.get('report-to')?.[0];
  const expressions = values.get('expr') ?? [];
  if (before !== undefined && after !== undefined) {
    return { kind: 'diff', before, after, report: { views, json: given.has('json'), to, expressions } };
  }
  const report = reportChoice(given, to, expressions);
  const verdict = verdictChoice(given, values, to);
  const inputs = values.get('input') ?? [];
  if (inputs.length > 0) {
    if (rest.length > 0) throw usage(`-if looks at a recorded run; ${rest[0]} would not be run`);
    if (inputs.length > 1 && !verdict.profile) throw usage('Several -if go with --profile only');
    const asked = report ?? (hasVerdict(verdict) ? undefined : { views, json: false, to, expressions });
    return { kind: 'view', inputs, report: asked, verdict };
  }
  const calls = wantedCalls(given, values.get('calls-of')?.[0], report, verdict);
  return {
    kind: 'trace',
    subject: subjectOf(given, values.get('attach')?.[0], rest),
    calls,
    paths: values.get('path') ?? [],
    follow: !given.has('no-follow'),
    waitForAll: given.has('wait'),
    output: values.get('output')?.[0],
    live: given.has('live'),
    verdict,
    report: report && (calls === 'told' ? { ...report, views: report.views.filter(isTold) } : report),
  };
}

/** How tables are drawn. Throws `AuditError` ('usage'). */
export function screenChoice(argv: readonly string[]): ScreenChoice {
  const { given, values } = scan(argv);
  const [colour = 'auto'] = values.get('colour') ?? [];
  if (!isColourChoice(colour)) throw usage(unknownWord(colour, '--color', COLOUR_CHOICES, { forPeople: true }));
  return { colour, wide: given.has('wide') };
}

export function wantsPager(argv: readonly string[]): boolean {
  return !scan(argv).given.has('no-pager');
}

/** `--strict` of ts-autrace itself, not of the program. */
export function isStrict(argv: readonly string[]): boolean {
  try {
    return scan(argv).given.has('strict');
  } catch {
    return argv.includes('--strict');
  }
}

/** Counts of calls say something only where all of them were recorded. */
const isTold = (view: ViewName): boolean => view !== 'calls';

function subjectOf(given: ReadonlySet<string>, attached: string | undefined, rest: readonly string[]): TraceSubject {
  const [program] = rest;
  const instead = attached !== undefined ? '--attach' : given.has('system') ? '--system' : undefined;
  if (instead !== undefined && program !== undefined)
    throw usage(`${instead} starts no program; ${program} would not be run`);
  if (attached !== undefined) {
    if (given.has('system')) throw usage('--attach and --system exclude each other');
    if (!/^[1-9]\d{0,9}$/.test(attached)) throw usage(`--attach needs the number of a process, not ${attached}`);
    return { kind: 'process', pid: Number(attached) };
  }
  if (given.has('system')) return { kind: 'system' };
  if (program === undefined) throw usage(USAGE);
  return { kind: 'program', words: rest };
}

function wantedCalls(
  given: ReadonlySet<string>,
  text: string | undefined,
  report: ReportChoice | undefined,
  verdict: VerdictChoice,
): WantedCalls {
  const chosen = ['reduced', 'all', 'calls-of'].filter((id) => given.has(id));
  if (chosen.length > 1) throw usage('-r, -e and --all exclude each other');
  if (text !== undefined) return { text };
  if (given.has('reduced')) return 'reduced';
  if (given.has('all') || given.has('calls') || verdict.profile === 'seccomp') return 'all';
  return report || hasVerdict(verdict) || given.has('live') || given.has('system') ? 'told' : 'all';
}

interface Scanned {
  /** Ids of `table.ts`. */
  readonly given: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** Options whose arguments add up. */
const REPEATED: ReadonlySet<string> = new Set(['path', 'expr', 'input']);

function scan(argv: readonly string[]): Scanned {
  const given = new Set<string>();
  const values = new Map<string, readonly string[]>();
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') return { given, values, rest: argv.slice(at + 1) };
    if (!word.startsWith('-')) break;
    const [option, inline] = spelledOption(word);
    given.add(option.id);
    if (inline !== undefined) {
      values.set(option.id, [...(REPEATED.has(option.id) ? (values.get(option.id) ?? []) : []), inline]);
      continue;
    }
    // What stands in brackets may be left out.
    const count = option.argument ? option.argument.replace(/ \[.*/, '').split(' ').length : 0;
    if (at + count >= argv.length) throw usage(`${word} needs ${option.argument}`);
    if (count > 0) {
      const earlier = REPEATED.has(option.id) ? (values.get(option.id) ?? []) : [];
      values.set(option.id, [...earlier, ...argv.slice(at + 1, at + 1 + count)]);
    }
    at += count;
  }
  return { given, values, rest: argv.slice(at) };
}

/** Also `--option=value`, of those with one argument. */
function spelledOption(word: string): readonly [TraceOption, inline?: string] {
  const option = optionSpelled(word, traceOptions);
  if (option) return [option];
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const inlined = optionSpelled(word.slice(0, Math.max(0, equals)), traceOptions);
  if (!inlined?.argument || inlined.argument.includes(' ')) throw unknown(word);
  return [inlined, word.slice(equals + 1)];
}

function verdictChoice(
  given: ReadonlySet<string>,
  values: ReadonlyMap<string, readonly string[]>,
  to: string | undefined,
): VerdictChoice {
  const kind = values.get('profile')?.[0];
  const profile = profileKinds.find((known) => known === kind);
  if (kind !== undefined && !profile) {
    throw usage(`--profile makes one of ${profileKinds.join(', ')}, not ${kind}${didYouMean(kind, profileKinds)}`);
  }
  const [policy] = values.get('policy') ?? [];
  const [html] = values.get('html') ?? [];
  return { policy, profile, html, json: given.has('json'), to, isStrict: given.has('strict') };
}

export function hasVerdict({ policy, profile, html }: VerdictChoice): boolean {
  return policy !== undefined || profile !== undefined || html !== undefined;
}

/** `--json` and `--report-to` alone ask for the whole report, unless they are about something else. */
function reportChoice(
  given: ReadonlySet<string>,
  to: string | undefined,
  expressions: readonly string[],
): ReportChoice | undefined {
  const chosen = views.filter((view) => given.has(view));
  const isAlone = !['policy', 'profile', 'live'].some((id) => given.has(id));
  const isAsked = ['summary', 'expr', ...(isAlone ? ['json', 'report-to'] : [])].some((id) => given.has(id));
  const wanted = chosen.length > 0 || isAsked;
  if (!wanted) return undefined;
  const shown = given.has('summary') || chosen.length === 0 ? views : chosen;
  return { views: shown, json: given.has('json'), to, expressions };
}

/** The original takes such a word for the program. */
function unknown(word: string): AuditError {
  return usage(`Error - can't find: ${word}${didYouMean(word, spellingsOf(traceOptions))}`);
}

function usage(text: string): AuditError {
  return new AuditError('usage', text, { exitStatus: 1 });
}
