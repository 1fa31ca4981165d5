/** Help of ts-ausearch. */
import { helpText } from '../help.js';
import { windowHelp } from '../help-window.js';
import { searchOptions } from './table.js';

const FIRST: readonly string[] = [
  '-if',
  '-ts',
  '-te',
  '-k',
  '-m',
  '-ul',
  '-p',
  '-x',
  '-f',
  '-sv',
  '-i',
  '--format',
  '--expr',
];

const examples: readonly (readonly [command: string, text: string])[] = [
  ['ts-ausearch -i -m USER_LOGIN -sv no -ts today', 'failed logins of today'],
  ['ts-ausearch -if audit.log -k passwd_changes -i', 'what a watch has seen, in a copy of a log'],
  ['ts-ausearch -if /mnt/var/log/audit -ul alice -ts 2026-11-22 -te now', 'what alice did, from a disk image'],
  ['ts-ausearch -m AVC --where operation=open --where profile~nginx', 'files that AppArmor denied to nginx'],
  ['ts-ausearch --checkpoint /var/tmp/state --json', 'what is new since the last run'],
];

/** A byte string that ends with a newline. `columns`: of the window that shows it. */
export async function searchHelp(columns?: number): Promise<string> {
  const options = searchOptions;
  if (columns === undefined) return helpText({ usage: 'usage: ausearch [options]', options, examples });
  const more = 'The manual says more: ts-ausearch --man';
  return windowHelp(
    { usage: 'usage: ts-ausearch [options] [file ...]', options, first: FIRST, examples, more },
    columns,
  );
}
