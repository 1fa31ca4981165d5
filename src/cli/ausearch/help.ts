/** Help and completion of ausearch. */
import { rows } from '../../tables/lookup.js';
import { completionScript, helpOptions, helpText } from '../help.js';
import { END_WORDS, START_WORDS } from '../time-words.js';
import { usage } from './arguments.js';
import { SEARCH_FORMATS } from './config.js';

const options = [...rows('ausearch-options'), ...rows('ausearch-extensions')];

/** A byte string that ends with a newline. */
export function searchHelp(): Promise<string> {
  return helpText({
    usage: 'usage: ausearch [options]',
    options: helpOptions(options, rows('ausearch-help')),
    examples: [
      ['ausearch -i -m USER_LOGIN -sv no -ts today', 'failed logins of today'],
      ['ausearch -if audit.log -k passwd_changes -i', 'what a watch has seen, in a copy of a log'],
      ['ausearch -if /mnt/var/log/audit -ul alice -ts 2026-11-22 -te now', 'what alice did, from a disk image'],
      ['ausearch -m AVC --where operation=open --where profile~nginx', 'files that AppArmor denied to nginx'],
      ['ausearch --checkpoint /var/tmp/state --json', 'what is new since the last run'],
    ],
  });
}

/** A script for `bash` or `zsh`. */
export function searchCompletion(shell: string): string {
  const script = completionScript(
    {
      program: 'ts-ausearch',
      options: options.flatMap(({ spellings = '' }) => spellings.split(',')),
      values: values(),
    },
    shell,
  );
  if (script === undefined) throw usage(`Unknown option (${shell})`);
  return script;
}

/** Words after options, under every spelling. */
function values(): Map<string, readonly string[]> {
  const byId: Readonly<Record<string, readonly string[]>> = {
    format: SEARCH_FORMATS,
    escape: ['raw', 'tty', 'shell', 'shell_quote'],
    success: ['yes', 'no'],
    color: ['auto', 'always', 'never'],
    completion: ['bash', 'zsh'],
    message: ['ALL', ...rows('record-types').map(({ name = '' }) => name)],
    start: [...START_WORDS, 'checkpoint'],
    end: END_WORDS,
  };
  const found = new Map<string, readonly string[]>();
  for (const { id = '', spellings = '' } of options) {
    const words = byId[id];
    if (words) for (const spelling of spellings.split(',')) found.set(spelling, words);
  }
  return found;
}
