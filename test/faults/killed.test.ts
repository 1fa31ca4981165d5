/** A search that is killed at any moment: its checkpoint is an old or a new one, whole, and in the end nothing is missing. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fixtures } from '../support/golden.js';
import { programsMissing, startProgram } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-killed-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const log = path.join(folder, 'audit.log');
const point = path.join(folder, 'point');
const RUNS = 24;

test('killed with a checkpoint', { skip: programsMissing }, async () => {
  const lines = readFileSync(path.join(fixtures, 'logs/logins.log'), 'latin1').split(/(?<=\n)/);
  const shown = new Set<string>();
  const run = async (): Promise<{ readonly ms: number }> => {
    const started = performance.now();
    const { stdout } = await startProgram('ts-ausearch', ['-if', log, '--raw', '--checkpoint', point]).ended;
    for (const line of stdout.split('\n')) shown.add(line);
    return { ms: performance.now() - started };
  };
  writeFileSync(log, lines.slice(0, 20).join(''), 'latin1');
  const { ms } = await run();
  for (let i = 1; i <= RUNS; i++) {
    writeFileSync(log, lines.slice(0, 20 + Math.floor(((lines.length - 20) * i) / RUNS)).join(''), 'latin1');
    const { child, ended } = startProgram('ts-ausearch', ['-if', log, '--raw', '--checkpoint', point]);
    // The checkpoint is written at the end, so that is when most of the kills come.
    const timer = setTimeout(() => child.kill('SIGKILL'), ms * (0.6 + (0.6 * i) / RUNS));
    const { stdout } = await ended;
    clearTimeout(timer);
    // What had gone out was seen, but for a line that was cut.
    for (const line of stdout.split('\n').slice(0, -1)) shown.add(line);
    assert.match(readFileSync(point, 'latin1'), /^dev=0x[0-9A-F]+\ninode=\d+\noutput=\S+ [\d.]+:\d+ 0x[0-9A-F]+\n$/);
  }
  await run();
  writeFileSync(log, `${lines.join('')}type=CWD msg=audit(2000000000.000:1): cwd="/"\n`, 'latin1');
  await run();
  const everything = await startProgram('ts-ausearch', ['-if', log, '--raw']).ended;
  const missing = everything.stdout.split('\n').filter((line) => !shown.has(line));
  assert.deepEqual(missing, ['type=CWD msg=audit(2000000000.000:1): cwd="/"']);
  assert.deepEqual(readdirSync(folder).sort(), ['audit.log', 'point', 'point.offset']);
});
