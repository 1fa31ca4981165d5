/** What may follow an option, as shells complete it. */
import type { Option } from '../option.js';

export interface Values {
  /** `none`: no argument; `any`: nothing is known of it. */
  readonly kind: 'none' | 'any' | 'words' | 'files' | 'users' | 'groups' | 'processes';
  readonly words: readonly string[];
  /** Several, with commas between them. */
  readonly isList: boolean;
}

const kinds: Readonly<Record<string, Values['kind']>> = {
  FILE: 'files',
  DIR: 'files',
  PATH: 'files',
  USER: 'users',
  GROUP: 'groups',
  PID: 'processes',
  PPID: 'processes',
};

export function valuesOf({ argument, words }: Option): Values {
  const isList = /^(TYPES|CALLS)\b|,/.test(argument);
  if (words) return { kind: 'words', words: words(), isList };
  const [placeholder = ''] = /\b[A-Z]{3,}\b/.exec(argument) ?? [];
  return { kind: argument === '' ? 'none' : (kinds[placeholder] ?? 'any'), words: [], isList };
}

/** `doctor` is a word of its own, `--start` belongs to an option. */
export function isSubcommand({ spellings }: Option): boolean {
  return spellings.every((spelling) => !spelling.startsWith('-'));
}
