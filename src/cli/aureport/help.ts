/** Help of ts-aureport. */
import { helpText } from '../help.js';
import { windowHelp } from '../help-window.js';
import { reportOptionTable } from './table.js';

const FIRST: readonly string[] = [
  '-if',
  '-ts',
  '-te',
  '-l',
  '-au',
  '-x',
  '-f',
  '-s',
  '-k',
  '--summary',
  '--failed',
  '-i',
  '--format',
];

const examples: readonly (readonly [command: string, text: string])[] = [
  ['ts-aureport -ts today', 'how many events of which sort there were today'],
  ['ts-aureport -l --summary --failed', 'who failed to log in, the most frequent first'],
  ['ts-aureport -f --summary --top 10', 'the ten files that were touched most'],
  ['ts-aureport -x --histogram hour -ts yesterday', 'when programs were run'],
  ['ts-aureport --net --json -if audit.log', 'connections in a copy of a log, for other programs'],
];

/** A byte string that ends with a newline. `columns`: of the window that shows it. */
export async function reportHelp(columns?: number): Promise<string> {
  const options = reportOptionTable;
  if (columns === undefined) return helpText({ usage: 'usage: aureport [options]', options, examples });
  const more = 'The manual says more: ts-aureport --man';
  return windowHelp(
    { usage: 'usage: ts-aureport [options] [file ...]', options, first: FIRST, examples, more },
    columns,
  );
}
