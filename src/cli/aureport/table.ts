/** The options of ts-aureport. Reports and criteria bring theirs along: `reports/catalog.ts`, `query/criteria/list.ts`. */

import { ESCAPE_MODES, isEscapeMode } from '../../bytes/escape.js';
import { usage } from '../../errors.js';
import type { ArgumentContext, CriterionOption } from '../../query/criteria/descriptor.js';
import { criterionOptions } from '../../query/criteria/list.js';
import { type GroupKey, readGroupKey } from '../../query/field/field-name.js';
import { unknownField } from '../../query/field/known-fields.js';
import { reports } from '../../reports/catalog.js';
import type { Report } from '../../reports/report.js';
import { COLOUR_CHOICES } from '../colour.js';
import { SHELL_NAMES } from '../completion/shell-names.js';
import { eoeTimeout } from '../eoe-timeout.js';
import type { Option } from '../option.js';
import { END_WORDS, START_WORDS } from '../time-words.js';
import { REPORT_FORMATS, type ReportCommand, type ReportDraft } from './config.js';

export type ReportOption = Option & Reading & { readonly ours?: boolean };

/** What follows the option, and what becomes of it. */
type Reading =
  | { readonly reads: 'command'; readonly command: ReportCommand }
  | { readonly reads: 'completion' | 'start' | 'end' }
  | { readonly reads: 'report'; readonly report: Report }
  /** `refusesWord`: a word behind it is an error. */
  | { readonly reads: 'nothing'; readonly refusesWord?: true; readonly take: (draft: ReportDraft) => void }
  | {
      readonly reads: 'word';
      /** The argument may begin with `-`. */
      readonly dash?: boolean;
      /** The argument may be `-`: standard input. */
      readonly dashAlone?: boolean;
      readonly whenMissing?: (() => string) | undefined;
      readonly take: (draft: ReportDraft, argument: string, context: ArgumentContext) => void;
    }
  /** Two words. */
  | { readonly reads: 'pair'; readonly take: (draft: ReportDraft, pair: readonly [string, string]) => void }
  /** One of a few words, or none; another word belongs to the next option. */
  | {
      readonly reads: 'choice';
      readonly choices: readonly string[];
      readonly take: (draft: ReportDraft, choice: string) => void;
    };

const STORIES = 'Stories';

const reportOptions: readonly ReportOption[] = reports.flatMap((report) => {
  const { choice } = report;
  if (!choice) return [];
  const { spellings, section, text } = choice;
  return [{ spellings, section, text, argument: '', reads: 'report', report, ours: report.option === undefined }];
});

const stories: readonly ReportOption[] = [
  word({
    spellings: ['--story'],
    section: STORIES,
    argument: 'SESSION',
    text: 'what happened in a login session, in order, each line with its event',
    take: (draft, argument) => {
      if (!/^\d{1,10}$/.test(argument)) throw usage(`--story needs the number of a session, was ${argument}`);
      draft.story = { session: Number(argument) };
    },
  }),
  word({
    spellings: ['--story-of'],
    section: STORIES,
    argument: 'PID|USER',
    text: 'of a process and what it started, or of a user; a user by number: uid:1000',
    take: (draft, argument, { accounts }) => {
      const uid = /^uid:(\d{1,10})$/.exec(argument)?.[1];
      if (uid !== undefined) draft.story = { user: uid, id: Number(uid) };
      else if (/^\d{1,10}$/.test(argument)) draft.story = { pid: Number(argument) };
      else draft.story = { user: argument, id: accounts.userId(argument) };
    },
  }),
];

const modifiers: readonly ReportOption[] = [
  { ...flag(['--summary'], 'summary', 'Which events'), text: 'counts instead of rows, the most frequent first' },
  ...modifier('--failed', 'only failures', ({ filter }) => {
    filter.outcome = 'failed';
  }),
  ...modifier('--success', 'only successes', ({ filter }) => {
    filter.outcome = 'success';
  }),
  ...modifier('--add', 'no deletions of accounts and labels', ({ filter }) => {
    filter.without = 'deletions';
  }),
  ...modifier('--delete', 'no additions of accounts and labels', ({ filter }) => {
    filter.without = 'additions';
  }),
  {
    spellings: ['-nc', '--no-config'],
    section: 'Which events',
    argument: '',
    text: 'no changes of configuration',
    reads: 'nothing',
    take: ({ filter }) => {
      filter.configChanges = false;
    },
  },
  {
    spellings: ['-ts', '--start', '--since', '--from'],
    section: 'Which events',
    argument: '[DATE] [TIME]',
    text: 'events from here on: 11/22/26 10:00, today, recent, boot, 2026-11-22, -2h …',
    words: () => START_WORDS,
    reads: 'start',
  },
  {
    spellings: ['-te', '--end', '--until', '--to'],
    section: 'Which events',
    argument: '[DATE] [TIME]',
    text: 'events up to here',
    words: () => END_WORDS,
    reads: 'end',
  },
];

