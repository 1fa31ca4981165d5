/** What may follow an option, as shells complete it. */
import type { Option } from '../option.js';

export interface Values {
  /** `none`: no argument; `any`: nothing is known of it. */
  readonly kind: 'none' | 'any' | 'words' | 'files' | 'users' | 'groups' | 'processes' | 'keys';
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
  KEY: 'keys',
};

/**
 * For a shell: the keys of the loaded rules, a line each; none for who may not list them. Keys that a shell could take for
 * more than a word are left out, as bash expands what it completes with.
 */
export const LOADED_KEYS =
  "ts-auditctl -l 2>/dev/null | sed -nE 's/.*(-k |-F key=)([A-Za-z0-9_.-]+)( .*)?$/\\2/p' | sort -u";

export function valuesOf({ argument, words }: Option): Values {
  const isList = /^(TYPES|CALLS)\b|,/.test(argument);
  if (words) return { kind: 'words', words: words(), isList };
  const own = argument.replace(/\[-[^\]]*\]/g, '').trim(); // what stands there besides further options
  const [placeholder = ''] = /\b[A-Z]{3,}\b/.exec(own) ?? [];
  return { kind: own === '' ? 'none' : (kinds[placeholder] ?? 'any'), words: [], isList };
}

/** `doctor` is a word of its own, `--start` belongs to an option. */
export function isSubcommand({ spellings }: Option): boolean {
  return spellings.every((spelling) => !spelling.startsWith('-'));
}
