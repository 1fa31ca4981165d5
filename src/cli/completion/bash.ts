/** Completion for bash. Files are left to readline, which knows how to quote them. */
import type { Option } from '../option.js';
import { LOADED_KEYS, type Values, valuesOf } from './values.js';

export function bashScript(program: string, options: readonly Option[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const cases = options.map((option) => caseOf(option.spellings, valuesOf(option))).join('');
  const spellings = [...new Set(options.flatMap((option) => option.spellings))];
  const commands = spellings.filter((spelling) => !spelling.startsWith('-'));
  const first = `  ((COMP_CWORD == 1)) && [[ "$word" != -* ]] && COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$word"))\n`;
  return (
    `# Completion of ${program} for bash.\n${name}() {\n` +
    `  local word="\${COMP_WORDS[COMP_CWORD]}"\n  COMPREPLY=()\n` +
    `  case "\${COMP_WORDS[COMP_CWORD-1]}" in\n${cases}  esac\n` +
    `  [[ "$word" == -* ]] && COMPREPLY=($(compgen -W '${spellings.join(' ')}' -- "$word"))\n` +
    `${commands.length > 0 ? first : ''}  return 0\n}\n` +
    `complete -o default -F ${name} ${program}\n`
  );
}

function caseOf(spellings: readonly string[], { kind, words, isList }: Values): string {
  const generated = generators[kind];
  if (kind === 'none' || spellings.some((spelling) => !spelling.startsWith('-'))) return '';
  if (generated === undefined) return `    ${spellings.join('|')}) return 0;;\n`;
  const generate = kind === 'words' ? `-W '${words.join(' ')}'` : generated;
  const reply = isList
    ? `COMPREPLY=($(compgen -P "\${word%"\${word##*,}"}" ${generate} -- "\${word##*,}"))`
    : `COMPREPLY=($(compgen ${generate} -- "$word"))`;
  return `    ${spellings.join('|')}) ${reply}; return 0;;\n`;
}

/** For compgen; undefined: readline's own completion, of files. */
const generators: Readonly<Partial<Record<Values['kind'], string>>> = {
  words: '-W',
  users: '-u',
  groups: '-g',
  processes: `-W "$(cd /proc 2>/dev/null && echo [0-9]*)"`,
  keys: `-W "$(${LOADED_KEYS})"`,
};
