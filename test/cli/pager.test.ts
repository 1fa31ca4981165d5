/** Output on a real (pseudo) terminal, through pagers that work, fail, go early or are not there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pagerCommand } from '../../src/cli/pager.js';
import { fixtures, goldenAccounts } from '../support/golden.js';
import { programsMissing, startProgram } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-pager-test-'));
after(() => rmSync(folder, { recursive: true }));
const skip = programsMissing || (spawnSync('script', ['--version']).error ? 'no script(1) on this machine' : false);

const root = path.resolve(import.meta.dirname, '../..');
const files = path.join(fixtures, 'logs/files.log');
const paged = path.join(folder, 'paged');

/** What the terminal got, and the exit status. */
function onTerminal(command: string, env: Readonly<Record<string, string>>): { status: number | null; shown: string } {
  const line = `exec ${path.join(root, 'bin')}/${command}`;
  const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    encoding: 'latin1',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      TERM: 'xterm',
      LC_ALL: 'C',
      TZ: 'UTC',
      TMPDIR: folder,
      TS_AUDIT_ACCOUNTS: goldenAccounts,
      ...env,
    },
  });
  return { status, shown: stdout.replaceAll('\r\n', '\n') };
}

const search = `ts-ausearch -if ${files} -i --color=never`;
const full = async (): Promise<string> =>
  (await startProgram('ts-ausearch', ['-if', files, '-i'], { env: { TS_AUDIT_ACCOUNTS: goldenAccounts } }).ended)
    .stdout;

test('what is longer than the screen goes through the pager, whole', { skip }, async () => {
  const { status, shown } = onTerminal(search, { AUDIT_PAGER: `cat > ${paged}`, PAGER: 'false' });
  assert.deepEqual([status, shown], [0, '']);
  assert.equal(readFileSync(paged, 'latin1'), await full());
  assert.deepEqual(readdirSync(folder), ['paged'], 'the pipe is gone');
});

test('what fits the screen does not', { skip }, () => {
  rmSync(paged, { force: true });
  const { shown } = onTerminal(`${search} --just-one`, { AUDIT_PAGER: `cat > ${paged}` });
  assert.match(shown, /^----\ntype=/);
  assert.ok(!existsSync(paged));
});

test('what is said about the output stands behind it, and no control of a file reaches the screen', { skip }, () => {
  const rules = path.join(folder, 'one.rules');
  writeFileSync(rules, '-a always,exit -F arch=b64 -S nosuchcall -k \x1b[31mred\n');
  for (const env of [{}, { PAGER: 'cat' }]) {
    const { shown } = onTerminal(`ts-auditctl --check ${rules}`, env);
    assert.match(shown, /^[^\x1b]*nosuchcall[^\x1b]*\n1 file checked: 1 error, \d warnings?\n$/);
  }
});

test('no pager: not wanted, not there, no terminal to speak of', { skip }, async () => {
  const all = await full();
  for (const env of [
    { AUDIT_PAGER: '' },
    { PAGER: 'cat' },
    { AUDIT_PAGER: '/no/such/pager -x' },
    { AUDIT_PAGER: `cat > ${paged}`, TERM: 'dumb' },
  ])
    assert.equal(onTerminal(search, env).shown, all, JSON.stringify(env));
  assert.equal(onTerminal(`${search} --no-pager`, { AUDIT_PAGER: `cat > ${paged}` }).shown, all);
  assert.ok(!existsSync(paged));
});

test('a pager that is left early ends the search quietly, one that fails is told', { skip }, () => {
  assert.deepEqual(onTerminal(search, { AUDIT_PAGER: 'head -n 1' }), { status: 0, shown: '----\n' });
  const { shown } = onTerminal(search, { AUDIT_PAGER: 'false' });
  assert.equal(shown, "The pager 'false' ended with exit status 1; --no-pager goes without\n");
});

test('every tool has it', { skip }, () => {
  for (const command of [`ts-aureport -if ${files} -f`, 'ts-auditctl --help', `ts-autrace -if ${files} --summary`]) {
    assert.equal(onTerminal(command, { AUDIT_PAGER: `cat > ${paged}` }).shown, '', command);
    assert.ok(readFileSync(paged, 'latin1').split('\n').length > 24, command);
  }
});

test('which pager', () => {
  const of = (env: Readonly<Record<string, string>>): string | undefined => pagerCommand({ env });
  assert.equal(of({ TERM: 'xterm' }), 'less -FRX');
  assert.equal(of({ TERM: 'xterm', PAGER: 'more' }), 'more');
  assert.equal(of({ TERM: 'xterm', PAGER: 'more', AUDIT_PAGER: 'less -S' }), 'less -S');
  assert.equal(of({ PAGER: 'more' }), undefined, 'TERM is not set');
});