/** As for ts-ausearch, where the letters are free. */
const criteria: readonly ReportOption[] = [
  ...criterionOptions.map(criterion),
  word({
    spellings: ['--expr'],
    section: 'Which events',
    argument: 'EXPR',
    text: `an expression, such as 'exe ~ "^/tmp/" and not key in (noise, cron)'; @FILE reads it from a file; may be repeated`,
    ours: true,
    take: (draft, argument) => {
      draft.expressions = [...draft.expressions, argument];
    },
  }),
  {
    ...flag(['--explain'], 'explain', 'Which events'),
    text: 'show how criteria were understood and what the scan looks for, and report nothing',
  },
  {
    spellings: ['-w', '--word'],
    section: 'Which events',
    argument: '',
    text: 'texts must be equal; otherwise it is enough that they occur',
    ours: true,
    reads: 'nothing',
    take: ({ asked }) => {
      asked.wholeWords = true;
    },
  },
];

function criterion({ inReports, argument, text, words, dash, whenMissing, take }: CriterionOption): ReportOption {
  return {
    spellings: inReports,
    section: 'Which events',
    argument,
    text,
    ...(words && { words }),
    ours: true,
    reads: 'word',
    dash: dash === true,
    whenMissing,
    take: (draft, value, context) => take(draft.asked, value, context),
  };
}

const LONGEST_FILE_NAME = 4063;

const input: readonly ReportOption[] = [
  word({
    spellings: ['-if', '--input'],
    section: 'Input',
    argument: 'FILE',
    text: 'read this log, the rotated logs of this directory, or standard input (-); may be repeated, patterns allowed',
    dashAlone: true,
    take: (draft, name) => {
      if (name.length > LONGEST_FILE_NAME) throw usage(`File name is too long ${name}`);
      draft.inputs = [...draft.inputs, name];
    },
  }),
  {
    ...flag(['--input-logs'], 'systemLogs', 'Input'),
    text: "read the system's logs even when standard input is a pipe",
  },
  word({
    spellings: ['--follow'],
    section: 'Input',
    argument: 'SECONDS',
    text: 'go on as the log grows, and report anew every SECONDS',
    ours: true,
    take: (draft, argument) => {
      if (!/^[1-9]\d{0,4}$/.test(argument)) throw usage(`--follow must be a number of seconds, was ${argument}`);
      draft.follow = Number(argument);
    },
  }),
  {
    ...flag(['--live'], 'live', 'Input'),
    ours: true,
    text: 'report on what the kernel writes from now on; with --follow',
  },
  word({
    spellings: ['--eoe-timeout'],
    section: 'Input',
    argument: 'SECONDS',
    text: 'when an event is complete without an end record',
    take: (draft, argument) => {
      draft.eoeTimeout = eoeTimeout(argument);
    },
  }),
  {
    ...flag(['--skip-malformed'], 'skipMalformed', 'Input'),
    text: 'drop events with a record of unexpected form, as the original does',
  },
];

const output: readonly ReportOption[] = [
  {
    ...flag(['-i', '--interpret'], 'interpret', 'Output'),
    refusesWord: true,
    text: 'turn numbers into names',
  },
  word({
    spellings: ['--format'],
    section: 'Output',
    argument: 'FORMAT',
    text: `${REPORT_FORMATS.join(', ')}; a table on a terminal, else classic`,
    words: () => REPORT_FORMATS,
    ours: true,
    take: setFormat,
  }),
  ...(['json', 'ndjson'] as const).map(
    (format): ReportOption => ({
      spellings: [`--${format}`],
      section: 'Output',
      argument: '',
      text: `same as --format ${format}`,
      reads: 'nothing',
      take: (draft) => setFormat(draft, format),
    }),
  ),
  word({
    spellings: ['--top'],
    section: 'Output',
    argument: 'N',
    text: 'only the N most frequent; implies --summary',
    ours: true,
    take: (draft, count) => {
      if (!/^[1-9]\d{0,8}$/.test(count)) throw usage(`--top must be a number of rows, was ${count}`);
      draft.top = Number(count);
    },
  }),
  choice({
    spellings: ['--histogram'],
    choices: ['day', 'hour', 'minute'],
    argument: 'day|hour|minute',
    text: 'events over time instead of rows',
    take: (draft, unit) => {
      draft.histogram = unit === 'day' || unit === 'minute' ? unit : 'hour';
    },
  }),
  word({
    spellings: ['--escape'],
    section: 'Output',
    argument: 'MODE',
    text: `how control bytes are shown: ${ESCAPE_MODES.join(', ')}`,
    words: () => ESCAPE_MODES,
    take: (draft, mode) => {
      if (!isEscapeMode(mode)) throw usage(`Unknown option (${mode})`);
      draft.escape = mode;
    },
  }),
  word({
    spellings: ['--by'],
    section: 'Output',
    argument: 'FIELDS',
    text: 'events by the values of any fields of --expr, of time:hour, day, weekday or minute: --by exe,auid',
    ours: true,
    take: (draft, fields) => {
      draft.by = groupKeys(draft, fields);
    },
  }),
  word({
    spellings: ['--distinct'],
    section: 'Output',
    argument: 'FIELD',
    text: '--by: how many distinct values of this each group has',
    ours: true,
    take: (draft, field) => {
      [draft.distinct] = groupKeys(draft, field);
    },
  }),
  choice({
    spellings: ['--sort'],
    choices: ['count', 'name', 'first', 'last'],
    argument: 'count|name|first|last',
    text: '--by: in which order',
    take: (draft, order) => {
      draft.sort = order === 'name' || order === 'first' || order === 'last' ? order : 'count';
    },
  }),
  word({
    spellings: ['--columns'],
    section: 'Output',
    argument: 'FIELDS',
    text: 'a row an event with exactly these fields: --columns time,auid,exe,cmd',
    ours: true,
    take: (draft, fields) => {
      draft.columns = groupKeys(draft, fields);
    },
  }),
  word({
    spellings: ['--html'],
    section: 'Output',
    argument: 'FILE',
    text: 'write a page to look around in with a browser; it needs no network',
    ours: true,
    take: (draft, file) => {
      draft.html = file;
    },
  }),
  {
    spellings: ['--compare'],
    section: 'Output',
    argument: 'A B',
    text: 'what is new, gone, much more or much less in B: logs, or times as for -ts: --compare yesterday today',
    ours: true,
    reads: 'pair',
    take: (draft, pair) => {
      draft.compare = pair;
    },
  },
  { ...flag(['--utc'], 'utc', 'Output'), text: 'read and show times in UTC' },
  choice({
    spellings: ['--color', '--colour'],
    choices: COLOUR_CHOICES,
    argument: 'WHEN',
    text: `colours: ${COLOUR_CHOICES.join(', ')}`,
    take: (draft, wish) => {
      draft.colour = wish === 'never' || wish === 'auto' ? wish : 'always';
    },
  }),
];

