/** The options of ts-ausearch. Criteria bring theirs along: `query/criteria/list.ts`. */

import { ESCAPE_MODES, isEscapeMode } from '../../bytes/escape.js';
import { usage } from '../../errors.js';
import { searchFormatByName, searchFormats } from '../../output/formats.js';
import type { ArgumentContext, CriterionOption } from '../../query/criteria/descriptor.js';
import { criterionOptions } from '../../query/criteria/list.js';
import { COLOUR_CHOICES, isColourChoice } from '../colour.js';
import { SHELL_NAMES } from '../completion/shell-names.js';
import { eoeTimeout } from '../eoe-timeout.js';
import type { Option } from '../option.js';
import { END_WORDS, START_WORDS } from '../time-words.js';
import type { SearchCommand, SearchDraft } from './config.js';
import { lineageQuestion } from './lineage-question.js';

export type SearchOption = Option & SearchReading;

/** What follows the option, and what becomes of it. */
type SearchReading =
  | { readonly reads: 'command'; readonly command: SearchCommand }
  | { readonly reads: 'completion' | 'start' | 'end' }
  /** `refusesWord`: a word behind it is an error. `name`: how messages call it, whatever the spelling. */
  | {
      readonly reads: 'nothing';
      readonly refusesWord?: true;
      readonly name?: string;
      readonly take: (draft: SearchDraft, name: string) => void;
    }
  | {
      readonly reads: 'word';
      /** The argument may begin with `-`. */
      readonly dash?: boolean;
      /** The argument may be `-`: standard input. */
      readonly dashAlone?: boolean;
      /** Taken only if it is one of these; else the default is meant. */
      readonly optional?: { readonly accepts: (word: string | undefined) => boolean; readonly otherwise: string };
      readonly whenMissing?: (() => string) | undefined;
      readonly take: (draft: SearchDraft, argument: string, context: ArgumentContext) => void;
    };

const LONGEST_INPUT = 4063;

const RELATIVES =
  'The log is read twice, so it cannot come from a pipe. A number that came again is another process; without a time each of ' +
  'the processes that had it is meant.';

const whereToRead: readonly SearchOption[] = [
  word({
    spellings: ['-if', '--input'],
    section: 'Where to read',
    argument: 'FILE',
    text: 'read this log, the rotated logs of this directory, or standard input (-); may be repeated, patterns allowed',
    dashAlone: true,
    take: (draft, argument) => {
      if (argument.length > LONGEST_INPUT) throw usage(`File name is too longs ${argument}`);
      draft.inputs = [...draft.inputs, argument];
    },
  }),
  {
    ...flag(['--input-logs'], 'Where to read', 'systemLogs'),
    text: "read the system's logs even when standard input is a pipe",
  },
  {
    ...flag(['-F', '--follow'], 'Where to read', 'follow'),
    text: 'go on as the log grows: from its end, from -ts, or from where the last run with --checkpoint ended',
  },
  {
    ...flag(['--live'], 'Where to read', 'live'),
    text: 'show what the kernel writes from now on, with an audit daemon or without (CAP_AUDIT_READ)',
  },
  word({
    spellings: ['--checkpoint'],
    section: 'Where to read',
    argument: 'FILE',
    text: 'show only what is new since the last run with this file',
    take: (draft, argument) => {
      draft.checkpoint = argument;
    },
  }),
];

const whichEvent: readonly SearchOption[] = [
  {
    spellings: ['-ts', '--start', '--since', '--from'],
    section: 'When and which event',
    argument: '[DATE] [TIME]',
    text: 'events from here on: 11/22/26 10:00, today, recent, boot, 2026-11-22, -2h …',
    words: () => [...START_WORDS, 'checkpoint'],
    reads: 'start',
  },
  {
    spellings: ['-te', '--end', '--until', '--to'],
    section: 'When and which event',
    argument: '[DATE] [TIME]',
    text: 'events up to here',
    words: () => END_WORDS,
    reads: 'end',
  },
  { ...flag(['--just-one'], 'When and which event', 'justOne'), text: 'stop after the first event' },
];

const criteria: readonly SearchOption[] = criterionOptions.map(criterion);

