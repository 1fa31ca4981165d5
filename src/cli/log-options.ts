/** Options that ts-ausearch and ts-aureport read alike; the table of each says under which heading. */
import { ESCAPE_MODES, type EscapeMode, isEscapeMode } from '../bytes/escape.js';
import { usage } from '../errors.js';
import type { Asked } from '../query/asked.js';
import { SHELL_NAMES } from './completion/shell-names.js';
import { eoeTimeout } from './eoe-timeout.js';
import { flag, type Option, type Switch, type Word } from './option.js';
import { END_WORDS, START_WORDS } from './time-words.js';
import { unknownWord } from './unknown-word.js';

/** What they are noted in. */
export interface LogDraft {
  readonly asked: Asked;
  /** Arguments of `--expr`. */
  expressions: readonly string[];
  inputs: readonly string[];
  journals: readonly string[];
  /** Seconds. */
  eoeTimeout: number | undefined;
  escape: EscapeMode;
  systemLogs: boolean;
  utc: boolean;
  stats: boolean;
  trustOrder: boolean;
  noPager: boolean;
  debug: boolean;
}

export type LogOption = Omit<Option, 'section'> &
  (Word<LogDraft> | Switch<LogDraft> | { readonly reads: 'completion' | 'start' | 'end' });

type Name =
  | 'start'
  | 'end'
  | 'expressions'
  | 'wholeWords'
  | 'eoeTimeout'
  | 'escape'
  | 'completion'
  | 'journal'
  | 'systemLogs'
  | 'utc'
  | 'stats'
  | 'trustOrder'
  | 'noPager'
  | 'debug';

const LONGEST_INPUT = 4063;

/** `-if`. `tooLong`: what the original says of a name that it has no room for. */
export function inputOption(tooLong: string): LogOption {
  return {
    spellings: ['-if', '--input'],
    argument: 'FILE',
    text: 'read this log, the rotated logs or Parquet files of this directory, or standard input (-); may be repeated, patterns allowed',
    reads: 'word',
    dashAlone: true,
    take: (draft, name) => {
      if (name.length > LONGEST_INPUT) throw usage(`${tooLong} ${name}`);
      draft.inputs = [...draft.inputs, name];
    },
  };
}

export const logOptions: Readonly<Record<Name, LogOption>> = {
  start: {
    spellings: ['-ts', '--start', '--since', '--from'],
    argument: '[DATE] [TIME]',
    text: 'events from here on: 11/22/26 10:00, today, recent, boot, 2026-11-22, -2h …',
    words: () => START_WORDS,
    reads: 'start',
  },
  end: {
    spellings: ['-te', '--end', '--until', '--to'],
    argument: '[DATE] [TIME]',
    text: 'events up to here',
    words: () => END_WORDS,
    reads: 'end',
  },
  expressions: {
    spellings: ['--expr'],
    argument: 'EXPR',
    text: `an expression, such as 'exe ~ "^/tmp/" and not key in (noise, cron)'; @FILE reads it from a file; may be repeated`,
    reads: 'word',
    take: (draft, expression) => {
      draft.expressions = [...draft.expressions, expression];
    },
  },
  wholeWords: {
    spellings: ['-w', '--word'],
    argument: '',
    text: 'texts must be equal; otherwise it is enough that they occur',
    reads: 'nothing',
    take: ({ asked }) => {
      asked.wholeWords = true;
    },
  },
  eoeTimeout: {
    spellings: ['--eoe-timeout'],
    argument: 'SECONDS',
    text: 'when an event is complete without an end record',
    reads: 'word',
    take: (draft, seconds) => {
      draft.eoeTimeout = eoeTimeout(seconds);
    },
  },
  escape: {
    spellings: ['--escape'],
    argument: 'MODE',
    text: `how control bytes are shown: ${ESCAPE_MODES.join(', ')}`,
    words: () => ESCAPE_MODES,
    reads: 'word',
    take: (draft, mode, context) => {
      if (!isEscapeMode(mode)) throw usage(unknownWord(mode, '--escape', ESCAPE_MODES, context));
      draft.escape = mode;
    },
  },
  completion: {
    spellings: ['--completion'],
    argument: 'SHELL [--install]',
    text: 'print completions for bash, zsh or fish, or install them in your folders',
    words: () => SHELL_NAMES,
    reads: 'completion',
  },
  journal: {
    spellings: ['--journal'],
    argument: '[=DIR|FILE|MACHINE]',
    text: "read systemd's journal by way of journalctl: this system's, files, or that of a container; may be repeated",
    reads: 'word',
    alone: '',
    take: (draft, journal) => {
      draft.journals = [...draft.journals, journal];
    },
  },
  systemLogs: flag('systemLogs', {
    spellings: ['--input-logs'],
    text: "read the system's logs even when standard input is a pipe",
  }),
  utc: flag('utc', { spellings: ['--utc'], text: 'read and show times in UTC' }),
  stats: flag('stats', {
    spellings: ['--stats'],
    text: 'files, bytes, events and speed on standard error at the end',
  }),
  trustOrder: flag('trustOrder', {
    spellings: ['--trust-order'],
    text: 'the stamps of the log rise: of large files read only the part that can hold -ts and -te',
  }),
  noPager: flag('noPager', {
    spellings: ['--no-pager'],
    text: 'no pager on a terminal, however long the output is',
  }),
  debug: flag('debug', { spellings: ['--debug'], text: 'tell about records of unexpected form' }),
};
