/** Odd surroundings: descriptors closed or few, no home, no /proc, no place for temporary files, zones and locales that are none. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fixtures } from '../support/golden.js';
import { type ProgramResult, programsMissing, startProgram, startShell } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-surroundings-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = programsMissing;
const log = path.join(fixtures, 'logs/logins.log');
const rules = path.join(fixtures, 'rules/sample.rules');

const COMMANDS: readonly (readonly [program: string, words: string])[] = [
  ['ts-ausearch', `-if ${log} -i`],
  ['ts-aureport', `-if ${log}`],
  ['ts-auditctl', `--check ${rules}`],
];

const usual = (program: string, words: string): Promise<ProgramResult> =>
  startShell(program, `"$PROGRAM" ${words}`).ended;

test('closed descriptors change nothing on the others', { skip }, async () => {
  for (const [program, words] of COMMANDS) {
    const { stdout, stderr, status } = await usual(program, words);
    const inputClosed = await startShell(program, `"$PROGRAM" ${words} <&-`).ended;
    assert.deepEqual([inputClosed.stdout, inputClosed.stderr, inputClosed.status], [stdout, stderr, status], program);
    const outputClosed = await startShell(program, `"$PROGRAM" ${words} >&-`).ended;
    assert.deepEqual([outputClosed.stdout, outputClosed.stderr, outputClosed.status], ['', stderr, status], program);
    const errorsClosed = await startShell(program, `"$PROGRAM" ${words} 2>&-`).ended;
    assert.deepEqual([errorsClosed.stdout, errorsClosed.status], [stdout, status], program);
    const allClosed = await startShell(program, `"$PROGRAM" ${words} <&- >&- 2>&-`).ended;
    assert.equal(allClosed.status, status, program);
  }
});

test('a file that is opened never becomes standard output', { skip }, async () => {
  const point = path.join(folder, 'point');
  await startShell('ts-ausearch', `"$PROGRAM" -if ${log} --raw --checkpoint ${point} <&- >&- 2>&-`).ended;
  assert.match(readFileSync(point, 'latin1'), /^dev=0x[0-9A-F]+\ninode=\d+\noutput=\S+ [\d.]+:\d+ 0x[0-9A-F]+\n$/);
});

// Of fewer node itself dies before anything of ours runs.
test('as few descriptors as node can start with', { skip }, async () => {
  const least = [16, 17, 18, 19, 20, 21, 22, 24].find(
    (n) => spawnSync('sh', ['-c', `ulimit -n ${n}; node -e 0`]).status === 0,
  );
  assert.ok(least !== undefined);
  for (const [program, words] of COMMANDS) {
    const { stdout, status } = await usual(program, words);
    const few: ProgramResult = await startShell(program, `ulimit -n ${least + 2}; "$PROGRAM" ${words}`).ended;
    assert.deepEqual([few.stdout, few.status], [stdout, status], `${program} with ${least + 2}`);
  }
});

// Of longer languages in LC_ALL node itself dies, before anything of ours runs.
const LONGEST_NAME = 8;

test('zones and locales that are none count as UTC and C', { skip }, async () => {
  const nonsense = [
    '\x1b[2J',
    '../../../etc/passwd',
    '::::',
    'x'.repeat(300),
    'AAA-99999999999:99',
    '/dev/zero',
    '<>5',
    'UTC\n',
  ];
  const expected = await startProgram('ts-ausearch', ['-if', log, '-i']).ended;
  for (const word of nonsense) {
    const locale = await startProgram('ts-ausearch', ['-if', log, '-i'], { env: { LC_TIME: word, LC_ALL: '' } }).ended;
    assert.deepEqual([locale.status, locale.stderr], [0, ''], JSON.stringify(word));
    assert.equal(locale.stdout, expected.stdout, `LC_TIME=${JSON.stringify(word)}`);
    const name = word.slice(0, LONGEST_NAME);
    const all = await startProgram('ts-ausearch', ['-if', log, '-i'], { env: { LC_ALL: name, LANG: name } }).ended;
    assert.deepEqual([all.status, all.stderr], [0, ''], JSON.stringify(word));
    assert.equal(all.stdout, expected.stdout, `LC_ALL=${JSON.stringify(word)}`);
    const zone = await startProgram('ts-ausearch', ['-if', log, '-i'], { env: { TZ: word } }).ended;
    assert.deepEqual([zone.status, zone.stderr], [0, ''], JSON.stringify(word));
    assert.equal(zone.stdout.split('\n').length, expected.stdout.split('\n').length, `TZ=${JSON.stringify(word)}`);
  }
});

test('no home, a home that cannot be written, no place for temporary files', { skip }, async () => {
  for (const [program, words] of COMMANDS) {
    const { stdout, stderr, status } = await usual(program, words);
    for (const surroundings of [
      '-u HOME',
      'HOME=/proc',
      'HOME=',
      'HOME=relative',
      'TMPDIR=/nonexistent',
      '-i PATH="$PATH" LC_ALL=C TZ=UTC',
    ]) {
      const odd = await startShell(program, `cd ${folder}; env ${surroundings} "$PROGRAM" ${words}`).ended;
      assert.deepEqual(
        [odd.stdout, odd.stderr, odd.status],
        [stdout, stderr, status],
        `${program} with ${surroundings}`,
      );
    }
  }
  assert.deepEqual(readdirSync(folder), ['point', 'point.offset'], 'nothing is left in the working folder');
});

const hidden = (script: string): string => `unshare -rm sh -c 'mount -t tmpfs none /proc && ${script}'`;
const cannotHide = spawnSync('sh', ['-c', hidden('true')]).status !== 0 && 'no mount namespace of our own';

const isInTmp = process.cwd().startsWith('/tmp/') && 'the checkout is in /tmp';

test('without /tmp', { skip: skip || cannotHide || isInTmp }, async () => {
  for (const [program, words] of COMMANDS) {
    const { stdout, stderr, status } = await usual(program, words);
    const without = `unshare -rm sh -c 'mount -t tmpfs -o ro none /tmp && exec "$PROGRAM" ${words}'`;
    const odd = await startShell(program, without).ended;
    assert.deepEqual([odd.stdout, odd.stderr, odd.status], [stdout, stderr, status], program);
  }
});

test('without /proc', { skip: skip || cannotHide }, async () => {
  for (const [program, words] of [...COMMANDS, ['ts-auditctl', '--version'], ['ts-autrace', '--version']] as const) {
    const { stdout, stderr, status } = await usual(program, words);
    const blind = await startShell(program, hidden(`exec "$PROGRAM" ${words}`)).ended;
    assert.deepEqual([blind.stdout, blind.stderr, blind.status], [stdout, stderr, status], program);
  }
});

test('output that goes nowhere is an error, a reader that has enough is none', { skip }, async () => {
  for (const [program, words] of [...COMMANDS, ['ts-ausearch', '--help'], ['ts-autrace', '--help']] as const) {
    const { status, stderr } = await startShell(program, `"$PROGRAM" ${words} > /dev/full`).ended;
    assert.deepEqual([status, stderr.split('\n').at(-2)], [1, 'Error writing output (ENOSPC)'], `${program} ${words}`);
  }
  const { status, stderr, stdout } = await startShell(
    'ts-ausearch',
    `{ "$PROGRAM" -if ${log} --json; echo $? >&2; } | head -1`,
  ).ended;
  assert.deepEqual([status, stderr, stdout.split('\n').length], [0, '0\n', 2]);
});
