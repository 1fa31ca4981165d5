/** The options of ts-ausearch. Criteria bring theirs along: `query/criteria/list.ts`. */

import { digitsArgument } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import { type SearchFormat, searchFormatByName, searchFormats } from '../../output/formats.js';
import type { ArgumentContext, CriterionOption } from '../../query/criteria/descriptor.js';
import { criterionOptions } from '../../query/criteria/list.js';
import { COLOUR_CHOICES, isColourChoice } from '../colour.js';
import { inputOption, logOptions } from '../log-options.js';
import { flag, type Option, type Switch, type Word } from '../option.js';
import { storeOptions } from '../store-options.js';
import { START_WORDS } from '../time-words.js';
import { unknownWord } from '../unknown-word.js';
import type { SearchCommand, SearchDraft } from './config.js';
import { lineageQuestion } from './lineage-question.js';

export type SearchOption = Option & SearchReading;

/** What follows the option, and what becomes of it. */
type SearchReading =
  | { readonly reads: 'command'; readonly command: SearchCommand }
  | { readonly reads: 'completion' | 'start' | 'end' }
  /** `name`: how messages call it, whatever the spelling. */
  | (Switch<SearchDraft> & { readonly name?: string })
  /** `optional`: the argument is taken only if it is accepted; else the default is meant. */
  | (Word<SearchDraft> & {
      readonly optional?: { readonly accepts: (word: string | undefined) => boolean; readonly otherwise: string };
    });

const RELATIVES =
  'The log is read twice, so it cannot come from a pipe. A number that came again is another process; without a time each of ' +
  'the processes that had it is meant.';

const whereToRead: readonly SearchOption[] = [
  { ...inputOption('File name is too longs'), section: 'Where to read' }, // BUG? too longs
  { ...logOptions.systemLogs, section: 'Where to read' },
  { ...logOptions.journal, section: 'Where to read' },
  flag('follow', {
    spellings: ['-F', '--follow'],
    section: 'Where to read',
    text: 'go on as the log grows: from its end, from -ts, or from where the last run with --checkpoint ended',
  }),
  flag('live', {
    spellings: ['--live'],
    section: 'Where to read',
    text: 'show what the kernel writes from now on, with an audit daemon or without (CAP_AUDIT_READ)',
  }),
  {
    spellings: ['--checkpoint'],
    section: 'Where to read',
    argument: 'FILE',
    text: 'show only what is new since the last run with this file',
    reads: 'word',
    take: (draft, argument) => {
      draft.checkpoint = argument;
    },
  },
];

const shipping: readonly SearchOption[] = [
  {
    spellings: ['--ship'],
    section: 'Stores',
    argument: 'WHERE',
    text: 'put the logs into a folder of Parquet files or a server, clickhouse://[user@]host[:port]/database[/table], each line once; run it again and only what is new is added. Or send events to elasticsearch+https://, otlp+https://, loki+https://, splunk-hec+https://',
    details:
      'Reading them is -if WHERE, with every option. Events also go to elasticsearch+https://[user@]host[:port]/INDEX (or opensearch+), otlp+https://host, loki+https://host and splunk-hec+https://host, which are not read back.',
    reads: 'word',
    take: (draft, argument) => {
      if (argument === '') throw usage('--ship needs a folder or a server');
      draft.ship = { ...draft.ship, where: argument };
    },
  },
  {
    spellings: ['--as'],
    section: 'Stores',
    argument: 'NAME',
    text: 'with --ship: name of the log in the store; by default host and path',
    reads: 'word',
    take: (draft, argument) => {
      draft.ship = { ...draft.ship, as: argument };
    },
  },
  {
    spellings: ['--batch'],
    section: 'Stores',
    argument: 'N',
    text: 'with --ship: rows that are written at once, 50000 by default, 1000 for servers that are not read back',
    reads: 'word',
    take: (draft, argument) => {
      const batch = digitsArgument(argument, 1_000_000);
      if (typeof batch === 'string' || batch === 0) throw usage(`--batch must be 1 to 1000000, was ${argument}`);
      draft.ship = { ...draft.ship, batch };
    },
  },
  {
    spellings: ['--compact'],
    section: 'Stores',
    argument: '',
    text: 'with --ship DIR: put small Parquet files together, those of a day and stream; nothing is shipped. Others may ship and read meanwhile',
    reads: 'nothing',
    take: (draft) => {
      draft.ship = { ...draft.ship, compacts: true };
    },
  },
];

const servers: readonly SearchOption[] = [
  {
    spellings: ['--print-schema'],
    section: 'Stores',
    argument: '',
    text: 'with --ship clickhouse://…: the statements that make the table, for those who give no right to; nothing is asked or sent',
    reads: 'nothing',
    take: (draft) => {
      draft.ship = { ...draft.ship, printsSchema: true };
    },
  },
  ...storeOptions,
];

