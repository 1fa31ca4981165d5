/** `lint`, its `--fix`, and its part in `--check`; `covers` for other machines and by objects. */
import assert from 'node:assert/strict';
import { chmodSync, linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { temporaryLog } from '../../support/temporary-log.js';
import { withoutKernel } from './run.js';

function rulesFile(...lines: readonly string[]): string {
  const file = temporaryLog(`${lines.join('\n')}\n`, 'one.rules');
  chmodSync(file, 0o600);
  return file;
}

const twins = (rest: string): readonly string[] =>
  ['b64', 'b32'].map((arch) => `-a always,exit -F arch=${arch} ${rest}`);

test('--fix keeps comments and settings, and is silent about what is equal', async () => {
  const rules = twins('-S mknod,mknodat -F uid=0 -k mk');
  const file = rulesFile('## mine', '-D', '', ...rules, '# twice', ...rules.map((line) => line.replace('-k mk', '-F gid=0 -k mk')), '-e 2'); // biome-ignore format: one glance
  const { exit, stdout, stderr } = await withoutKernel('lint', '--fix', file);
  const lines = stdout.split('\n');
  assert.deepEqual(lines.slice(0, 6), ['## mine', '-D', '', ...rules, '# twice']);
  assert.ok(lines.slice(6, 8).every((line) => line.startsWith('# redundant: -a always,exit')));
  assert.deepEqual(lines.slice(8), ['-e 2', '']);
  assert.match(stderr, /^fixed: .*\n.*\nequal/);
  assert.equal(exit, 0);
});

test('--fix says what changes, and what is left to do by hand', async () => {
  const file = rulesFile(...twins('-S mknod,mknodat -F auid>=1000 -F exit>0 -k mk'));
  const { exit, stdout, stderr } = await withoutKernel('lint', '--fix', file);
  assert.equal(exit, 1);
  assert.equal(stdout, `${twins('-S mknod,mknodat -F auid>=1000 -F auid!=unset -F exit>0 -k mk').join('\n')}\n`);
  assert.match(stderr, /records:\n {2}mknod of .* auid unset/);
  assert.match(stderr, /left to do: line 1: .*\[unsigned\]/);
  assert.equal((await withoutKernel('lint', '--fix', file, file)).exit, 2);
});

test('--check warns of what lint finds, with the status of its errors', async () => {
  const { exit, stdout } = await withoutKernel(
    '--check',
    rulesFile('-a always,exit -F arch=b64 -S mknod,mknodat -F uid=0 -k x'),
  );
  assert.match(stdout, /one\.rules:1:1: warning: 32-bit programs are not seen: .*\[no-b32-twin\]/);
  assert.equal(exit, 0);
});

test('--arch reads and judges rules of another machine', async () => {
  const policy = rulesFile('-a always,exit -F arch=b64 -S renameat,renameat2 -k x');
  const rules = rulesFile('-a always,exit -F arch=b64 -S renameat -k x');
  const { stdout } = await withoutKernel('covers', policy, '--by', rules, '--arch', 'aarch64');
  assert.match(stdout, /partly: .*\n.*\n {4}missing: renameat2 \(b64\)/);
  assert.equal((await withoutKernel('covers', policy, '--by', policy, '--arch', 'aarch64')).exit, 0);
  assert.equal((await withoutKernel('diff', policy, policy, '--arch', 'aarch64')).exit, 0);
  assert.equal((await withoutKernel('lint', policy, '--arch', 'vax')).exit, 2);
  assert.equal(
    (await withoutKernel('lint', rulesFile('-a always,exit -F arch=b64 -S open -k x'), '--arch', 'aarch64')).exit,
    3,
  );
});

test('whether two paths are one file is unknown, unless one looks', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/su`, '');
  symlinkSync(folder, `${folder}/alias`);
  linkSync(`${folder}/su`, `${folder}/other`);
  const policy = rulesFile(`-w ${folder}/su -p x -k su`);
  for (const name of ['alias/su', 'other']) {
    const rules = rulesFile(`-w ${folder}/${name} -p x -k su`);
    assert.match(
      (await withoutKernel('covers', policy, '--by', rules)).stdout,
      name === 'other' ? /absent/ : /unknown: whether .* is not known here/,
    );
    assert.match((await withoutKernel('covers', policy, '--by', rules, '--here')).stdout, /: covered: /);
    assert.equal((await withoutKernel('diff', policy, rules, '--here')).exit, 0);
  }
});

test('watches on symbolic links, here', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/real`, '');
  symlinkSync(`${folder}/real`, `${folder}/link`);
  const file = rulesFile(`-w ${folder}/link -p wa -k l`);
  assert.match((await withoutKernel('lint', file, '--here')).stdout, /\[link\]/);
  assert.equal((await withoutKernel('lint', file)).stdout, '');
  assert.match((await withoutKernel('lint', '--fix', '--here', file)).stdout, /\/real -p wa -k l\n$/);
});

test('a rule that does not load is a finding in every format, and its file is judged without it only if that is asked for', async () => {
  const sound = '-a always,exit -F arch=b64 -S mknod,mknodat -F uid=0 -k x';
  const file = rulesFile(sound, '-w "/a b" -p wa -k x', '-a always,exit -S all -F nosuch=1');
  const { exit, stdout, stderr } = await withoutKernel('lint', file);
  const places = stdout.split('\n').map((line) => /one\.rules:(\d+:\d+): error: .*\[does-not-load\]$/.exec(line)?.[1]);
  assert.deepEqual(places, ['2:4', '2:8', '2:14', '3:26', undefined]);
  assert.match(stderr, /one\.rules: 2 rules do not load \(--keep-going leaves them out\)/);
  assert.equal(exit, 3);
  const idsOf = async (...words: readonly string[]): Promise<readonly string[]> =>
    JSON.parse((await withoutKernel('lint', file, '--json', ...words)).stdout).map(({ id }: { id: string }) => id);
  const refused = Array.from({ length: 4 }, () => 'does-not-load');
  assert.deepEqual(await idsOf(), refused);
  assert.deepEqual(await idsOf('--keep-going'), [...refused, 'no-b32-twin']);
  assert.equal((await withoutKernel('lint', file, '--keep-going')).exit, 1);
  const covers = await withoutKernel('covers', file, '--by', file);
  assert.match(covers.stderr, /one\.rules:2:4: The path must start with '\/' \(paths are absolute and not quoted\)\n/);
  assert.deepEqual([covers.exit, covers.stdout], [3, '']);
  assert.equal((await withoutKernel('covers', file, '--by', file, '--keep-going')).exit, 0);
});
