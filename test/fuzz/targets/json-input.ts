/** Logs as JSON, read back. */
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';

export const jsonInput: Target = {
  name: 'json-input',
  seeds: () => [
    '{"schema_version":1,"time":"2023-11-14T22:13:20.000Z","epoch":1700000000.000,"serial":1,"records":[{"line":"type=CWD msg=audit(1700000000.000:1): cwd=\\"/\\""}]}\n',
  ],
  run: async (input, random) => {
    const { status } = await runMain(main, ['-if', tempFile('input.json', input), '--raw']);
    holds(status <= 1, `status 0 or 1, not ${status}`);
    // And the way there and back, on a damaged log.
    const log = random.pick(logPieces()) + input;
    const file = tempFile('there.log', log);
    const raw = await runMain(main, ['-if', file, '--raw']);
    const json = await runMain(main, ['-if', file, '--json']);
    if (json.stdout === '') return;
    const back = await runMain(main, ['-if', tempFile('there.json', json.stdout), '--raw']);
    holds(back.stdout === raw.stdout, 'the log, there and back');
  },
};
