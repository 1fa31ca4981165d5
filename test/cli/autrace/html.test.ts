/** `--html` of a recorded run: the page that ts-aureport makes of that log. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
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
