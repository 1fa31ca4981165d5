/** THE list of search formats. Adding one is adding a file here and a line below; what a format needs is loaded when asked for. */
import type { Accounts } from '../accounts/accounts.js';
import type { EscapeMode } from '../bytes/escape.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Environment } from '../locale/definition.js';
import { timeLocale } from '../locale/locale.js';
import type { CsvExtras } from './csv.js';
import type { Formatter } from './formatter.js';

/** What formats are told, as plain data that can be posted to a worker thread. */
export interface FormatSettings {
  readonly escape: EscapeMode;
  readonly extras: CsvExtras;
  readonly colour: boolean;
  /** The output goes to a terminal. */
  readonly terminal: boolean;
  readonly utc: boolean;
  readonly debug: boolean;
  /** LC_*, LANG and TZ. */
  readonly env: Environment;
}

/** The name of one of `searchFormats`: the word after `--format`. */
export type SearchFormat = string;

export interface Format {
  readonly name: SearchFormat;
  /** The output needs the machine of a system call, so a search has to find it out. */
  readonly showsMachine?: true;
  /** On a terminal: `itself` takes care of control bytes, of `json` they are escaped as JSON has it, else as text. */
  readonly onTerminal?: 'itself' | 'json';
  readonly make: (settings: FormatSettings, accounts: Accounts, err: (text: string) => void) => Promise<Formatter>;
}

/** In the order of the help. */
export const searchFormats: readonly Format[] = [
  {
    name: 'default',
    onTerminal: 'itself',
    make: async (settings) => {
      const { DefaultFormatter } = await import('./default.js');
      return new DefaultFormatter({
        escape: settings.escape,
        locale: localeOf(settings),
        ...(await painting(settings)),
      });
    },
  },
  { name: 'raw', make: async () => new (await import('./raw.js')).RawFormatter() },
  {
    name: 'interpret',
    onTerminal: 'itself',
    showsMachine: true,
    make: async (settings, accounts, err) => {
      const { InterpretFormatter } = await import('./interpret.js');
      return new InterpretFormatter({
        interpreter: await interpreterOf(settings, accounts),
        locale: localeOf(settings),
        err,
        ...(await painting(settings)),
      });
    },
  },
  {
    name: 'csv',
    showsMachine: true,
    make: async (settings, accounts, err) => {
      const { csvFormatter } = await import('./csv.js');
      return csvFormatter({ ...(await normalizing(settings, accounts)), extras: settings.extras, err });
    },
  },
  {
    name: 'text',
    showsMachine: true,
    make: async (settings, accounts) => {
      const { textFormatter } = await import('./text.js');
      return textFormatter({ ...(await normalizing(settings, accounts)), debug: settings.debug });
    },
  },
  { name: 'json', onTerminal: 'json', make: json },
  { name: 'ndjson', onTerminal: 'json', make: json },
  { name: 'ecs', onTerminal: 'json', make: (settings, accounts) => ecs(settings, accounts, false) },
  { name: 'ecs-bulk', onTerminal: 'json', make: (settings, accounts) => ecs(settings, accounts, true) },
  {
    name: 'ocsf',
    onTerminal: 'json',
    make: async (settings, accounts) =>
      (await import('./ocsf.js')).ocsfFormatter(await normalizing(settings, accounts)),
  },
  {
    name: 'otlp',
    onTerminal: 'json',
    make: async (settings, accounts) =>
      (await import('./otlp.js')).otlpFormatter(await normalizing(settings, accounts)),
  },
];

const byName: ReadonlyMap<string, Format> = new Map(searchFormats.map((format) => [format.name, format]));

/** Undefined: there is no format of this name. */
export function searchFormatByName(name: string): Format | undefined {
  return byName.get(name);
}

export async function searchFormatter(
  settings: FormatSettings & { readonly format: SearchFormat },
  accounts: Accounts,
  err: (text: string) => void,
): Promise<Formatter> {
  const format = byName.get(settings.format);
  if (format === undefined) throw new Error(`format ${settings.format}`);
  const formatter = await format.make(settings, accounts, err);
  if (!settings.terminal || settings.escape === 'raw' || format.onTerminal === 'itself') return formatter;
  const { safeFormatter, terminalSafe, terminalSafeJson } = await import('./terminal.js');
  return safeFormatter(formatter, format.onTerminal === 'json' ? terminalSafeJson : terminalSafe);
}

async function json(settings: FormatSettings, accounts: Accounts): Promise<Formatter> {
  const { jsonFormatter } = await import('./json.js');
  return jsonFormatter(await normalizing(settings, accounts));
}

async function ecs(settings: FormatSettings, accounts: Accounts, bulk: boolean): Promise<Formatter> {
  const { ecsFormatter } = await import('./ecs.js');
  return ecsFormatter({ ...(await normalizing(settings, accounts)), bulk });
}

const localeOf = ({ env, utc }: FormatSettings) => timeLocale(env, { utc });

async function interpreterOf({ escape: mode }: FormatSettings, accounts: Accounts): Promise<Interpreter> {
  const { Interpreter } = await import('../interpret/interpreter.js');
  return new Interpreter({ accounts, escape: mode });
}

/** For formats of normalized events. */
const normalizing = async (settings: FormatSettings, accounts: Accounts) => ({
  interpreter: await interpreterOf(settings, accounts),
  accounts,
  locale: localeOf(settings),
  escape: settings.escape,
});

/** The last step of lines that a person looks at; nothing in a pipe or a file. */
async function painting({
  colour,
  terminal,
  escape: mode,
}: FormatSettings): Promise<{ paint?: (text: string) => string }> {
  if (!colour && !terminal) return {};
  const { terminalSafe } = await import('./terminal.js');
  const safe = mode === 'raw' ? (text: string): string => text : terminalSafe;
  if (!colour) return { paint: safe };
  const { paint } = await import('./colour.js');
  return { paint: (text) => paint(safe(text)) };
}
