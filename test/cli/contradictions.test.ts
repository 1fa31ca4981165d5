/** Options that would leave others without effect are refused in a line: an answer to another question is a wrong one. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main as aureport } from '../../src/cli/aureport/main.js';
import { main as ausearch } from '../../src/cli/ausearch/main.js';
import type { Main } from '../../src/cli/io.js';
import { fixtures, goldenAccounts } from '../support/golden.js';
import { type MainResult, runMain } from '../support/run-main.js';

const sample = path.join(fixtures, 'sample.log');
const folder = mkdtempSync(path.join(tmpdir(), 'contradictions-'));
after(() => rmSync(folder, { recursive: true }));
const lake = path.join(folder, 'lake');
const page = path.join(folder, 'page.html');

function run(main: Main, words: readonly string[]): Promise<MainResult> {
  return runMain(main, ['-if', sample, ...words], { env: { TS_AUDIT_ACCOUNTS: goldenAccounts } });
}

async function assertRefused(main: Main, command: string, said: string): Promise<void> {
  const { status, stdout, stderr } = await run(main, command.split(' '));
  assert.equal(stderr.replace(/^Config file .*\n/, ''), `${said}\n`, command);
  assert.deepEqual({ status, stdout }, { status: 1, stdout: '' }, command);
}

test('a report is asked for once', async () => {
  for (const [command, said] of [
    ['--by exe --columns time', '--by and --columns exclude each other'],
    ['-x --by exe', '--by and another report exclude each other'],
    ['--net --columns exe', '--columns and another report exclude each other'],
    [`--html ${page} --compare today yesterday`, '--html and --compare exclude each other'],
    [`--html ${page} -x`, '--html and another report exclude each other'],
    [`--html ${page} --follow 1`, '--html and --follow exclude each other'],
    ['--story 76 --live', '--live and --story exclude each other'],
    ['--story-of alice --by exe', '--story-of and --by exclude each other'],
    ['--story 76 --histogram', '--story and --histogram exclude each other'],
    ['--distinct exe', '--distinct goes with --by'],
    ['--sort name -x', '--sort goes with --by'],
    ['--parts-limit 5', '--parts-limit goes with --parts'],
  ] as const)
    await assertRefused(aureport, command, said);
  assert.deepEqual(readdirSync(folder), []);
});

test('a story takes no criteria', async () => {
  for (const words of ['--where exe=/nope', '--key denied', '--failed', '--node web01', '-nc'])
    await assertRefused(
      aureport,
      `--story 76 ${words}`,
      '--story tells all that its subject did; only -ts and -te narrow it',
    );
  assert.equal((await run(aureport, ['--story', '76'])).status, 0);
});

test('what is shipped is not chosen', async () => {
  const whole = '--ship puts whole logs into a store: no criteria and no times';
  for (const [words, said] of [
    ['-k denied', whole],
    ['--expr exe=/bin/cat', whole],
    ['-ts 2026-11-22', whole],
    ['-ts checkpoint', whole],
    ['--journal', '--ship is for logs, not for --journal'],
    ['--tree', '--ship and --tree exclude each other'],
    ['--checkpoint state', '--ship and --checkpoint exclude each other: the store knows how far it is'],
    ['--just-one', '--ship and --just-one exclude each other'],
  ] as const)
    await assertRefused(ausearch, `--ship ${lake} ${words}`, said);
  await assertRefused(ausearch, '--ship ', '--ship needs a folder or a server');
  await assertRefused(
    ausearch,
    '--ship clickhouse:/db1/audit',
    '--ship: clickhouse:/db1/audit is no address, which would have ://; a folder of that name is ./clickhouse:/db1/audit',
  );
  assert.deepEqual(readdirSync(folder), []);
});

test('processes are asked about in one way', async () => {
  for (const [command, said] of [
    ['--tree -F', '--tree and --follow exclude each other'],
    ['--descendants-of 1 --live', '--descendants-of and --live exclude each other'],
    ['--ancestors-of 1 --checkpoint state', '--ancestors-of and --checkpoint exclude each other'],
    ['--tree --format csv', '--tree is text, or --json; it has no form csv'],
    ['--tree --just-one', '--tree and --just-one exclude each other'],
    [
      '--ancestors-of 1 --descendants-of 2',
      '--descendants-of: one process is asked about, and --ancestors-of names it',
    ],
  ] as const)
    await assertRefused(ausearch, command, said);
});

test('a slip of the hand is told whatever is made of the events', async () => {
  const other = path.join(folder, 'other.log');
  writeFileSync(other, '');
  for (const words of [
    ['--html', page],
    ['--compare', sample, other],
  ]) {
    const field = await run(aureport, [...words, '--where', 'exxe=1']);
    assert.match(field.stderr, /No record is known to have a field exxe; did you mean exe\?/);
    const user = await run(aureport, [...words, '-ul', 'alise']);
    assert.match(user.stderr, /Login user ID is non-numeric and unknown \(alise\)/);
    assert.doesNotMatch((await run(aureport, [...words, '-ul', 'alice'])).stderr, /unknown/);
  }
  const tree = await run(ausearch, ['--tree', '-ul', 'alise']);
  assert.match(tree.stderr, /Login user ID is non-numeric and unknown \(alise\)/);
  rmSync(other);
  rmSync(page);
});

test('words that mean nothing are said', async () => {
  for (const [main, command, said] of [
    [aureport, '--columns time,,exe', 'Nothing is no name of a field'],
    [aureport, '--story-of uid:x', 'uid: needs a number, was x'],
    [ausearch, '--completion bash --instal', '--instal is an unsupported option; did you mean --install?'],
  ] as const)
    await assertRefused(main, command, said);
  const file = await run(ausearch, ['--expr', '@/nosuch']);
  assert.match(file.stderr, /The expression in \/nosuch cannot be read \(No such file or directory\)\n$/);
  assert.equal(file.status, 2);
  const { stderr } = await run(aureport, ['--story-of', 'alise']);
  assert.match(stderr, /^alise is no user here, nor in the log; did you mean alice\?$/m);
});

test('what a log cannot show of processes is told once', async () => {
  const { stderr } = await run(ausearch, ['--tree', '--ancestors-of', '30759']);
  assert.equal(stderr.match(/no clone or fork/g)?.length, 1);
});
