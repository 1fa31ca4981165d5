/** Command lines: every one is understood or refused in one clear way. */
import { main as report } from '../../../src/cli/aureport/main.js';
import { main as search } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';

const SEEDS = [
  '-ts today 10:00 -te now -k key -i',
  '--where auid=alice --where exe~bin -m SYSCALL,PATH --format json',
  '-a 12 -c cat -x /bin/cat -f /etc/shadow -e -13 -sv no -sc openat -p 12 -pp 1',
  '-se u:r:t -su a -o b -ua 0 -ui root -ga 0 -gi 100 -ul 1000 -hn host -n node -tm pts/0 -w',
  '-l -i --summary --failed -ts this-week --top 5',
  '--start 2023-11-14T22:13:20Z --end -2h --utc --escape shell --just-one --debug',
];

export const options: Target = {
  name: 'options',
  seeds: () => SEEDS,
  run: async (words, random) => {
    const file = tempFile('options.log', random.pick(logPieces()));
    const argv = words
      .split(/[ \n]+/)
      .filter((word) => !/^--?(if|input|checkpoint|completion|follow|live)/.test(word) && !word.includes('\0'));
    const { status } = await runMain(random.oneIn(2) ? search : report, ['-if', file, ...argv]);
    holds(status >= 0 && status <= 12, `a status of the manual, not ${status}`);
  },
};
