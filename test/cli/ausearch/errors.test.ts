/** Bad input and bad surroundings, with real processes: one line or silence, a status, and never a stack trace or a hang. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fixtures } from '../../support/golden.js';
import { type ProgramResult, programsMissing, startProgram, startShell } from '../../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ausearch-errors-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const files = path.join(fixtures, 'logs/files.log');
const log = readFileSync(files, 'latin1');
const skip = programsMissing;
const isRoot = process.getuid?.() === 0;

function search(...argv: string[]): Promise<ProgramResult> {
  return startProgram('ts-ausearch', argv).ended;
}

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text, 'latin1');
  return place;
}

/** Enough to keep a search busy while something happens to it. */
function bigLog(name: string): string {
  return file(name, log.repeat(400));
}

function isCalm({ stderr, signal }: ProgramResult): void {
  assert.doesNotMatch(stderr, /Internal error|\n {4}at |Error: /);
  assert.notEqual(signal, 'SIGKILL', 'it hung');
}

const line = (serial: number, text: string): string =>
  `type=USER_CMD msg=audit(1700000000.000:${serial}): pid=7 uid=0 auid=1000 ses=1 ${text}\n`;

test('a reader that goes away ends the search quietly', { skip }, async () => {
  const place = bigLog('pipe.log');
  for (const form of ['', '-i', '--raw']) {
    const result = await startShell('ts-ausearch', `"$PROGRAM" ${form} -if ${place} | head -n 1`).ended;
    assert.equal(result.stdout.split('\n').length, 2);
    assert.equal(result.stderr, '');
  }
});

test('a full disk is an error', { skip: skip || !existsSync('/dev/full') }, async () => {
  for (const place of [files, bigLog('full.log')]) {
    const full = openSync('/dev/full', 'w');
    const result = await startProgram('ts-ausearch', ['-i', '-if', place], { stdout: full }).ended;
    closeSync(full);
    assert.equal(result.stderr, 'Error writing output (ENOSPC)\n');
    assert.equal(result.status, 1);
  }
});

test('files that are not there, not logs, or directories', { skip }, async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const noise = file('noise', '\x00\xff\x1b[2J'.repeat(100_000));
  const cases: readonly (readonly [string, string])[] = [
    [path.join(folder, 'missing'), `stat: No such file or directory (${path.join(folder, 'missing')})\n`],
    [empty, `NOTE - using logs in ${empty}/audit.log\nError opening ${empty}/audit.log (No such file or directory)\n`],
    [file('nothing', ''), '<no matches>\n'],
    [noise, `NOTE - no line of 67 in ${noise} is an audit record\n<no matches>\n`],
  ];
  for (const [place, stderr] of cases) {
    const result = await search('-if', place);
    assert.deepEqual([result.status, result.stdout, result.stderr], [1, '', stderr]);
  }
});

test('an unreadable file among readable ones is named, and the others are read', { skip: skip || isRoot }, async () => {
  const closed = file('closed.log', log);
  chmodSync(closed, 0);
  const result = await search('-if', closed, '-if', files, '-k', 'payroll');
  assert.equal(result.stderr, `Error opening ${closed} (Permission denied)\n`);
  assert.equal(result.stdout, (await search('-if', files, '-k', 'payroll')).stdout);
  assert.equal(result.status, 1);
});

test('a missing file among readable ones, also for root', { skip }, async () => {
  const missing = path.join(folder, 'missing');
  const result = await search('-if', files, '-if', missing, '-k', 'payroll');
  assert.equal(result.stderr, `Error opening ${missing} (No such file or directory)\n`);
  assert.equal(result.stdout, (await search('-if', files, '-k', 'payroll')).stdout);
  assert.equal(result.status, 1);
});

test('a log that shrinks or grows while it is read', { skip }, async () => {
  for (const change of [(place: string) => truncateSync(place), (place: string) => appendFileSync(place, log)]) {
    const place = bigLog('moving.log');
    const { child, ended } = startProgram('ts-ausearch', ['-i', '-if', place]);
    child.stdout?.once('data', () => change(place));
    const result = await ended;
    isCalm(result);
    assert.equal(result.status, 0);
  }
});

