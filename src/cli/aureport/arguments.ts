/** What the options of aureport do to the configuration. */
import { isEscapeMode } from '../../bytes/escape.js';
import { AuditError } from '../../errors.js';
import { REPORT_FORMATS, type ReportDraft } from './config.js';

/** Options without an argument. */
export const switches: Readonly<Record<string, (draft: ReportDraft) => void>> = {
  summary: set('summary'),
  interpret: set('interpret'),
  debug: set('debug'),
  'input-logs': set('systemLogs'),
  'skip-malformed': set('skipMalformed'),
  utc: set('utc'),
  stats: set('stats'),
  'trust-order': set('trustOrder'),
  failed: (draft) => {
    draft.filter.outcome = 'failed';
  },
  success: (draft) => {
    draft.filter.outcome = 'success';
  },
  add: (draft) => {
    draft.filter.without = 'deletions';
  },
  delete: (draft) => {
    draft.filter.without = 'additions';
  },
  'no-config': (draft) => {
    draft.filter.configChanges = false;
  },
  json: (draft) => {
    draft.format = 'json';
  },
  ndjson: (draft) => {
    draft.format = 'ndjson';
  },
};

type Flag = 'summary' | 'interpret' | 'debug' | 'systemLogs' | 'skipMalformed' | 'utc' | 'stats' | 'trustOrder';

function set(name: Flag): (draft: ReportDraft) => void {
  return (draft) => {
    draft[name] = true;
  };
}

/** Options with an argument; of those with a choice it is empty when none was made. */
export const argumentSetters: Readonly<Record<string, (draft: ReportDraft, value: string) => void>> = {
  input: (draft, name) => {
    if (name.length >= LONGEST_FILE_NAME) throw usage(`File name is too long ${name}`);
    draft.input = name;
  },
  node: ({ filter }, name) => {
    filter.nodes.push(name);
  },
  escape: (draft, mode) => {
    if (!isEscapeMode(mode)) throw usage(`Unknown option (${mode})`);
    draft.escape = mode;
  },
  'eoe-timeout': (draft, text) => {
    draft.eoeTimeout = timeout(text);
  },
  format: (draft, name) => {
    const format = REPORT_FORMATS.find((known) => known === name);
    if (format === undefined) throw usage(`Unknown option (${name})`);
    draft.format = format;
  },
  top: (draft, count) => {
    if (!/^[1-9]\d{0,8}$/.test(count)) throw usage(`--top must be a number of rows, was ${count}`);
    draft.top = Number(count);
  },
  histogram: (draft, unit) => {
    draft.histogram = unit === 'day' || unit === 'minute' ? unit : 'hour';
  },
  color: setColour,
  colour: setColour,
};

const LONGEST_FILE_NAME = 4064;

function setColour(draft: ReportDraft, wish: string): void {
  draft.colour = wish === 'never' || wish === 'auto' ? wish : 'always';
}

const TIMEOUT_LIMIT = 2n ** 63n - 1n;

/** Seconds. */
function timeout(text: string): number {
  if (!/^\d/.test(text)) throw usage(`End of Event Timeout must be a numeric value, was ${text}`);
  const seconds = /^\d+$/.test(text) && text.length < 64 ? BigInt(text) : 0n;
  if (seconds < 1n || seconds >= TIMEOUT_LIMIT) throw usage(`Illegal value for End of Event Timeout, was ${text}`);
  return Number(seconds);
}

function usage(message: string): AuditError {
  return new AuditError('usage', message);
}
