/** `--html` of a recorded run: the page that ts-aureport makes of that log. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPageFile } from '../../../src/cli/report-page.js';
import { programsMissing, startProgram } from '../../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'run-page-'));
after(() => rmSync(folder, { recursive: true }));
const run = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../fixtures/sample.log');

test('a page of a run, and nothing else said', { skip: programsMissing }, async () => {
  const page = path.join(folder, 'run.html');
  const { status, stdout, stderr } = await startProgram('ts-autrace', ['-if', run, '--html', page]).ended;
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
  assert.match(readFileSync(page, 'utf8'), /^<!doctype html>[\s\S]*Content-Security-Policy[\s\S]*<\/html>\s*$/i);
});

test('a page that cannot be written is said', { skip: programsMissing }, async () => {
  const page = path.join(folder, 'none', 'run.html');
  const { status, stderr } = await startProgram('ts-autrace', ['-if', run, '--html', page]).ended;
  assert.equal(status, 1);
  assert.equal(stderr, `Error writing ${page} (No such file or directory)\n`);
});

test('whether a page can be written is known before the program runs', () => {
  const place = mkdtempSync(path.join(folder, 'before-'));
  assert.throws(
    () => checkPageFile(path.join(place, 'none', 'run.html')),
    /^AuditError: Error writing .* \(No such file or directory\)$/,
  );
  assert.throws(() => checkPageFile(place), /\(Is a directory\)$/);
  const page = path.join(place, 'run.html');
  checkPageFile(page);
  assert.deepEqual(readdirSync(place), []);
  writeFileSync(page, 'what was there');
  checkPageFile(page);
  assert.equal(readFileSync(page, 'utf8'), 'what was there');
});

test('nothing to learn a profile from is no profile', { skip: programsMissing }, async () => {
  const empty = path.join(folder, 'empty.log');
  writeFileSync(empty, '');
  for (const kind of ['policy', 'seccomp', 'apparmor']) {
    const { status, stdout, stderr } = await startProgram('ts-autrace', ['-if', empty, '--profile', kind]).ended;
    assert.equal(stderr, `No system call in ${empty}: a profile of it would allow nothing\n`);
    assert.deepEqual([status, stdout], [1, '']);
  }
});

test('a recording that is hardly one is said', { skip: programsMissing }, async () => {
  const strange = path.join(folder, 'strange.log');
  writeFileSync(strange, `no\nno\nno\n${readFileSync(run, 'latin1').split('\n', 1)[0]}\n`);
  for (const words of [
    ['-if', strange, '--summary'],
    ['--diff', strange, run],
  ]) {
    const { stderr } = await startProgram('ts-autrace', words).ended;
    assert.equal(stderr, `NOTE - 3 lines of 4 in ${strange} are no audit records\n`);
  }
});
