/** Damaged archives: what can be read is used, and nothing throws. */
import { gzipSync } from 'node:zlib';
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';

export const packed: Target = {
  name: 'packed',
  seeds: () =>
    logPieces()
      .slice(0, 6)
      .map((log) => gzipSync(Buffer.from(log, 'latin1')).toString('latin1')),
  run: async (input) => {
    const { status } = await runMain(main, ['-if', tempFile('input.log.gz', input), '--raw']);
    holds(status <= 1, `status 0 or 1, not ${status}`);
  },
};
