/** Logs that an attacker fills with values of their own: what is kept of them is bounded. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { makeLog } from '../bench/make-log.js';
import { programsMissing } from '../support/run-program.js';
import { keyLine, nodeLine, openLine, piecesOf } from './hostile-lines.js';
import { peakOf } from './peak.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-memory-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const log = path.join(folder, 'audit.log');

async function peakMegabytes(
  argv: readonly string[],
  program = 'ts-aureport',
  expected = 0,
  processors?: number,
): Promise<{ readonly peak: number; readonly stdout: string }> {
  let stdout = '';
  const shown = (piece: Buffer): void => {
    stdout += piece.toString('latin1');
  };
  const { megabytes, status, stderr } = await peakOf(program, ['-if', log, ...argv], { shown, processors });
  assert.equal(status, expected, stderr);
  return { peak: megabytes, stdout };
}

const writeLines = (count: number, lineOf: (number: number) => string): void =>
  writeFileSync(log, Buffer.concat([...piecesOf(count, lineOf)]));

test('300,000 keys, each once, are counted within 250 MB', { skip: programsMissing }, async () => {
  writeLines(300_000, keyLine);
  const summary = await peakMegabytes(['-k', '--summary']);
  assert.match(summary.stdout, /^1 {2}key-number-299999-of-many$/m);
  assert.ok(summary.peak < 250, `${summary.peak} MB for the summary`);
  const overview = await peakMegabytes([]);
  assert.match(overview.stdout, /^Number of keys: 300000$/m);
  assert.ok(overview.peak < 250, `${overview.peak} MB for the overview`);
  const many = await peakMegabytes([], 'ts-aureport', 0, 32);
  assert.equal(many.stdout, overview.stdout);
  assert.ok(many.peak < 270, `${many.peak} MB for the overview by many processors`);
});

test('64 MB of events that are all new are written as JSON within 200 MB', { skip: programsMissing }, async () => {
  makeLog(log, { megabytes: 64, rate: 2, shuffle: false, varied: true });
  const { megabytes, status } = await peakOf('ts-ausearch', ['-if', log, '--json'], { processors: 8 });
  assert.equal(status, 0);
  assert.ok(megabytes < 200, `${megabytes} MB`);
});

const NODES = 200_000;

test('200,000 nodes, an event of each, are counted within 300 MB', { skip: programsMissing }, async () => {
  writeLines(NODES, nodeLine);
  const summary = await peakMegabytes(['-e', '--node', 'n7.example']);
  assert.ok(summary.peak < 300, `${summary.peak} MB for one node's`);
  const overview = await peakMegabytes(['--by', 'node', '--top', '3']);
  assert.ok(overview.peak < 300, `${overview.peak} MB by node`);
  const search = await peakMegabytes(['-n', `n${NODES - 1}.example`, '--raw'], 'ts-ausearch');
  assert.match(search.stdout, /^node=n199999\.example [^\n]*\n$/);
  assert.ok(search.peak < 300, `${search.peak} MB for a search`);
});

test('300,000 events that never end, open together, are shown within 300 MB', { skip: programsMissing }, async () => {
  writeLines(300_000, openLine);
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
  writeLines(1000, nodeLine);
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