function criterion({
  spellings,
  ours = [],
  group,
  argument,
  text,
  words,
  dash,
  whenMissing,
  take,
}: CriterionOption): SearchOption {
  return {
    spellings: [...spellings, ...ours],
    section: group,
    argument,
    text,
    ...(words && { words }),
    reads: 'word',
    dash: dash === true,
    whenMissing,
    take: (draft, value, context) => take(draft.asked, value, context),
  };
}

const expressions: readonly SearchOption[] = [
  word({
    spellings: ['--expr'],
    section: 'Objects',
    argument: 'EXPR',
    text: `an expression, such as 'exe ~ "^/tmp/" and not key in (noise, cron)'; @FILE reads it from a file; may be repeated`,
    take: (draft, argument) => {
      draft.expressions = [...draft.expressions, argument];
    },
  }),
  {
    ...flag(['--explain'], 'Objects', 'explain'),
    text: 'show how criteria were understood and what the scan looks for, and search nothing',
  },
];

const relatives: readonly SearchOption[] = [
  {
    ...flag(['--tree'], 'Process', 'tree'),
    text: 'the processes of the events as a tree with their ancestors: programs, how they ended, times',
  },
  word({
    spellings: ['--descendants-of'],
    section: 'Process',
    argument: 'PID|EVENT',
    text: 'this process and all that it started, directly or not; an event: 1795744095.571:493 or :493',
    details: RELATIVES,
    take: (draft, argument) => {
      draft.lineage = lineageQuestion('descendants', argument);
    },
  }),
  word({
    spellings: ['--ancestors-of'],
    section: 'Process',
    argument: 'PID|EVENT',
    text: 'this process and those that it comes from',
    details: RELATIVES,
    take: (draft, argument) => {
      draft.lineage = lineageQuestion('ancestors', argument);
    },
  }),
];

const wholeWords: SearchOption = {
  spellings: ['-w', '--word'],
  section: 'Objects',
  argument: '',
  text: 'texts must be equal; otherwise it is enough that they occur',
  reads: 'nothing',
  take: ({ asked }) => {
    asked.wholeWords = true;
  },
};

const FORMAT_NAMES = searchFormats.map(({ name }) => name);

const output: readonly SearchOption[] = [
  { ...ownFormat(['-i', '--interpret'], 'interpret'), text: 'turn numbers into names and decode texts' },
  { ...ownFormat(['-r', '--raw'], 'raw', '--raw'), text: 'records as they stand in the log' },
  word({
    spellings: ['--format'],
    section: 'Output',
    argument: 'FORMAT',
    text: FORMAT_NAMES.join(', '),
    words: () => FORMAT_NAMES,
    take: setFormat,
  }),
  {
    spellings: ['--json'],
    section: 'Output',
    argument: '',
    text: 'same as --format json',
    reads: 'nothing',
    take: (draft) => setFormat(draft, 'json'),
  },
  word({
    spellings: ['--escape'],
    section: 'Output',
    argument: 'MODE',
    text: `how control bytes are shown: ${ESCAPE_MODES.join(', ')}`,
    words: () => ESCAPE_MODES,
    take: (draft, argument) => {
      if (!isEscapeMode(argument)) throw usage(`Unknown option (${argument})`);
      draft.escape = argument;
    },
  }),
  { ...extra(['--extra-keys'], 'keys'), text: 'csv: a column for the key' },
  { ...extra(['--extra-labels'], 'labels'), text: 'csv: columns for security contexts' },
  { ...extra(['--extra-obj2'], 'obj2'), text: 'csv: columns for a second object' },
  { ...extra(['--extra-time'], 'time'), text: 'csv: columns for the parts of the time' },
  { ...flag(['--utc'], 'Output', 'utc'), text: 'read and show times in UTC' },
  word({
    spellings: ['--color', '--colour'],
    section: 'Output',
    argument: 'WHEN',
    text: `colours: ${COLOUR_CHOICES.join(', ')}`,
    words: () => COLOUR_CHOICES,
    optional: { accepts: isColourChoice, otherwise: 'always' },
    take: (draft, argument) => {
      if (!isColourChoice(argument)) throw usage(`Unknown option (${argument})`);
      draft.colour = argument;
    },
  }),
  { ...flag(['-l', '--line-buffered'], 'Output', 'lineBuffered'), text: 'write every event at once' },
];

