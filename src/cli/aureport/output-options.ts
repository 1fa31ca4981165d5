/** The options of ts-aureport that say what is told of the events, and in which form. */

import { usage } from '../../errors.js';
import type { ArgumentContext } from '../../query/criteria/descriptor.js';
import { type GroupKey, readGroupKey } from '../../query/field/field-name.js';
import { unknownField } from '../../query/field/known-fields.js';
import { COLOUR_CHOICES } from '../colour.js';
import { logOptions } from '../log-options.js';
import { flag } from '../option.js';
import { unknownWord } from '../unknown-word.js';
import { REPORT_FORMATS, type ReportDraft } from './config.js';
import type { ReportOption } from './option.js';

export const outputOptions: readonly ReportOption[] = [
  flag('interpret', {
    spellings: ['-i', '--interpret'],
    section: 'Output',
    refusesWord: true,
    text: 'turn numbers into names',
  }),
  {
    spellings: ['--format'],
    section: 'Output',
    argument: 'FORMAT',
    text: `${REPORT_FORMATS.join(', ')}; a table on a terminal, else classic`,
    words: () => REPORT_FORMATS,
    ours: true,
    reads: 'word',
    take: setFormat,
  },
  ...(['json', 'ndjson'] as const).map(
    (format): ReportOption => ({
      spellings: [`--${format}`],
      section: 'Output',
      argument: '',
      text: `same as --format ${format}`,
      reads: 'nothing',
      take: (draft) => {
        draft.format = format;
      },
    }),
  ),
  {
    spellings: ['--top'],
    section: 'Output',
    argument: 'N',
    text: 'only the N most frequent; implies --summary',
    ours: true,
    reads: 'word',
    take: (draft, count) => {
      if (!/^[1-9]\d{0,8}$/.test(count)) throw usage(`--top must be a number of rows, was ${count}`);
      draft.top = Number(count);
    },
  },
  choice({
    spellings: ['--histogram'],
    choices: ['day', 'hour', 'minute'],
    argument: 'day|hour|minute',
    text: 'events over time instead of rows',
    take: (draft, unit) => {
      draft.histogram = unit === 'day' || unit === 'minute' ? unit : 'hour';
    },
  }),
  { ...logOptions.escape, section: 'Output' },
  {
    spellings: ['--by'],
    section: 'Output',
    argument: 'FIELDS',
    text: 'events by the values of any fields of --expr, of time:hour, day, weekday or minute: --by exe,auid',
    ours: true,
    reads: 'word',
    take: (draft, fields) => {
      draft.by = groupKeys(draft, fields);
    },
  },
  {
    spellings: ['--distinct'],
    section: 'Output',
    argument: 'FIELD',
    text: '--by: how many distinct values of this each group has',
    ours: true,
    reads: 'word',
    take: (draft, field) => {
      [draft.distinct] = groupKeys(draft, field);
    },
  },
  choice({
    spellings: ['--sort'],
    choices: ['count', 'name', 'first', 'last'],
    argument: 'count|name|first|last',
    text: '--by: in which order',
    take: (draft, order) => {
      draft.sort = order === 'name' || order === 'first' || order === 'last' ? order : 'count';
    },
  }),
  {
    spellings: ['--columns'],
    section: 'Output',
    argument: 'FIELDS',
    text: 'a row an event with exactly these fields: --columns time,auid,exe,cmd',
    ours: true,
    reads: 'word',
    take: (draft, fields) => {
      draft.columns = groupKeys(draft, fields);
    },
  },
  {
    spellings: ['--html'],
    section: 'Output',
    argument: 'FILE',
    text: 'write a page to look around in with a browser; it needs no network',
    ours: true,
    reads: 'word',
    take: (draft, file) => {
      draft.html = file;
    },
  },
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
  { ...logOptions.utc, section: 'Output' },
  { ...logOptions.noPager, section: 'Output', ours: true },
  flag('wide', {
    spellings: ['--wide'],
    section: 'Output',
    ours: true,
    text: 'tables as wide as they need to be, also where the window is narrower',
  }),
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

function setFormat(draft: ReportDraft, name: string, context: ArgumentContext): void {
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format === undefined) throw usage(unknownWord(name, '--format', REPORT_FORMATS, context));
  draft.format = format;
}
