/** Disks that are full or broken: what can be read is shown, what was kept before is still there, and a line says why. */
import assert from 'node:assert/strict';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fixtures } from '../support/golden.js';
import { type ProgramResult, programsMissing, startProgram, startShell } from '../support/run-program.js';
import { buildShim, type Fault } from './shim.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-faults-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const shim = buildShim(folder);
const skip = programsMissing || (shim === undefined && 'no C compiler');
const log = path.join(folder, 'audit.log');
const point = path.join(folder, 'point');
const original = path.join(fixtures, 'logs/logins.log');

beforeEach(() => {
  for (const name of readdirSync(folder))
    if (!name.endsWith('.so')) rmSync(path.join(folder, name), { recursive: true });
  copyFileSync(original, log);
});

function run(name: string, argv: readonly string[], fault?: Fault): Promise<ProgramResult> {
  return startProgram(name, argv, { env: fault && shim ? shim(fault) : {} }).ended;
}

const search = (argv: readonly string[], fault?: Fault): Promise<ProgramResult> =>
  run('ts-ausearch', ['-if', log, '--raw', ...argv], fault);

const broken = (at: number): Fault => ({ call: 'read', error: 'EIO', file: 'audit.log', after: at });
const full = (file: string): Fault => ({ call: 'write', error: 'ENOSPC', file });
const lines = (text: string): readonly string[] => text.split('\n').slice(0, -1);

test('what stands before a bad block is shown', { skip }, async () => {
  const whole = lines(readFileSync(log, 'latin1').slice(0, 30_000));
  const { stdout, stderr, status } = await search([], broken(30_000));
  assert.ok(whole.every((line) => stdout.includes(line)));
  assert.equal(stderr, `Error reading ${log} (Input/output error)\n`);
  assert.equal(status, 1);
  assert.equal((await search(['--strict'], broken(30_000))).status, 3);
  const report = await run('ts-aureport', ['-if', log, '-e', '--summary', '-i'], broken(30_000));
  assert.equal(report.status, 1);
  assert.match(report.stdout, /SYSCALL/);
});

test('a log that becomes readable block by block: each event once', { skip }, async () => {
  const shown: string[] = [];
  for (const at of [0, 30_000, 60_000, 70_000, Number.MAX_SAFE_INTEGER]) {
    const { stdout } = await search(['--checkpoint', point], broken(at));
    shown.push(...lines(stdout));
  }
  const everything = await search(['--checkpoint', path.join(folder, 'other')]);
  assert.deepEqual(shown.sort(), [...lines(everything.stdout)].sort());
});

test('a signal in the middle of a call is no error', { skip }, async () => {
  const { stdout, stderr, status } = await search([], { call: 'read', error: 'EINTR', file: 'audit.log' });
  assert.deepEqual([stderr, status], ['', 0]);
  assert.equal(stdout, (await search([])).stdout);
});

test('a full disk leaves the checkpoint that was there', { skip }, async () => {
  const first = await search(['--checkpoint', point], full('point'));
  assert.equal(first.status, 11);
  assert.equal(first.stderr, `Cannot open checkpoint file - ${point}: No space left on device\n`);
  assert.deepEqual(readdirSync(folder).sort(), ['audit.log', 'shim.so']);
  await search(['--checkpoint', point, '-a', '1'], broken(30_000));
  const before = readFileSync(point, 'latin1');
  assert.equal((await search(['--checkpoint', point], full('point'))).status, 11);
  assert.equal(readFileSync(point, 'latin1'), before);
  assert.deepEqual(readdirSync(folder).sort(), ['audit.log', 'point', 'point.offset', 'shim.so']);
});

test('output that nobody took moves no checkpoint', { skip }, async () => {
  const fd = openSync('/dev/full', 'w');
  const argv = ['-if', log, '--raw', '--checkpoint', point];
  const { status, stderr } = await startProgram('ts-ausearch', argv, { stdout: fd }).ended;
  closeSync(fd);
  assert.deepEqual([status, stderr], [1, 'Error writing output (ENOSPC)\n']);
  assert.deepEqual(readdirSync(folder).sort(), ['audit.log', 'shim.so']);
});

test('half a page or half a store is not left behind', { skip }, async () => {
  const page = path.join(folder, 'page.html');
  const report = await run('ts-aureport', ['-if', log, '--html', page], full('page.html'));
  assert.deepEqual([report.status, report.stderr], [1, `Error writing ${page} (No space left on device)\n`]);
  const shipped = await search(['--ship', path.join(folder, 'store')], full('parquet'));
  assert.equal(shipped.status, 1);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.deepEqual(files.map(({ name }) => name).sort(), ['audit.log', 'shim.so']);
});

test('logs that are too many to stand open find no room beside them', { skip }, async () => {
  const set = path.join(folder, 'set');
  mkdirSync(set);
  for (let i = 0; i < 100; i++) copyFileSync(original, path.join(set, `host${i}.log`));
  for (const [call, doing] of [
    ['write', 'writing'],
    ['read', 'reading'],
  ] as const) {
    // The temporary file has no name any more.
    const env = shim?.({ call, error: 'EIO', file: '(deleted)' }) ?? {};
    const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const script = `ulimit -n 64; ${words.join(' ')} "$PROGRAM" -if "${set}/*" --raw`;
    const { status, stderr } = await startShell('ts-ausearch', script).ended;
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`^Error ${doing} a temporary file .* \\(Input/output error\\)\n$`));
  }
});