const others: readonly SearchOption[] = [
  word({
    spellings: ['--eoe-timeout'],
    section: 'Other',
    argument: 'SECONDS',
    text: 'when an event is complete without an end record',
    take: (draft, argument) => {
      draft.eoeTimeout = eoeTimeout(argument);
    },
  }),
  {
    spellings: ['--skip-malformed'],
    section: 'Other',
    argument: '',
    text: 'drop events with a record of unexpected form, as the original does',
    reads: 'nothing',
    take: (draft) => {
      draft.malformed = 'skip';
    },
  },
  { ...flag(['--stats'], 'Other', 'stats'), text: 'files, bytes, events and speed on standard error at the end' },
  {
    ...flag(['--trust-order'], 'Other', 'trustOrder'),
    text: 'the stamps of the log rise: of large files read only the part that can hold -ts and -te',
  },
  {
    ...flag(['--strict'], 'Other', 'strict'),
    text: 'exit statuses: 0 found, 1 nothing found, 2 usage, 3 something could not be read or was not understood',
  },
  { ...flag(['--debug'], 'Other', 'debug'), text: 'tell about records of unexpected form' },
  {
    spellings: ['--completion'],
    section: 'Other',
    argument: 'SHELL [--install]',
    text: 'print completions for bash, zsh or fish, or install them in your folders',
    words: () => SHELL_NAMES,
    reads: 'completion',
  },
  { ...immediate(['-h', '--help'], { kind: 'help', exitStatus: 0 }), text: 'this text' },
  { ...immediate(['-v', '--version'], { kind: 'version' }), text: 'version' },
];

/** In the order of the help, section by section. */
export const searchOptions: readonly SearchOption[] = [
  ...whereToRead,
  ...whichEvent,
  ...criteria,
  ...expressions,
  ...relatives,
  wholeWords,
  ...output,
  ...others,
];

type Nothing = Extract<SearchReading, { readonly reads: 'nothing' }>;

/** An option with an argument. */
function word(option: Omit<Extract<SearchOption, { reads: 'word' }>, 'reads'>): SearchOption {
  return { ...option, reads: 'word' };
}

type Flag =
  | 'follow'
  | 'live'
  | 'debug'
  | 'systemLogs'
  | 'justOne'
  | 'lineBuffered'
  | 'stats'
  | 'strict'
  | 'tree'
  | 'trustOrder'
  | 'utc'
  | 'explain';

function flag(spellings: readonly string[], section: string, name: Flag): Omit<Option, 'text'> & Nothing {
  const take = (draft: SearchDraft): void => {
    draft[name] = true;
  };
  return { spellings, section, argument: '', reads: 'nothing', take };
}

/** `-i` and `--raw` conflict with other formats. */
function ownFormat(
  spellings: readonly string[],
  format: 'interpret' | 'raw',
  name?: string,
): Omit<Option, 'text'> & Nothing {
  const take = (draft: SearchDraft, spelling: string): void => {
    if (draft.format !== undefined) throw usage(`Conflicting output format ${spelling}`);
    draft.format = format;
  };
  const option = { spellings, section: 'Output', argument: '', reads: 'nothing', refusesWord: true, take } as const;
  return name === undefined ? option : { ...option, name };
}

function extra(spellings: readonly string[], name: keyof SearchDraft['extra']): Omit<Option, 'text'> & Nothing {
  const take = (draft: SearchDraft): void => {
    draft.extra = { ...draft.extra, [name]: true };
  };
  return { spellings, section: 'Output', argument: '', reads: 'nothing', refusesWord: true, take };
}

function immediate(
  spellings: readonly string[],
  command: SearchCommand,
): Omit<Option, 'text'> & Extract<SearchReading, { readonly reads: 'command' }> {
  return { spellings, section: 'Other', argument: '', reads: 'command', command };
}

function setFormat(draft: SearchDraft, argument: string): void {
  if (draft.format !== undefined) throw usage('Multiple output formats, use only 1');
  const chosen = argument.startsWith('interp') ? 'interpret' : searchFormatByName(argument)?.name;
  if (chosen === undefined) throw usage(`Unknown option (${argument})`);
  draft.format = chosen === 'default' ? undefined : chosen; // another format may follow the default one
}
