/** `cost` and `optimise` as they are used. */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryLog } from '../../support/temporary-log.js';
import { withoutKernel } from './run.js';

const log = path.resolve(import.meta.dirname, '../../../fixtures/logs/files.log');
const text = [
  '# comment',
  '-b 8192',
  '-e 2',
  '-a always,exit -F arch=b64 -S open -F auid>=1000 -F auid!=unset -k k',
  '-a always,exit -F arch=b64 -S unlink -F auid>=1000 -F auid!=unset -k k',
].join('\n');

function rulesFile(content: string): string {
  const file = temporaryLog(`${content}\n`, 'one.rules');
  chmodSync(file, 0o600);
  return file;
}

test('cost: per call, per rule, the dearest with a way out', async () => {
  const { exit, stdout } = await withoutKernel('cost', rulesFile(text));
  assert.equal(exit, 0);
  assert.match(stdout, /^An average call pays \d+ ns/);
  assert.match(stdout, /differs only in its calls/);
  const json = JSON.parse((await withoutKernel('cost', rulesFile(text), '--log', log, '--json')).stdout);
  assert.ok(json.meanNs.rules > 0 && json.byRule.length === 2);
  const shares: readonly { readonly perMille: number }[] = json.byCall;
  assert.ok(Math.abs(shares.reduce((sum, { perMille }) => sum + perMille, 0) - 1000) < 1);
});

test('optimise: a file that can be loaded on standard output, the reasons beside it', async () => {
  const { exit, stdout, stderr } = await withoutKernel('optimise', rulesFile(text), '--log', log);
  assert.equal(exit, 0);
  assert.equal(stdout, '-b 8192\n-a always,exit -F arch=b64 -S open,unlink -F auid>=1000 -F auid!=-1 -F key=k\n-e 2\n');
  assert.match(stderr, /merged: /);
  assert.match(stderr, /proved equal/);
  assert.match(stderr, /before: .*\nafter: /);
});

test('optimise: what cannot be proved is left as it is, said as unknown', async () => {
  const many = Array.from({ length: 4001 }, (_, i) => `-a always,exit -F arch=b64 -S open -F uid=${i} -k k`).join('\n');
  const uring = '-a always,io_uring -S openat -k k';
  for (const [rules, reason] of [
    [many, /^unknown: 4001 rules are too large a set to be proved equal/],
    [uring, /^unknown: rules of the io_uring list/],
  ] as const) {
    const { exit, stdout, stderr } = await withoutKernel('optimise', rulesFile(rules));
    assert.equal(exit, 1);
    assert.equal(stdout, `${rules}\n`);
    assert.match(stderr, reason);
    assert.doesNotMatch(stderr, /nothing to do|not done|proved equal: both/);
  }
});

test('optimise: a budget that cannot be held, wrong words', async () => {
  const { exit, stderr } = await withoutKernel('optimise', rulesFile(text), '--budget', '1');
  assert.equal(exit, 1);
  assert.match(stderr, /over the budget of 1 %/);
  assert.equal((await withoutKernel('optimise', rulesFile(text), '--budget', '100000')).exit, 0);
  assert.equal((await withoutKernel('optimise', rulesFile(text), '--budget', 'much')).exit, 2);
  assert.equal((await withoutKernel('cost')).exit, 2);
  assert.equal((await withoutKernel('cost', rulesFile('-a never,nowhere'))).exit, 3);
});

test('optimise keeps an exception for a security label, which may hold', async () => {
  const rules = '-a never,exit -F arch=b64 -S openat -F subj_type=crond_t\n-a always,exit -F arch=b64 -S openat -k o\n';
  assert.equal((await withoutKernel('optimise', rulesFile(rules))).stdout, rules);
});
