/** Completion for fish, with descriptions. */
import type { Option } from '../option.js';
import { isSubcommand, LOADED_KEYS, type Values, valuesOf } from './values.js';

export function fishScript(program: string, options: readonly Option[]): string {
  const lines = options.map((option) => {
    const text = `-d ${quoted(option.text)}`;
    if (isSubcommand(option)) {
      return `complete -c ${program} -n __fish_use_subcommand -a ${quoted(option.spellings.join(' '))} ${text}`;
    }
    const names = [...new Set(option.spellings)].map(nameOf).join(' ');
    return ['complete', '-c', program, names, argumentOf(valuesOf(option)), text].filter(Boolean).join(' ');
  });
  return `# Completion of ${program} for fish.\n${lines.join('\n')}\n`;
}

function nameOf(spelling: string): string {
  if (spelling.startsWith('--')) return `-l ${spelling.slice(2)}`;
  return spelling.length === 2 ? `-s ${spelling.slice(1)}` : `-o ${spelling.slice(1)}`;
}

function argumentOf({ kind, words, isList }: Values): string {
  if (kind === 'words') return `-x -a ${quoted(isList ? `(__fish_append , ${words.join(' ')})` : words.join(' '))}`;
  return places[kind];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const places: Readonly<Record<Exclude<Values['kind'], 'words'>, string>> = {
  none: '',
  any: '-x',
  files: '-r -F',
  users: "-x -a '(__fish_complete_users)'",
  groups: "-x -a '(__fish_complete_groups)'",
  processes: "-x -a '(__fish_complete_pids)'",
  keys: `-x -a ${quoted(`(${LOADED_KEYS})`)}`,
};
