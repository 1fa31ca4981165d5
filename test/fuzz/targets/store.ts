/** A damaged log into a folder of Parquet files and back: the same events, the same lines. */
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile, tempFolder } from '../temp.js';

const FORMS = ['raw', 'default', 'interpret', 'csv', 'text', 'json'];

export const store: Target = {
  name: 'store',
  seeds: logPieces,
  run: async (log, random) => {
    const file = tempFile('store.log', log);
    utimesSync(file, 1, 1); // of a log that was just written the last events wait
    const folder = mkdtempSync(path.join(tempFolder(), 'store-'));
    try {
      const shipped = await runMain(main, [
        '-if',
        file,
        '--ship',
        folder,
        '--as',
        'h',
        '--batch',
        String(1 + random.int(20)),
      ]);
      holds(shipped.status <= 1, `shipped with ${shipped.status}: ${shipped.stderr}`);
      const format = random.pick(FORMS);
      const before = await runMain(main, ['-if', file, '--format', format]);
      const after = await runMain(main, ['-if', folder, '--format', format]);
      holds(after.stdout === before.stdout, `${format} out of the store`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
