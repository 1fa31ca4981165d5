/** A log through every report of ts-aureport in every form. */
import { main } from '../../../src/cli/aureport/main.js';
import { reports } from '../../../src/reports/catalog.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';
import { terminalControl } from '../terminal-control.js';

const FORMS = ['classic', 'table', 'json', 'ndjson', 'csv', 'markdown'];
const choices = reports.flatMap(({ choice }) => choice?.spellings[0] ?? []);

export const report: Target = {
  name: 'report',
  seeds: logPieces,
  run: async (log, random) => {
    const options = [
      ...['-if', tempFile('report.log', log), '--format', random.pick(FORMS)],
      ...(random.oneIn(8) ? [] : [random.pick(choices)]),
      ...(random.oneIn(2) ? ['-i'] : []),
      ...(random.oneIn(3) ? ['--summary'] : []),
      ...(random.oneIn(4) ? [random.pick(['--failed', '--success', '--debug'])] : []),
    ];
    const { stdout, status } = await runMain(main, options);
    holds(status === 0 || status === 1, `status 0 or 1, not ${status}`);
    if (options.includes('json') && stdout.startsWith('[')) JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8'));
    if (options.includes('ndjson') && stdout.startsWith('{'))
      for (const line of stdout.split('\n').slice(0, -1)) JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
    const onTerminal = await runMain(main, options, { terminal: { out: true, err: true } });
    for (const text of [onTerminal.stdout, onTerminal.stderr])
      holds(
        terminalControl(text) === undefined,
        `no control on a terminal: ${options.slice(2).join(' ')} (${terminalControl(text)})`,
      );
  },
};
