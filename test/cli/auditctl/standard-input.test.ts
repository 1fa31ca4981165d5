import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fakePlatform, runAuditctl } from './run.js';

const refuse = (): never => assert.fail('the kernel was asked');
const platform = fakePlatform({ send: refuse, receive: refuse, close: () => {} });

const reader = path.resolve(import.meta.dirname, '../../../src/cli/auditctl/standard-input.ts');
const program = `import { readInputUnlessStopped } from ${JSON.stringify(reader)};
process.stderr.write('ready');
try { process.stdout.write(await readInputUnlessStopped(0)); process.exit(0); }
catch (error) { process.stdout.write(error.message); process.exit(error.exitStatus); }`;

function startReader() {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString('latin1');
  });
  return {
    child,
    ready: once(child.stderr, 'data'),
    closed: once(child, 'close').then(([exit]) => ({ exit, printed })),
  };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} before standard input has ended: it is said that nothing was done`, async () => {
    const { child, ready, closed } = startReader();
    child.stdin.write('-w /etc/passwd -k one\n');
    await ready;
    await new Promise((resolve) => setTimeout(resolve, 200)); // reading is on its way
    child.kill(signal);
    const { exit, printed } = await closed;
    assert.equal(printed, `${signal} came before standard input ended: nothing of it was done`);
    assert.equal(exit, { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
  });
}

test('lines that come in pieces are one input', async () => {
  const { child, ready, closed } = startReader();
  child.stdin.write('-w /etc/pass');
  await ready;
  child.stdin.end('wd -k \xe9\n', 'latin1');
  const { exit, printed } = await closed;
  assert.equal(Buffer.from(printed, 'latin1').toString('utf8'), '-w /etc/passwd -k \xe9\n');
  assert.equal(exit, 0);
});

test('a folder as standard input is told as such by every question', async () => {
  const folder = openSync(tmpdir(), 'r');
  const words = [
    ['lint', '-'],
    ['covers', '-', '--by', 'x'],
    ['cost', '-'],
    ['optimise', '-'],
    ['--check', '-'],
  ];
  for (const asked of words) {
    const { exit, stderr } = await runAuditctl(asked, platform, folder);
    assert.match(stderr, /^Standard input cannot be read \(Is a directory\)\n$/, asked.join(' '));
    assert.equal(exit, asked[0] === '--check' ? 1 : 3, asked.join(' '));
  }
  closeSync(folder);
});