test('odd bytes: NUL, carriage returns, invalid UTF-8, an endless line', { skip }, async () => {
  const long = 'A'.repeat(1_500_000);
  const odd: Readonly<Record<string, string>> = {
    nul: `${line(1, 'cmd="a\0b"')}${line(2, 'key="found"')}`,
    crlf: (line(1, 'cmd="a"') + line(2, 'key="found"')).replaceAll('\n', '\r\n'),
    utf8: `${line(1, 'cmd="\xff\xfe\x80" exe=FFFE80')}${line(2, 'key="found"')}`,
    long: `${line(1, `cmd="${long}"`)}${long}\n${line(2, 'key="found"')}`,
    stamps: `${['99999999999999999999', '-1', '8795000000000', ''].map((stamp) => line(1, '').replace('1700000000', stamp)).join('')}${line(2, 'key="found"')}`,
    cut: `${line(2, 'key="found"')}type=USER_CMD msg=audit(17000`,
  };
  for (const [name, text] of Object.entries(odd)) {
    const place = file(`${name}.log`, text);
    for (const form of [[], ['-i'], ['--raw'], ['--format', 'csv'], ['--format', 'text']]) {
      const result = await search('-if', place, ...form);
      isCalm(result);
      assert.equal(result.status, 0, `${name} ${form.join(' ')}: ${result.stderr}`);
    }
    assert.match((await search('-if', place, '-a', '2')).stdout, /:2\)/, name);
  }
});

test('stamps that cannot be are told one by one', { skip }, async () => {
  const place = file('stamp.log', line(1, '').replace('1700000000', '99999999999999999999'));
  const result = await search('-if', place);
  assert.equal(result.stderr, 'Error extracting time stamp (99999999999999999999.000:1)\n<no matches>\n');
});

/** Both ends of a pipe that a program sees as one (those that Node makes are sockets). */
function pipe(name: string): { readonly end: number; readonly writer: number } {
  const place = path.join(folder, name);
  execFileSync('mkfifo', [place]);
  const end = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
  return { end, writer: openSync(place, constants.O_WRONLY) };
}

const unfinished = 'type=SYSCALL msg=audit(1700000000.000:5): arch=c000003e syscall=2 a0=0 a1=0 a2=0 a3=0 items=0\n';

test('Ctrl-C ends it like any program', { skip }, async () => {
  const { end, writer } = pipe('interrupted');
  const { child, ended } = startProgram('ts-ausearch', ['-l'], { stdin: end });
  const shown = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  writeSync(writer, line(1, ''));
  await shown;
  child.kill('SIGINT');
  const result = await ended;
  closeSync(writer);
  assert.ok(result.signal === 'SIGINT' || result.status === 130, JSON.stringify(result));
  assert.equal(result.stderr, '');
});

test('a pipe that falls silent gets its waiting events shown', { skip }, async () => {
  const { end, writer } = pipe('silent');
  const { child, ended } = startProgram('ts-ausearch', ['-l'], { stdin: end });
  const shown = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  writeSync(writer, unfinished);
  await shown; // though the event is not complete and the pipe is open
  writeSync(writer, line(6, ''));
  closeSync(writer);
  const result = await ended;
  assert.equal(result.status, 0);
  assert.deepEqual(
    [...result.stdout.matchAll(/000:(\d)\)/g)].map((match) => match[1]),
    ['5', '6'],
  );
});

test('--just-one stops at the first event', { skip }, async () => {
  assert.equal((await search('--just-one', '-if', files)).stdout.split('----\n').length, 2);
});

test('a wrong option is one line', { skip }, async () => {
  const result = await search('--no-such-option');
  assert.deepEqual(
    [result.status, result.stdout, result.stderr],
    [1, '', '--no-such-option is an unsupported option\n'],
  );
});

test('no control byte of a log reaches a terminal', { skip: skip || !existsSync('/usr/bin/script') }, async () => {
  const evil = ['\x1b]0;x\x07', '\x9b', '\xc2\x9b', '\x7f', '\b'];
  const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex').toUpperCase();
  const texts = evil.map((text, i) =>
    line(i + 1, `comm="${text}" ${text}=1 cmd=${hex(text)}${hex('  ')} foo=${text} exe="/${text}"`),
  );
  const place = file(
    'evil.log',
    texts.join('') + line(9, 'x').replace('USER_CMD', 'DAEMON_START').replace('x\n', `op=${evil[0]}\n`),
  );
  for (const form of ['', '-i', '-i --color=always', '--format text', '--format csv']) {
    const { stdout } = await startShell(
      'ts-ausearch',
      `script -qec '"$PROGRAM" ${form} -if ${place}' /dev/null < /dev/null`,
    ).ended;
    const shown = stdout.replaceAll('\r\n', '\n').replace(/\x1b\[\d*m/g, ''); // colours are ours
    assert.match(shown, /USER_CMD|USER,|issued|ran/, form);
    assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f]/, form);
    if (!form.startsWith('--format')) assert.doesNotMatch(shown, /\x7f|\xc2[\x80-\x9f]/, form);
  }
});