const others: readonly ReportOption[] = [
  { ...flag(['--stats'], 'stats', 'Other'), text: 'files, bytes, events and speed on standard error at the end' },
  {
    ...flag(['--trust-order'], 'trustOrder', 'Other'),
    text: 'the stamps of the log rise: of large files read only the part that can hold -ts and -te',
  },
  {
    ...flag(['--strict'], 'strict', 'Other'),
    text: 'exit statuses: 0 events, 1 none, 2 usage, 3 something could not be read or was not understood',
  },
  { ...flag(['--debug'], 'debug', 'Other'), text: 'tell about records of unexpected form' },
  {
    spellings: ['--completion'],
    section: 'Other',
    argument: 'SHELL [--install]',
    text: 'print completions for bash, zsh or fish, or install them in your folders',
    words: () => SHELL_NAMES,
    ours: true,
    reads: 'completion',
  },
  {
    spellings: ['--help'],
    section: 'Other',
    argument: '',
    text: 'this text',
    reads: 'command',
    command: { kind: 'help' },
  },
  {
    spellings: ['-v', '--version'],
    section: 'Other',
    argument: '',
    text: 'version',
    reads: 'command',
    command: { kind: 'version' },
  },
];

/** In the order of the help, section by section. */
export const reportOptionTable: readonly ReportOption[] = [
  ...reportOptions,
  ...stories,
  ...modifiers,
  ...criteria,
  ...input,
  ...output,
  ...others,
];

type Entry<R extends Reading['reads']> = Omit<Option, 'text'> & Extract<Reading, { readonly reads: R }>;

type Flag =
  | 'live'
  | 'summary'
  | 'interpret'
  | 'debug'
  | 'systemLogs'
  | 'skipMalformed'
  | 'utc'
  | 'stats'
  | 'strict'
  | 'trustOrder'
  | 'explain';

function flag(spellings: readonly string[], name: Flag, section: string): Entry<'nothing'> {
  const take = (draft: ReportDraft): void => {
    draft[name] = true;
  };
  return { spellings, section, argument: '', reads: 'nothing', take };
}

function modifier(spelling: string, text: string, take: (draft: ReportDraft) => void): readonly ReportOption[] {
  return [{ spellings: [spelling], section: 'Which events', argument: '', text, reads: 'nothing', take }];
}

/** An option with an argument. */
function word(option: Omit<Extract<ReportOption, { reads: 'word' }>, 'reads'>): ReportOption {
  return { ...option, reads: 'word' };
}

/** Of ours. */
function choice(
  option: Omit<Extract<ReportOption, { reads: 'choice' }>, 'reads' | 'ours' | 'words' | 'section'>,
): ReportOption {
  return { ...option, section: 'Output', words: () => option.choices, ours: true, reads: 'choice' };
}

/** Notes what no record is known to have. */
function groupKeys({ asked }: ReportDraft, fields: string): readonly GroupKey[] {
  const keys = fields.split(',').map(readGroupKey);
  const unknown = keys.flatMap(({ name }) => unknownField(name.field, name.type) ?? []);
  if (unknown.length > 0) asked.notes = [...(asked.notes ?? []), ...unknown];
  return keys;
}

function setFormat(draft: ReportDraft, name: string): void {
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format === undefined) throw usage(`Unknown option (${name})`);
  draft.format = format;
}
