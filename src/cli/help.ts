/**
 * Help and shell completion for any of the programs, from a table of its options. Loaded only when asked for: yargs,
 * which lays the help out, takes longer to load than most searches run.
 */
import { toBytes } from '../bytes/text.js';
import type { Row } from '../tables/lookup.js';

export interface HelpOption {
  readonly group: string;
  /** With dashes, short ones first: `-ts`, `--start`. */
  readonly spellings: readonly string[];
  /** The argument's placeholder; empty if there is none. */
  readonly argument: string;
  readonly text: string;
}

export interface HelpPage {
  /** The first line. */
  readonly usage: string;
  readonly options: readonly HelpOption[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [command: string, text: string])[];
}

/** Joins a table of spellings with a table of help texts, in the order of the latter; both are keyed by `id`. */
export function helpOptions(options: readonly Row[], texts: readonly Row[]): HelpOption[] {
  return texts.map(({ id, group = '', argument = '', text = '' }) => ({
    group,
    spellings: options.filter((option) => option.id === id).flatMap(({ spellings = '' }) => spellings.split(',')),
    argument,
    text,
  }));
}

/** The help as a byte string that ends with a newline; one option per line, indented by a tab. */
export async function helpText({ usage, options, examples }: HelpPage): Promise<string> {
  const { default: yargs } = await import('yargs');
  const page = yargs([]).scriptName('').usage(usage).detectLocale(false).help(false).version(false).wrap(null);
  const shorts = new Set<string>();
  for (const { group, spellings, argument, text } of options) {
    const [name = '', ...alias] = spellings.map((spelling) => spelling.replace(/^-+/, ''));
    for (const spelling of spellings) if (/^-[^-]/.test(spelling)) shorts.add(spelling);
    page.option(name, { alias, group: `${group}:`, description: argument === '' ? text : `${argument}  ${text}` });
  }
  for (const [command, text] of examples) page.example(command, text);
  const lines = (await page.getHelp()).split('\n').map((line) => columns(line, shorts));
  const width = Math.max(0, ...lines.map(([option, text]) => (text === undefined ? 0 : option.length)));
  const text = lines.map(([option, text]) => (text === undefined ? option : `\t${option.padEnd(width)}  ${text}`));
  return toBytes(`${text.join('\n')}\n`);
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

export interface Completion {
  readonly program: string;
  readonly options: readonly string[];
  /** The words that may follow an option. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** A script for the shell to read: `source <(ts-ausearch --completion bash)`. Undefined for a shell we don't know. */
export function completionScript({ program, options, values }: Completion, shell: string): string | undefined {
  const name = `_${program.replaceAll('-', '_')}`;
  const cases = [...values].map(
    ([option, words]) => `    ${option}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")); return;;\n`,
  );
  const script =
    `${name}() {\n  local word="\${COMP_WORDS[COMP_CWORD]}"\n` +
    `  case "\${COMP_WORDS[COMP_CWORD-1]}" in\n${cases.join('')}  esac\n` +
    `  [[ "$word" == -* ]] && COMPREPLY=($(compgen -W '${options.join(' ')}' -- "$word"))\n}\n` +
    `complete -o default -F ${name} ${program}\n`;
  if (shell === 'bash') return script;
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : undefined;
}
