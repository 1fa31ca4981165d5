/**
 * A log that grows between runs with a checkpoint, whose lines stand at the limits: stamps and serials that no kernel writes,
 * damaged headers, events in disorder. What one run over the whole log shows comes in some run, and comes once.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { limitLines } from '../limit-lines.js';
import type { Random } from '../random.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFolder } from '../temp.js';

export const checkpoint: Target = {
  name: 'checkpoint',
  seeds: logPieces,
  run: async (_, random) => {
    const folder = mkdtempSync(path.join(tempFolder(), 'checkpoint-'));
    try {
      await grown(folder, random);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function grown(folder: string, random: Random): Promise<void> {
  const log = path.join(folder, 'audit.log');
  const shown: string[] = [];
  const straddling = new Set<string>();
  let before = new Set<string>();
  const lines = limitLines(random);
  for (let from = 0; from < lines.length; ) {
    const some = lines.slice(from, from + 1 + random.int(8));
    from += some.length;
    for (const stamp of some.map(stampOf)) if (before.has(stamp)) straddling.add(stamp);
    before = new Set([...before, ...some.map(stampOf)]);
    appendFileSync(log, some.join(''), 'latin1');
    shown.push(...(await searched(log, path.join(folder, 'point'))));
  }
  const whole = await searched(log, path.join(folder, 'other'));
  const missing = whole.filter((line) => !shown.includes(line));
  holds(missing.length === 0, `every event is shown: ${JSON.stringify({ missing, lines }, null, 1)}`);
  const twice = shown.filter((line, at) => shown.indexOf(line) < at && !straddling.has(stampOf(line)));
  holds(twice.length === 0, `no event is shown twice: ${JSON.stringify({ twice, lines }, null, 1)}`);
}

async function searched(log: string, point: string): Promise<readonly string[]> {
  const { stdout, status, stderr } = await runMain(main, ['-if', log, '--raw', '--checkpoint', point]);
  holds(status <= 1, `the checkpoint fits its log: ${status} ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The tools find it by the bracket, in damaged headers too. */
const stampOf = (line: string): string => /.*\(([^)]*)/.exec(line)?.[1] ?? '';
