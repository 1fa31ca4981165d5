/** Logs that an attacker fills with values of their own: what is kept of them is bounded. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { programsMissing, startProgram } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-memory-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const log = path.join(folder, 'audit.log');

/** What the machine gave at most, all threads together. */
const MEASURE = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' kB'));`;

async function peakMegabytes(argv: readonly string[]): Promise<{ readonly peak: number; readonly stdout: string }> {
  const file = path.join(folder, 'measure.cjs');
  writeFileSync(file, `if (require('node:worker_threads').isMainThread) ${MEASURE}`);
  const env = { NODE_OPTIONS: `--require ${file}` };
  const { stdout, stderr, status } = await startProgram('ts-aureport', ['-if', log, ...argv], { env }).ended;
  assert.equal(status, 0, stderr);
  return { peak: Number(/peak (\d+) kB/.exec(stderr)?.[1]) / 1024, stdout };
}

function writeKeys(count: number): void {
  const file = openSync(log, 'w');
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from({ length: 1000 }, (_, i) => line(from + i));
    writeSync(file, lines.join(''));
  }
  closeSync(file);
}

function line(number: number): string {
  const stamp = `${1_795_347_229 + Math.floor(number / 1000)}.${String(number % 1000).padStart(3, '0')}:${number + 1}`;
  return `type=SYSCALL msg=audit(${stamp}): arch=c000003e syscall=59 success=yes exit=0 a0=5 a1=0 a2=0 a3=0 items=0 ppid=1 pid=${2 + (number % 30_000)} auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=3 comm="a" exe="/b" subj=x key="key-number-${number}-of-many"\n`;
}

test('300,000 keys, each once, are counted within 250 MB', { skip: programsMissing }, async () => {
  writeKeys(300_000);
  const summary = await peakMegabytes(['-k', '--summary']);
  assert.match(summary.stdout, /^1 {2}key-number-299999-of-many$/m);
  assert.ok(summary.peak < 250, `${summary.peak} MB for the summary`);
  const overview = await peakMegabytes([]);
  assert.match(overview.stdout, /^Number of keys: 300000$/m);
  assert.ok(overview.peak < 250, `${overview.peak} MB for the overview`);
});
