/** Logs that an attacker fills with values of their own: what is kept of them is bounded. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { programsMissing, startProgram } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-memory-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const log = path.join(folder, 'audit.log');

/** What the machine gave at most, all threads together. */
const MEASURE = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' kB'));`;

async function peakMegabytes(
  argv: readonly string[],
  program = 'ts-aureport',
  expected = 0,
): Promise<{ readonly peak: number; readonly stdout: string }> {
  const file = path.join(folder, 'measure.cjs');
  writeFileSync(file, `if (require('node:worker_threads').isMainThread) ${MEASURE}`);
  const env = { NODE_OPTIONS: `--require ${file}` };
  const { stdout, stderr, status } = await startProgram(program, ['-if', log, ...argv], { env }).ended;
  assert.equal(status, expected, stderr);
  return { peak: Number(/peak (\d+) kB/.exec(stderr)?.[1]) / 1024, stdout };
}

function writeLines(count: number, lineOf: (number: number) => string): void {
  const file = openSync(log, 'w');
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from({ length: 1000 }, (_, i) => lineOf(from + i));
    writeSync(file, lines.join(''));
  }
  closeSync(file);
}

const seconds = (number: number): string =>
  `${1_795_347_229 + Math.floor(number / 1000)}.${String(number % 1000).padStart(3, '0')}`;

function keyLine(number: number): string {
  const stamp = `${seconds(number)}:${number + 1}`;
  return `type=SYSCALL msg=audit(${stamp}): arch=c000003e syscall=59 success=yes exit=0 a0=5 a1=0 a2=0 a3=0 items=0 ppid=1 pid=${2 + (number % 30_000)} auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=3 comm="a" exe="/b" subj=x key="key-number-${number}-of-many"\n`;
}

test('300,000 keys, each once, are counted within 250 MB', { skip: programsMissing }, async () => {
  writeLines(300_000, keyLine);
  const summary = await peakMegabytes(['-k', '--summary']);
  assert.match(summary.stdout, /^1 {2}key-number-299999-of-many$/m);
  assert.ok(summary.peak < 250, `${summary.peak} MB for the summary`);
  const overview = await peakMegabytes([]);
  assert.match(overview.stdout, /^Number of keys: 300000$/m);
  assert.ok(overview.peak < 250, `${overview.peak} MB for the overview`);
});

const NODES = 200_000;

test('200,000 nodes, an event of each, are counted within 300 MB', { skip: programsMissing }, async () => {
  writeLines(
    NODES,
    (number) =>
      `node=n${number}.example type=USER_END msg=audit(${seconds(number)}:${number + 1}): pid=1 res=success\n`,
  );
  const summary = await peakMegabytes(['-e', '--node', 'n7.example']);
  assert.ok(summary.peak < 300, `${summary.peak} MB for one node's`);
  const overview = await peakMegabytes(['--by', 'node', '--top', '3']);
  assert.ok(overview.peak < 300, `${overview.peak} MB by node`);
  const search = await peakMegabytes(['-n', `n${NODES - 1}.example`, '--raw'], 'ts-ausearch');
  assert.match(search.stdout, /^node=n199999\.example [^\n]*\n$/);
  assert.ok(search.peak < 300, `${search.peak} MB for a search`);
});

test('300,000 events that never end, open together, are shown within 300 MB', { skip: programsMissing }, async () => {
  writeLines(
    300_000,
    (number) => `type=SYSCALL msg=audit(1795347229.000:${number + 1}): arch=c000003e syscall=59 pid=1 key="k"\n`,
  );
  const { peak, stdout } = await peakMegabytes(['--raw', '-a', '299999'], 'ts-ausearch');
  assert.equal(stdout.split('\n').length, 2);
  assert.ok(peak < 300, `${peak} MB`);
  const overview = await peakMegabytes([]);
  assert.match(overview.stdout, /^Number of events: 300000$/m);
  assert.ok(overview.peak < 300, `${overview.peak} MB for the overview`);
});

test('a gigabyte of packed zeros, which is no line at all, takes no memory', { skip: programsMissing }, async () => {
  const member = gzipSync(Buffer.alloc(64 << 20));
  writeFileSync(log, Buffer.concat(Array.from({ length: 16 }, () => member)));
  const { peak, stdout } = await peakMegabytes(['--raw'], 'ts-ausearch', 1);
  assert.equal(stdout, '');
  assert.ok(peak < 250, `${peak} MB`);
});

test('a thousand logs, given one by one', { skip: programsMissing }, async () => {
  writeLines(1000, (number) => `type=USER_END msg=audit(${seconds(number)}:${number + 1}): pid=1 res=success\n`);
  const text = readFileSync(log, 'latin1').split(/(?<=\n)/);
  const files = text.map((one, number) => {
    const file = path.join(folder, `part-${number}.log`);
    writeFileSync(file, one);
    return file;
  });
  const { peak, stdout } = await peakMegabytes([...files.flatMap((file) => ['-if', file]), '--raw'], 'ts-ausearch');
  assert.equal(stdout.split('\n').length - 1, 2000, 'each once, and those of the log that holds all');
  assert.ok(peak < 300, `${peak} MB`);
});
