/** Search formats by name: what each needs is loaded when it is asked for. */
import type { Accounts } from '../accounts/accounts.js';
import { Interpreter } from '../interpret/interpreter.js';
import { timeLocale } from '../locale/locale.js';
import type { Formatter } from '../output/formatter.js';
import type { SearchFormat, SearchJob } from './job.js';

type Maker = (job: SearchJob, accounts: Accounts, err: (text: string) => void) => Promise<Formatter>;

const makers: Readonly<Record<SearchFormat, Maker>> = {
  raw: async () => new (await import('../output/raw.js')).RawFormatter(),
  default: async (job) => {
    const { DefaultFormatter } = await import('../output/default.js');
    return new DefaultFormatter({ escape: job.escape, locale: localeOf(job), ...(await painting(job)) });
  },
  interpret: async (job, accounts) => {
    const { InterpretFormatter } = await import('../output/interpret.js');
    return new InterpretFormatter({
      interpreter: interpreterOf(job, accounts),
      locale: localeOf(job),
      ...(await painting(job)),
    });
  },
  csv: async (job, accounts, err) => {
    const { csvFormatter } = await import('../output/csv.js');
    return csvFormatter({ ...normalizing(job, accounts), extras: job.extras, err });
  },
  text: async (job, accounts) => {
    const { textFormatter } = await import('../output/text.js');
    return textFormatter({ ...normalizing(job, accounts), debug: job.debug });
  },
  json: async (job, accounts) => {
    const { jsonFormatter } = await import('../output/json.js');
    return jsonFormatter(normalizing(job, accounts));
  },
  ecs: async (job, accounts) => {
    const { ecsFormatter } = await import('../output/ecs.js');
    return ecsFormatter({ ...normalizing(job, accounts), bulk: false });
  },
  'ecs-bulk': async (job, accounts) => {
    const { ecsFormatter } = await import('../output/ecs.js');
    return ecsFormatter({ ...normalizing(job, accounts), bulk: true });
  },
};

export async function searchFormatter(
  job: SearchJob,
  accounts: Accounts,
  err: (text: string) => void,
): Promise<Formatter> {
  const formatter = await makers[job.format](job, accounts, err);
  if (!job.terminal || job.escape === 'raw' || PAINTED.has(job.format)) return formatter;
  const { safeFormatter, terminalSafe, terminalSafeJson } = await import('../output/terminal.js');
  return safeFormatter(formatter, JSON_FORMATS.has(job.format) ? terminalSafeJson : terminalSafe);
}

/** These have a last step of their own for lines on a terminal. */
const PAINTED: ReadonlySet<SearchFormat> = new Set(['default', 'interpret']);
const JSON_FORMATS: ReadonlySet<SearchFormat> = new Set(['json', 'ecs', 'ecs-bulk']);

const localeOf = (job: SearchJob) => timeLocale(job.env, { utc: job.utc });
const interpreterOf = (job: SearchJob, accounts: Accounts) => new Interpreter({ accounts, escape: job.escape });
const normalizing = (job: SearchJob, accounts: Accounts) => ({
  interpreter: interpreterOf(job, accounts),
  accounts,
  locale: localeOf(job),
  escape: job.escape,
});

/** The last step of lines that a person looks at; nothing in a pipe or a file. */
async function painting(job: SearchJob): Promise<{ paint?: (text: string) => string }> {
  if (!job.colour && !job.terminal) return {};
  const { terminalSafe } = await import('../output/terminal.js');
  const safe = job.escape === 'raw' ? (text: string): string => text : terminalSafe;
  if (!job.colour) return { paint: safe };
  const { paint } = await import('../output/colour.js');
  return { paint: (text) => paint(safe(text)) };
}
