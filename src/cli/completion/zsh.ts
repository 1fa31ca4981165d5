/** Completion for zsh, with descriptions. The file also works as an autoloaded function of `fpath`. */
import type { Option } from '../option.js';
import { isSubcommand, LOADED_KEYS, type Values, valuesOf } from './values.js';

export function zshScript(program: string, options: readonly Option[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const specs = options.filter((option) => !isSubcommand(option)).flatMap(specsOf);
  const commands = options.filter(isSubcommand);
  const words = commands.flatMap(({ spellings, text }) => spellings.map((word) => `${word}\\:"${inner(text)}"`));
  const rest = words.length > 0 ? [`'1:command:((${words.join(' ')}))'`] : [];
  return (
    `#compdef ${program}\n# Completion of ${program} for zsh.\n${KEYS}() { compadd -- \${(f)"$(${LOADED_KEYS})"} }\n${name}() {\n  _arguments \\\n` +
    `${[...specs, ...rest, "'*:file:_files'"].map((spec) => `    ${spec}`).join(' \\\n')}\n}\n` +
    `if [[ "\${funcstack[1]}" == "_${program}" ]]; then ${name} "$@"; else compdef ${name} ${program}; fi\n`
  );
}

/** One a spelling: options may be given again. */
function specsOf(option: Option): readonly string[] {
  const { spellings, text, argument } = option;
  const values = valuesOf(option);
  const behind = values.kind === 'none' ? '' : `:${quoted(argument)}:${actionOf(values)}`;
  return [...new Set(spellings)].map((spelling) => `'*${spelling}[${quoted(text)}]${behind}'`);
}

const KEYS = '_ts_audit_keys';

function actionOf({ kind, words, isList }: Values): string {
  if (kind === 'words') return isList ? `_values -s , word ${words.join(' ')}` : `(${words.join(' ')})`;
  return actions[kind] ?? ' ';
}

const actions: Readonly<Partial<Record<Values['kind'], string>>> = {
  files: '_files',
  users: '_users',
  groups: '_groups',
  processes: '_pids',
  keys: KEYS,
};

/** Inside single quotes, in a description. */
function quoted(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "'\\''")
    .replace(/[[\]:()]/g, '\\$&');
}

/** Inside double quotes inside single quotes. */
function inner(text: string): string {
  return text.replace(/["\\$`:]/g, '\\$&').replaceAll("'", "'\\''");
}
