/** Help of ts-autrace. */
import { helpText } from '../help.js';
import { USAGE } from './options.js';
import { traceOptions } from './table.js';

/** A byte string that ends with a newline. */
export function traceHelp(): Promise<string> {
  return helpText({
    usage: USAGE,
    options: traceOptions,
    examples: [
      ['ts-autrace /bin/ls /tmp', 'record all that ls does'],
      ['ts-autrace -r -o build.log -- make -j4', 'files, programs and network of a whole build, in build.log'],
      ['ts-autrace --summary ./install.sh', 'record a script, then tell what it did'],
      ['ts-autrace --tree -if build.log', 'the processes of a recorded run'],
      ['ts-autrace --diff good.log bad.log', 'what the second run touched that the first did not'],
    ],
  });
}
