/** THE list of shells that completions are made for, and where each looks for them. */
import path from 'node:path';
import type { Option } from '../option.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { zshScript } from './zsh.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Shell {
  readonly name: string;
  readonly script: (program: string, options: readonly Option[]) => string;
  /** The file in the user's folders that the shell loads by itself. */
  readonly file: (program: string, home: string, env: Environment) => string;
  /** What is left for the user to do. */
  readonly advice: (file: string) => string;
}

export const shells: readonly Shell[] = [
  {
    name: 'bash',
    script: bashScript,
    file: (program, home, { XDG_DATA_HOME: data }) =>
      path.join(data || path.join(home, '.local/share'), 'bash-completion/completions', program),
    advice: () => 'New shells have it where the package bash-completion is installed.',
  },
  {
    name: 'zsh',
    script: zshScript,
    file: (program, home, { ZDOTDIR: folder }) => path.join(folder || home, '.zfunc', `_${program}`),
    advice: (file) => `New shells have it when .zshrc has, before compinit: fpath=(${path.dirname(file)} $fpath)`,
  },
  {
    name: 'fish',
    script: fishScript,
    file: (program, home, { XDG_CONFIG_HOME: config }) =>
      path.join(config || path.join(home, '.config'), 'fish/completions', `${program}.fish`),
    advice: () => 'New shells have it.',
  },
];
