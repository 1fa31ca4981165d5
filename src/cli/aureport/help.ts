/** Help of aureport. */
import { helpText } from '../help.js';
import { reportOptionTable } from './table.js';

/** A byte string that ends with a newline. */
export function reportHelp(): Promise<string> {
  return helpText({
    usage: 'usage: aureport [options]',
    options: reportOptionTable,
    examples: [
      ['aureport -ts today', 'how many events of which sort there were today'],
      ['aureport -l --summary --failed', 'who failed to log in, the most frequent first'],
      ['aureport -f --summary --top 10', 'the ten files that were touched most'],
      ['aureport -x --histogram hour -ts yesterday', 'when programs were run'],
      ['aureport --net --json -if audit.log', 'connections in a copy of a log, for other programs'],
    ],
  });
}