const whichEvent: readonly SearchOption[] = [
  { ...logOptions.start, section: 'When and which event', words: () => [...START_WORDS, 'checkpoint'] },
  { ...logOptions.end, section: 'When and which event' },
  flag('justOne', { spellings: ['--just-one'], section: 'When and which event', text: 'stop after the first event' }),
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
  { ...logOptions.expressions, section: 'Objects' },
  flag('explain', {
    spellings: ['--explain'],
    section: 'Objects',
    text: 'show how criteria were understood and what the scan looks for, and search nothing',
  }),
];

const relatives: readonly SearchOption[] = [
  flag('tree', {
    spellings: ['--tree'],
    section: 'Process',
    text: 'the processes of the events as a tree with their ancestors: programs, how they ended, times',
  }),
  {
    spellings: ['--descendants-of'],
    section: 'Process',
    argument: 'PID|EVENT',
    text: 'this process and all that it started, directly or not; an event: 1795744095.571:493 or :493',
    details: RELATIVES,
    reads: 'word',
    take: (draft, argument) => {
      draft.lineage = lineageQuestion('descendants', argument, draft.lineage);
    },
  },
  {
    spellings: ['--ancestors-of'],
    section: 'Process',
    argument: 'PID|EVENT',
    text: 'this process and those that it comes from',
    details: RELATIVES,
    reads: 'word',
    take: (draft, argument) => {
      draft.lineage = lineageQuestion('ancestors', argument, draft.lineage);
    },
  },
];

const FORMAT_NAMES = searchFormats.map(({ name }) => name);

const output: readonly SearchOption[] = [
  { ...ownFormat(['-i', '--interpret'], 'interpret'), text: 'turn numbers into names and decode texts' },
  { ...ownFormat(['-r', '--raw'], 'raw', '--raw'), text: 'records as they stand in the log' },
  {
    spellings: ['--format'],
    section: 'Output',
    argument: 'FORMAT',
    text: FORMAT_NAMES.join(', '),
    words: () => FORMAT_NAMES,
    reads: 'word',
    take: (draft, argument, context) => {
      refuseSecondFormat(draft);
      draft.format = formatNamed(argument, context);
    },
  },
  {
    spellings: ['--json'],
    section: 'Output',
    argument: '',
    text: 'same as --format json',
    reads: 'nothing',
    take: (draft) => {
      refuseSecondFormat(draft);
      draft.format = 'json';
    },
  },
  { ...logOptions.escape, section: 'Output' },
  { ...extra(['--extra-keys'], 'keys'), text: 'csv: a column for the key' },
  { ...extra(['--extra-labels'], 'labels'), text: 'csv: columns for security contexts' },
  { ...extra(['--extra-obj2'], 'obj2'), text: 'csv: columns for a second object' },
  { ...extra(['--extra-time'], 'time'), text: 'csv: columns for the parts of the time' },
  { ...logOptions.utc, section: 'Output' },
  { ...logOptions.noPager, section: 'Output' },
  {
    spellings: ['--color', '--colour'],
    section: 'Output',
    argument: 'WHEN',
    text: `colours: ${COLOUR_CHOICES.join(', ')}`,
    words: () => COLOUR_CHOICES,
    optional: { accepts: isColourChoice, otherwise: 'always' },
    reads: 'word',
    take: (draft, argument, context) => {
      if (!isColourChoice(argument)) throw usage(unknownWord(argument, '--color', COLOUR_CHOICES, context));
      draft.colour = argument;
    },
  },
  flag('lineBuffered', { spellings: ['-l', '--line-buffered'], section: 'Output', text: 'write every event at once' }),
];

const others: readonly SearchOption[] = [
  { ...logOptions.eoeTimeout, section: 'Other' },
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
  { ...logOptions.stats, section: 'Other' },
  { ...logOptions.trustOrder, section: 'Other' },
  flag('strict', {
    spellings: ['--strict'],
    section: 'Other',
    text: 'exit statuses: 0 found, 1 nothing found, 2 usage, 3 something could not be read or was not understood',
  }),
  { ...logOptions.debug, section: 'Other' },
  { ...logOptions.completion, section: 'Other' },
  { ...immediate(['-h', '--help'], { kind: 'help', exitStatus: 0 }), text: 'this text' },
  { ...immediate(['--man'], { kind: 'manual' }), text: 'the manual' },
  { ...immediate(['-v', '--version'], { kind: 'version' }), text: 'version' },
];

/** In the order of the help, section by section. */
export const searchOptions: readonly SearchOption[] = [
  ...whereToRead,
  ...shipping,
  ...servers,
  ...whichEvent,
  ...criteria,
  ...expressions,
  ...relatives,
  { ...logOptions.wholeWords, section: 'Objects' },
  ...output,
  ...others,
];

type Nothing = Extract<SearchReading, { readonly reads: 'nothing' }>;

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

/** Another format may follow the default one. */
function formatNamed(argument: string, context: ArgumentContext): SearchFormat | undefined {
  const chosen = argument.startsWith('interp') ? 'interpret' : searchFormatByName(argument)?.name;
  if (chosen === undefined) throw usage(unknownWord(argument, '--format', FORMAT_NAMES, context));
  return chosen === 'default' ? undefined : chosen;
}

function refuseSecondFormat({ format }: SearchDraft): void {
  if (format !== undefined) throw usage('Multiple output formats, use only 1');
}
