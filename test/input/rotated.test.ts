import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { rotatedFiles } from '../../src/input/rotated.js';

test('behind a folder that cannot be entered is no log, and asking for it is no failure', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-rotated-'));
  symlinkSync('itself', path.join(folder, 'itself'));
  assert.deepEqual(rotatedFiles(`${folder}/itself/audit.log`), []);
  rmSync(folder, { recursive: true });
});
