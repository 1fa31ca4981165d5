/** The options of ts-aureport. Reports and criteria bring theirs along: `reports/catalog.ts`, `query/criteria/list.ts`. */

import { usage } from '../../errors.js';
import type { CriterionOption } from '../../query/criteria/descriptor.js';
import { criterionOptions } from '../../query/criteria/list.js';
import { reports } from '../../reports/catalog.js';
import { inputOption, logOptions } from '../log-options.js';
import { flag } from '../option.js';
import { storeOptions } from '../store-options.js';
import type { ReportDraft } from './config.js';
import type { ReportOption } from './option.js';
import { outputOptions } from './output-options.js';

const STORIES = 'Stories';
const EVENTS = 'Which events';

const reportOptions: readonly ReportOption[] = reports.flatMap((report) => {
  const { choice } = report;
  if (!choice) return [];
  const { spellings, section, text } = choice;
  return [{ spellings, section, text, argument: '', reads: 'report', report, ours: report.option === undefined }];
});

const stories: readonly ReportOption[] = [
  {
    spellings: ['--story'],
    section: STORIES,
    argument: 'SESSION',
    text: 'what happened in a login session, in order, each line with its event',
    reads: 'word',
    take: (draft, argument) => {
      if (!/^\d{1,10}$/.test(argument)) throw usage(`--story needs the number of a session, was ${argument}`);
      draft.story = { session: Number(argument) };
    },
  },
  {
    spellings: ['--story-of'],
    section: STORIES,
    argument: 'PID|USER',
    text: 'of a process and what it started, or of a user; a user by number: uid:1000',
    reads: 'word',
    take: (draft, argument, { accounts }) => {
      const uid = /^uid:(\d{1,10})$/.exec(argument)?.[1];
      if (uid !== undefined) draft.story = { user: uid, id: Number(uid) };
      else if (argument.startsWith('uid:')) throw usage(`uid: needs a number, was ${argument.slice(4)}`);
      else if (/^\d{1,10}$/.test(argument)) draft.story = { pid: Number(argument) };
      else draft.story = { user: argument, id: accounts.userId(argument) };
    },
  },
];

const modifiers: readonly ReportOption[] = [
  flag('summary', {
    spellings: ['--summary'],
    section: EVENTS,
    text: 'counts instead of rows, the most frequent first',
  }),
  modifier('--failed', 'only failures', ({ filter }) => {
    filter.outcome = 'failed';
  }),
  modifier('--success', 'only successes', ({ filter }) => {
    filter.outcome = 'success';
  }),
  modifier('--add', 'no deletions of accounts and labels', ({ filter }) => {
    filter.without = 'deletions';
  }),
  modifier('--delete', 'no additions of accounts and labels', ({ filter }) => {
    filter.without = 'additions';
  }),
  {
    spellings: ['-nc', '--no-config'],
    section: EVENTS,
    argument: '',
    text: 'no changes of configuration',
    reads: 'nothing',
    take: ({ filter }) => {
      filter.configChanges = false;
    },
  },
  { ...logOptions.start, section: EVENTS },
  { ...logOptions.end, section: EVENTS },
];

/** As for ts-ausearch, where the letters are free. */
const criteria: readonly ReportOption[] = [
  ...criterionOptions.map(criterion),
  { ...logOptions.expressions, section: EVENTS, ours: true },
  flag('explain', {
    spellings: ['--explain'],
    section: EVENTS,
    text: 'show how criteria were understood and what the scan looks for, and report nothing',
  }),
  { ...logOptions.wholeWords, section: EVENTS, ours: true },
];

function criterion({ inReports, argument, text, words, dash, whenMissing, take }: CriterionOption): ReportOption {
  return {
    spellings: inReports,
    section: EVENTS,
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

const input: readonly ReportOption[] = [
  { ...inputOption('File name is too long'), section: 'Input' },
  { ...logOptions.systemLogs, section: 'Input' },
  { ...logOptions.journal, section: 'Input', ours: true },
  {
    spellings: ['--follow'],
    section: 'Input',
    argument: 'SECONDS',
    text: 'go on as the log grows, and report anew every SECONDS',
    ours: true,
    reads: 'word',
    take: (draft, argument) => {
      if (!/^[1-9]\d{0,4}$/.test(argument)) throw usage(`--follow must be a number of seconds, was ${argument}`);
      draft.follow = Number(argument);
    },
  },
  flag('live', {
    spellings: ['--live'],
    section: 'Input',
    ours: true,
    text: 'report on what the kernel writes from now on; with --follow',
  }),
  { ...logOptions.eoeTimeout, section: 'Input' },
  flag('skipMalformed', {
    spellings: ['--skip-malformed'],
    section: 'Input',
    text: 'drop events with a record of unexpected form, as the original does',
  }),
];

const stores: readonly ReportOption[] = [
  flag('nodes', {
    spellings: ['--nodes'],
    section: 'Stores',
    ours: true,
    text: 'which hosts have shipped into the stores of -if: events, bytes, from when to when, how many an hour, what is missing',
  }),
  {
    spellings: ['--sql'],
    section: 'Stores',
    argument: 'SELECT',
    text: 'ask the Parquet files of -if in SQL, with DuckDB: the views events and records are in ts-audit-formats(5)',
    ours: true,
    reads: 'word',
    take: (draft, query) => {
      draft.sql = query;
    },
  },
  {
    spellings: ['--parts'],
    section: 'Stores',
    argument: 'FILE',
    text: "write the parts of all summaries of the log, far smaller than it; -if '*.parts' adds those of many hosts to one exact summary",
    ours: true,
    reads: 'word',
    take: (draft, file) => {
      if (!file.endsWith('.parts')) throw usage(`--parts needs a name that ends with .parts, was ${file}`);
      draft.parts = file;
    },
  },
  {
    spellings: ['--parts-limit'],
    section: 'Stores',
    argument: 'N',
    text: '--parts: different items of a report that are kept, 100000 by default; what is beyond is counted, and told when parts are added',
    ours: true,
    reads: 'word',
    take: (draft, argument) => {
      if (!/^[1-9]\d{0,7}$/.test(argument)) throw usage(`--parts-limit must be a number of items, was ${argument}`);
      draft.partsLimit = Number(argument);
    },
  },
  ...storeOptions.map((option) => ({ ...option, ours: true })),
];

const others: readonly ReportOption[] = [
  { ...logOptions.stats, section: 'Other' },
  { ...logOptions.trustOrder, section: 'Other' },
  flag('strict', {
    spellings: ['--strict'],
    section: 'Other',
    text: 'exit statuses: 0 events, 1 none, 2 usage, 3 something could not be read or was not understood',
  }),
  { ...logOptions.debug, section: 'Other' },
  { ...logOptions.completion, section: 'Other', ours: true },
  {
    spellings: ['--help'],
    section: 'Other',
    argument: '',
    text: 'this text',
    reads: 'command',
    command: { kind: 'help' },
  },
  {
    spellings: ['--man'],
    section: 'Other',
    argument: '',
    text: 'the manual',
    ours: true,
    reads: 'command',
    command: { kind: 'manual' },
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
  ...stores,
  ...outputOptions,
  ...others,
];

function modifier(spelling: string, text: string, take: (draft: ReportDraft) => void): ReportOption {
  return { spellings: [spelling], section: EVENTS, argument: '', text, reads: 'nothing', take };
}
