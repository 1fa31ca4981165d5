/**
 * Help for any of the programs, from a table of its options. Loaded only when asked for: yargs,
 * which lays the help out, takes longer to load than most searches run.
 */
import { toBytes } from '../bytes/text.js';
import type { Option } from './option.js';

export interface HelpPage {
  /** The first line. */
  readonly usage: string;
  readonly options: readonly Option[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [command: string, text: string])[];
}

/** The help as a byte string that ends with a newline; one option per line, indented by a tab. */
export async function helpText({ usage, options, examples }: HelpPage): Promise<string> {
  const { default: yargs } = await import('yargs');
  const page = yargs([]).scriptName('').usage(usage).detectLocale(false).help(false).version(false).wrap(null);
  const shorts = new Set<string>();
  const listed = new Set<string>();
  for (const { section, spellings, argument, text } of options) {
    const [name = '', ...alias] = spellings.map((spelling) => unlisted(spelling.replace(/^-+/, ''), listed));
    for (const spelling of spellings) if (/^-[^-]/.test(spelling)) shorts.add(spelling);
    page.option(name, { alias, group: `${section}:`, description: argument === '' ? text : `${argument}  ${text}` });
  }
  for (const [command, text] of examples) page.example(command, text);
  const lines = (await page.getHelp())
    .replaceAll(AGAIN, '')
    .split('\n')
    .map((line) => columns(line, shorts));
  const width = Math.max(0, ...lines.map(([option, text]) => (text === undefined ? 0 : option.length)));
  const text = lines.map(([option, text]) => (text === undefined ? option : `\t${option.padEnd(width)}  ${text}`));
  return toBytes(`${text.join('\n')}\n`);
}

/** yargs lists a name once; one that means two things, with a word behind it and without, is told apart by this. */
const AGAIN = '\u200b';

function unlisted(name: string, listed: Set<string>): string {
  const free = listed.has(name) ? name + AGAIN : name;
  listed.add(free);
  return free;
}

/**
 * The two columns of an option's line; of another line only the first. yargs takes every option of more than one letter
 * for a long one, and sets these apart.
 */
function columns(line: string, shorts: ReadonlySet<string>): readonly [option: string, text?: string] {
  const [, option, text] = /^ +(-\S*(?:, \S+)*) {2,}(.*)$/.exec(line) ?? [];
  if (option === undefined || text === undefined) return [line.trimEnd().replace(/^ {2,}/, '\t')];
  const own = option.replaceAll(/--(\w{2})(?=,|$)/g, (long, name) => (shorts.has(`-${name}`) ? `-${name}` : long));
  return [own, text.trimEnd()];
}
