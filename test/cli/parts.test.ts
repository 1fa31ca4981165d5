/** Parts of many hosts come to the summaries that a report over all their logs gives. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { reports } from '../../src/reports/catalog.js';
import { run } from '../support/store-cases.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-parts-'));
after(() => rmSync(folder, { recursive: true }));
const fixtures = path.resolve(import.meta.dirname, '../../fixtures/logs');
const logs = readdirSync(fixtures).map((name) => path.join(fixtures, name));
const SUMMARIES = reports.flatMap(({ choice, shape }) =>
  shape.kind === 'listing' && shape.summary ? (choice?.spellings[0] ?? []) : [],
);

async function partsOf(log: string, ...words: readonly string[]): Promise<string> {
  const file = path.join(folder, `${path.basename(log)}.parts`);
  const { status, stderr } = await run('aureport', ['--parts', file, ...words], log);
  assert.equal(status, 0, stderr);
  return file;
}

test('every summary of each log, and of all of them', async () => {
  const files: string[] = [];
  for (const log of logs) files.push(await partsOf(log));
  for (const option of SUMMARIES) {
    for (const more of [[], ['-i']]) {
      const words = [option, '--summary', ...more];
      for (const [i, log] of logs.entries())
        assert.deepEqual(
          await run('aureport', words, files[i] ?? ''),
          await run('aureport', words, log),
          words.join(' '),
        );
      const all = await run('aureport', words, path.join(folder, '*.parts'));
      assert.deepEqual(all, await run('aureport', words, ...logs), words.join(' '));
    }
  }
});

test('a span of time is chosen when the parts are made', async () => {
  const window = ['-ts', '11/22/26', '11:30:05', '--utc'];
  const [log = ''] = logs.filter((name) => name.endsWith('files.log'));
  const file = await partsOf(log, ...window);
  assert.deepEqual(
    (await run('aureport', ['-f', '--summary'], file)).stdout,
    (await run('aureport', ['-f', '--summary', ...window], log)).stdout,
  );
  assert.equal((await run('aureport', ['-f', '--summary', '-ts', '11/22/26', '11:30:06', '--utc'], file)).status, 1);
});

test('items beyond the limit are told', async () => {
  const [log = ''] = logs.filter((name) => name.endsWith('files.log'));
  const file = await partsOf(log, '--parts-limit', '3');
  const { stdout, stderr } = await run('aureport', ['-f', '--summary'], file);
  assert.match(
    stderr,
    /WARNING - \S+files\.log\.parts: too many different items; \d+ counts of others are not in this summary/,
  );
  assert.equal(stdout.split('\n').filter((line) => /^\d/.test(line)).length, 3);
});

test('what is no such file, what parts cannot tell, and logs among them, are an error in a line', async () => {
  const [log = ''] = logs;
  const file = await partsOf(log);
  const whole = readFileSync(file);
  for (const words of [
    ['-x'],
    ['--gaps', '--summary'],
    ['-x', '--summary', '--failed'],
    ['-x', '--summary', '-ui', '0'],
  ])
    assert.match((await run('aureport', words, file)).stderr, /^Parts are /m);
  assert.match((await run('aureport', ['-x', '--summary'], file, log)).stderr, /^Parts are added to parts only/m);
  for (const bytes of [Buffer.alloc(0), whole.subarray(0, statSync(file).size >> 1), Buffer.from('{}\n')]) {
    writeFileSync(file, bytes);
    assert.match(
      (await run('aureport', ['-x', '--summary'], file)).stderr,
      /: no parts of reports that this version can read$/m,
    );
  }
});
