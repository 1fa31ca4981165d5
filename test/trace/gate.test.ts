import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { hold } from '../../src/trace/gate.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-gate-'));
test.after(() => rmSync(folder, { recursive: true }));
const mark = path.join(folder, 'mark');

test('the program waits, keeps its process id and words, and its status is told', async () => {
  const script = `printf '%s|' $$ "$@" >"${mark}"; exit 7`;
  const program = await hold({ words: ['/bin/sh', '-c', script, 'sh', 'a b', '$x', "'"], wantsSession: false });
  assert.equal(program.session, undefined);
  assert.ok(!existsSync(mark));
  program.release();
  assert.deepEqual(await program.ended, { status: 7, signal: undefined });
  assert.equal(readFileSync(mark, 'utf8'), `${program.pid}|a b|$x|'|`);
});

test('a signal while it waits ends it', async () => {
  const program = await hold({ words: ['/bin/touch', `${mark}2`], wantsSession: false });
  program.signal('SIGTERM');
  assert.deepEqual(await program.ended, { status: undefined, signal: 'SIGTERM' });
  program.release();
  program.signal('SIGTERM');
  assert.ok(!existsSync(`${mark}2`));
});

test('what cannot be run ends with the status of a shell', async () => {
  for (const [word, status] of [
    [path.join(folder, 'nothing'), 127],
    [folder, 126],
  ] as const) {
    const program = await hold({ words: ['/bin/sh', '-c', 'exec "$0" 2>/dev/null', word], wantsSession: false });
    program.release();
    assert.equal((await program.ended).status, status);
  }
});
