/** A log through ts-ausearch in every form: nothing throws, no event is lost, no control reaches a terminal. */
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import type { Random } from '../random.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';
import { terminalControl } from '../terminal-control.js';

const FORMS = ['default', 'interpret', 'raw', 'csv', 'text', 'json', 'ecs', 'ecs-bulk', 'ocsf', 'otlp'];
const ESCAPES = ['tty', 'shell', 'shell_quote'];

export const search: Target = {
  name: 'search',
  seeds: logPieces,
  run: async (log, random) => {
    const file = tempFile('search.log', log);
    const raw = await runMain(main, ['-if', file, '--raw', '--stats']);
    const events = counted(raw.stderr);
    holds(
      linesOf(raw.stdout).every((line) => isLineOf(line, log)),
      'raw output is lines of the input',
    );
    const json = await runMain(main, ['-if', file, '--json', '--stats']);
    const documents = linesOf(json.stdout).map((line) => JSON.parse(Buffer.from(line, 'latin1').toString('utf8')));
    holds(documents.length === events, 'one JSON document an event');
    const form = random.pick(FORMS);
    const shown = await runMain(main, ['-if', file, '--format', form, '--stats', ...someOptions(random)]);
    holds(counted(shown.stderr) === events, `as many events in ${form} as in raw`);
    const terminal = { out: true, err: true };
    const onTerminal = await runMain(
      main,
      ['-if', file, '--format', random.pick(FORMS), '--debug', ...someOptions(random)],
      { terminal },
    );
    for (const text of [onTerminal.stdout, onTerminal.stderr])
      holds(terminalControl(text) === undefined, `no control on a terminal (${terminalControl(text)})`);
  },
};

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

/** Records get a separator when others of their event have one; a line is cut at NUL and at 8,969 bytes. */
function isLineOf(line: string, log: string): boolean {
  return log.includes(line) || (line.endsWith('\x1d') && log.includes(line.slice(0, -1)));
}

const someOptions = (random: Random): readonly string[] => ['--escape', random.pick(ESCAPES)];

function counted(stats: string): number {
  return Number(/, (\d+) matched, /.exec(stats)?.[1]);
}
