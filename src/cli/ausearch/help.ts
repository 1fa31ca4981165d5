/** Help of ausearch. */
import { helpText } from '../help.js';
import { searchOptions } from './table.js';

/** A byte string that ends with a newline. */
export function searchHelp(): Promise<string> {
  return helpText({
    usage: 'usage: ausearch [options]',
    options: searchOptions,
    examples: [
      ['ausearch -i -m USER_LOGIN -sv no -ts today', 'failed logins of today'],
      ['ausearch -if audit.log -k passwd_changes -i', 'what a watch has seen, in a copy of a log'],
      ['ausearch -if /mnt/var/log/audit -ul alice -ts 2026-11-22 -te now', 'what alice did, from a disk image'],
      ['ausearch -m AVC --where operation=open --where profile~nginx', 'files that AppArmor denied to nginx'],
      ['ausearch --checkpoint /var/tmp/state --json', 'what is new since the last run'],
    ],
  });
}
