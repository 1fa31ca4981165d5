/** Help of ts-autrace. */
import { helpText } from '../help.js';
import { windowHelp } from '../help-window.js';
import { USAGE } from './options.js';
import { traceOptions } from './table.js';

const FIRST: readonly string[] = ['-o', '-e', '--summary', '--tree', '--files', '-if'];

const examples: readonly (readonly [command: string, text: string])[] = [
  ['ts-autrace /bin/ls /tmp', 'record all that ls does'],
  ['ts-autrace -r -o build.log -- make -j4', 'files, programs and network of a whole build, in build.log'],
  ['ts-autrace --summary ./install.sh', 'record a script, then tell what it did'],
  ['ts-autrace --tree -if build.log', 'the processes of a recorded run'],
  ['ts-autrace --diff good.log bad.log', 'what the second run touched that the first did not'],
];

/** A byte string that ends with a newline. `columns`: of the window that shows it. */
export async function traceHelp(columns?: number): Promise<string> {
  const options = traceOptions;
  if (columns === undefined) return helpText({ usage: USAGE, options, examples });
  const more = 'The manual says more: ts-autrace --man';
  return windowHelp({ usage: USAGE, options, first: FIRST, examples, more }, columns);
}
