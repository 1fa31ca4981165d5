/** Leaving out parts of large logs by time: nothing that is asked for may be lost. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { windowOf } from '../../../src/input/again/window.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-window-'));
after(() => rmSync(folder, { recursive: true }));

const LINES = 90_000;
const FIRST = 1_700_000_000;

/** A log of about 20 MB with a record each second, except where `time` says otherwise. */
function log(name: string, time: (i: number) => number): { readonly fd: number; readonly text: string } {
  const place = path.join(folder, name);
  const lines = Array.from(
    { length: LINES },
    (_, i) => `type=USER msg=audit(${time(i)}.000:${i}): ${'x'.repeat(190)}\n`,
  );
  const text = lines.join('');
  writeFileSync(place, text);
  const fd = openSync(place, 'r');
  after(() => closeSync(fd));
  return { fd, text };
}

test('a window holds all of its time, whole lines, and little else', () => {
  const { fd, text } = log('plain.log', (i) => FIRST + i);
  const start = FIRST + 40_000;
  const end = start + 60;
  const window = windowOf(fd, start, end);
  assert.ok(window);
  const part = text.slice(window.from, window.to);
  assert.ok(part.startsWith('type=') && part.endsWith('\n'));
  assert.ok(part.includes(`audit(${start}.`) && part.includes(`audit(${end}.`));
  assert.ok(part.length < 4 << 20);
});

test('a start alone leaves out the beginning, an end alone the rest', () => {
  const { fd } = log('half.log', (i) => FIRST + i);
  assert.ok((windowOf(fd, FIRST + 80_000)?.from ?? 0) > 10 << 20);
  assert.ok((windowOf(fd, undefined, FIRST + 10_000)?.to ?? 0) < 10 << 20);
  assert.equal(windowOf(fd), undefined);
});

test('small disorder does not matter', () => {
  const { fd } = log('disorder.log', (i) => FIRST + i + (i % 7) * 3);
  assert.ok(windowOf(fd, FIRST + 50_000));
});

test('a clock that was set back means reading everything', () => {
  const { fd } = log('clock.log', (i) => FIRST + (i < 45_000 ? i : i - 36_000));
  assert.equal(windowOf(fd, FIRST + 80_000), undefined);
});

test('a log with parts that are no records is read whole', () => {
  const place = path.join(folder, 'noise.log');
  writeFileSync(place, Buffer.alloc(20 << 20, 'noise '));
  const fd = openSync(place, 'r');
  assert.equal(windowOf(fd, FIRST), undefined);
  closeSync(fd);
});
