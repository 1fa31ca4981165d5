/** The built programs find what is not in their bundles: packages, and modules of node that are loaded with the first call. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fixtures } from '../support/golden.js';
import { programsMissing, startProgram } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'programs-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = programsMissing;
const sample = path.join(fixtures, 'sample.log');

async function output(program: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await startProgram(program, argv).ended;
  assert.equal(status, 0, stderr);
  return stdout;
}

test('each tells its version', { skip }, async () => {
  for (const name of ['ausearch', 'aureport', 'auditctl', 'autrace'])
    assert.equal(await output(`ts-${name}`, '--version'), `${name} version 4.2.1\n`);
});

test('yargs lays out the help', { skip }, async () => {
  assert.match(await output('ts-ausearch', '--help'), /^usage: ausearch \[options\]\n/);
  assert.match(await output('ts-aureport', '--help'), /^usage: aureport \[options\]\n/);
  assert.match(await output('ts-autrace', '--help'), /^usage: /);
});

test('cli-table3 lays out tables', { skip }, async () => {
  assert.match(await output('ts-aureport', '-if', sample, '-l', '--format', 'table'), /^# {2}time {2}/);
});

test('compressed logs: zlib, and execa for the others', { skip }, async () => {
  const plain = await output('ts-ausearch', '-if', sample);
  const gzip = path.join(folder, 'sample.gz');
  writeFileSync(gzip, gzipSync(readFileSync(sample)));
  assert.equal(await output('ts-ausearch', '-if', gzip), plain);
  const { stdout, error } = spawnSync('xz', ['-c'], { input: readFileSync(sample) });
  if (error) return; // no xz on this machine
  const xz = path.join(folder, 'sample.xz');
  writeFileSync(xz, stdout);
  assert.equal(await output('ts-ausearch', '-if', xz), plain);
});

test('checkpoints and ECS: hashes and addresses', { skip }, async () => {
  const checkpoint = path.join(folder, 'checkpoint');
  assert.notEqual(await output('ts-ausearch', '-if', sample, '--checkpoint', checkpoint), '');
  const again = await startProgram('ts-ausearch', ['-if', sample, '--checkpoint', checkpoint]).ended;
  assert.deepEqual([again.status, again.stdout], [1, '']);
  assert.match(await output('ts-ausearch', '-if', sample, '--format', 'ecs'), /"ip":"127\.0\.0\.1"/);
});
