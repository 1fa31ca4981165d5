/** The library as other programs see it: the examples compiled against its declarations, run, required, and bundled by esbuild. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buildSync } from 'esbuild';
import { programsMissing as skip } from '../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../..');
const sample = path.join(root, 'fixtures/sample.log');
const project = mkdtempSync(path.join(tmpdir(), 'ts-audit-examples-'));
const examples = ['who-was-denied', 'push', 'reports'];

before(() => {
  mkdirSync(path.join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['ts-audit', '@types/node', 'undici-types']) {
    const target = name === 'ts-audit' ? root : path.join(root, 'node_modules', name);
    symlinkSync(target, path.join(project, 'node_modules', name));
  }
  cpSync(path.join(root, 'fixtures/examples/library'), project, { recursive: true });
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
});

after(() => rmSync(project, { recursive: true }));

function run(program: string, words: readonly string[], input?: Buffer): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: project,
    encoding: 'utf8',
    ...(input && { input }),
  });
  assert.equal(status, 0, stderr + stdout);
  return stdout;
}

test('they compile in a strict project of a user', { skip }, () => {
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'];
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  run(process.execPath, [compiler, ...options, ...examples.map((name) => `${name}.ts`)]);
});

test('byte strings and Unicode are told apart by the compiler', { skip }, () => {
  const wrong = "import type { ByteString } from 'ts-audit';\nexport const text: ByteString = 'ü';\n";
  writeFileSync(path.join(project, 'wrong.ts'), wrong);
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', 'wrong.ts'];
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: project, encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stdout, /wrong\.ts.*ByteString/s);
});

test('they run, bundled by esbuild or not', { skip }, () => {
  for (const name of examples) {
    const outfile = path.join(project, `${name}.mjs`);
    const entryPoints = [path.join(project, `${name}.ts`)];
    const banner = "import{createRequire as r}from'node:module';const require=r(import.meta.url);";
    buildSync({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', external: ['ts-audit'] });
    const input = readFileSync(sample);
    const plain = run(process.execPath, [outfile, sample], input);
    buildSync({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', banner: { js: banner } });
    assert.equal(run(process.execPath, [outfile, sample], input), plain, name);
    assert.ok(plain.includes('\n'), name);
  }
});

test('what they print is what the log says', { skip }, () => {
  const build = (name: string): string => {
    const outfile = path.join(project, `${name}.mjs`);
    buildSync({
      entryPoints: [path.join(project, `${name}.ts`)],
      ...{ outfile, bundle: true, format: 'esm', platform: 'node', external: ['ts-audit'] },
    });
    return run(process.execPath, [outfile, sample]);
  };
  assert.match(build('who-was-denied'), /^\d+ alice openat EACCES\(Permission denied\) \/etc\/shadow$/m);
  const reports = build('reports');
  assert.match(reports, /^\d+ \/usr\/sbin\/sshd$/m);
  assert.match(reports, /^1043 -a always,exit -F arch=b64 -S execve -F key=run$/m);
  assert.match(reports, /^usage$/m);
});

test('CommonJS may require it', { skip }, () => {
  assert.match(run(process.execPath, ['types.cjs', sample]), /^\d+ PATH$/m);
});
