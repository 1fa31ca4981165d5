import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { AuditError } from '../../../src/errors.js';
import {
  Checkpoint,
  type CheckpointData,
  type CheckpointEvent,
  formatCheckpoint,
  parseCheckpoint,
  readCheckpoint,
} from '../../../src/input/again/checkpoint.js';
import { fileSource } from '../../../src/input/file-source.js';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'ck');

const IDENTITY = 'dev=0xFE00\ninode=2179185\n';
const event = (sec: number, serial: number): CheckpointEvent => ({
  sec,
  milli: 2,
  serial,
  node: undefined,
  type: 1300,
});
const data = (mark: CheckpointEvent): CheckpointData => ({ dev: 1n, inode: 2n, event: mark });

function message(text: string): string {
  try {
    parseCheckpoint(text, 'FILE');
  } catch (error) {
    assert.ok(error instanceof AuditError);
    assert.deepEqual([error.code, error.exitStatus], ['checkpoint', 10]);
    return error.message;
  }
  return '';
}

test('what is written is read back', () => {
  const text = `${IDENTITY}output=- 1700000000.002:2 0x514\n`;
  assert.equal(formatCheckpoint(parseCheckpoint(text, path)), text);
  assert.equal(formatCheckpoint(parseCheckpoint(IDENTITY, path)), `${IDENTITY}output=- 0.000:0 0x0\n`);
  const number = fc.nat();
  const node = fc.option(fc.stringMatching(/^[a-z][!-~]{0,20}$/), { nil: undefined });
  const events = fc.record(
    { sec: number, milli: fc.nat(999), serial: number, type: number, node },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(events, fc.bigInt(1n, 2n ** 64n - 1n), fc.bigInt(1n, 2n ** 64n - 1n), (mark, dev, inode) => {
      assert.deepEqual(parseCheckpoint(formatCheckpoint({ dev, inode, event: mark }), path), {
        dev,
        inode,
        event: mark,
      });
    }),
  );
});

test('lines that cannot be used', () => {
  const missing = 'Missing dev/inode lines from checkpoint file FILE';
  assert.equal(message(''), missing);
  assert.equal(message('dev=0\ninode=1\n'), missing);
  assert.equal(message(`${IDENTITY}\n`), 'Unknown checkpoint line - []');
  assert.equal(message(`x\n${IDENTITY}`), `Unknown checkpoint line - [x]\n${missing}`);
  assert.equal(
    message(`dev=1\ninode=99999999999999999999\n`),
    'Malformed inode checkpoint line - [inode=99999999999999999999]',
  );
  assert.equal(message(`${IDENTITY}output=x\n`), 'Malformed output/event checkpoint line near node - [output=x]');
  assert.equal(
    message(`${IDENTITY}output=- 1.2:3 4\n`),
    'Malformed output/event checkpoint line after node - [output=-]',
  );
  assert.equal(message(`${IDENTITY}output=-x 1.2:3 0x4 more\n`), '');
});

test('lines are cut at 1,022 bytes and at a zero byte, numbers are those of strtoul', () => {
  const long = (length: number): string => `output=- 1.2:3 0x4 ${'x'.repeat(length - 19)}\n`;
  assert.equal(message(IDENTITY + long(1021)), '');
  assert.equal(message(IDENTITY + long(1022)), 'Unknown checkpoint line - []');
  assert.equal(message(IDENTITY + long(1023)), 'Unknown checkpoint line - [x]');
  assert.equal(message(`dev=1\0rest\n${IDENTITY}`), '');
  assert.equal(message(`${IDENTITY}output=- 1.2:3 0x4`), '', 'without an end');
  const identity = (text: string): readonly bigint[] => {
    const { dev, inode } = parseCheckpoint(text, path);
    return [dev, inode];
  };
  assert.deepEqual(identity('dev=fE\ninode=010\n'), [254n, 8n]);
  assert.deepEqual(identity('dev= +0x1\ninode= -1\n'), [1n, 2n ** 64n - 1n]);
  assert.deepEqual(identity('dev=-2\ninode=0x10z\n'), [2n ** 64n - 2n, 16n]);
  assert.deepEqual(identity(`dev=FFFFFFFFFFFFFFFF\ninode=${2n ** 64n - 1n}\n`), [2n ** 64n - 1n, 2n ** 64n - 1n]);
  assert.deepEqual(identity('dev=-FFFFFFFFFFFFFFFF\ninode=1\n'), [1n, 1n]);
  for (const line of ['dev=10000000000000000', 'dev=-10000000000000000'])
    assert.match(message(`${line}\n`), /^Malformed dev checkpoint line - \[/);
  assert.equal(message('dev=-\ninode=x\n'), 'Missing dev/inode lines from checkpoint file FILE');
});

test('the event is read as scanf does', () => {
  const read = (text: string): CheckpointEvent | undefined =>
    parseCheckpoint(`${IDENTITY}output=${text}\n`, path).event;
  assert.deepEqual(read('- 5. 6: 7 0x 0x1F'), { node: undefined, sec: 5, milli: 6, serial: 7, type: 31 });
  assert.deepEqual(read('host -5.4294967295:7 0xFFFFFFFF'), {
    node: 'host',
    sec: -5,
    milli: 4294967295,
    serial: 7,
    type: -1,
  });
  assert.equal(
    message(`${IDENTITY}output=- 5.4294967296:7 0x1\n`),
    'Malformed output/event checkpoint line after node - [output=-]',
  );
  assert.deepEqual(read('-x 1.2:3 0x-4')?.type, -4);
});

test('what cannot be read is an error, but a file that is not there none', () => {
  assert.equal(readCheckpoint(join(folder, 'none')), undefined);
  assert.throws(() => readCheckpoint(folder), { message: `Missing dev/inode lines from checkpoint file ${folder}` });
  writeFileSync(path, '');
  assert.throws(() => readCheckpoint(join(path, 'x')), {
    exitStatus: 10,
    message: `Cannot open checkpoint file - ${path}/x: Not a directory`,
  });
});

test('no descriptor is left open', { skip: !existsSync('/proc/self/fd') }, () => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  writeFileSync(path, IDENTITY);
  const before = open();
  readCheckpoint(path);
  assert.equal(open(), before);
});

test('a pipe in its place does not hold the run up', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  assert.throws(() => readCheckpoint(pipe), /Cannot open checkpoint file - .*pipe: it is a pipe/);
});

test('a run that resumes shows all it gets, and what it leaves is what was there', () => {
  const log = fileSource(join(folder, 'log'));
  writeFileSync(log.name, '');
  const checkpoint = new Checkpoint(path, data(event(10, 2)), false);
  assert.equal(checkpoint.isShowing, false);
  checkpoint.resume();
  assert.equal(checkpoint.isShowing, true);
  checkpoint.save(log);
  assert.match(readFileSync(path, 'latin1'), /^output=- 10\.002:2 0x514$/m);
  assert.equal(checkpoint.shows(event(11, 3), 1300, false, false), true);
  const { event: left } = checkpoint.prepareSaving({ dev: 1n, inode: 2n });
  assert.deepEqual(left, event(10, 2), 'an event that is not to be remembered');
  checkpoint.shows(event(12, 4), 1300, true);
  checkpoint.prepareSaving({ dev: 1n, inode: 2n });
  assert.match(readFileSync(path, 'latin1'), /^output=- 10\.002:2 0x514$/m);
  checkpoint.finishSaving();
  assert.match(readFileSync(path, 'latin1'), /^output=- 12\.002:4 0x514$/m);
});

test('the mark is this event and no other', () => {
  const others: readonly CheckpointEvent[] = [
    { ...event(10, 2), sec: 9 },
    { ...event(10, 2), milli: 3 },
    { ...event(10, 2), serial: 3 },
    { ...event(10, 2), type: 1301 },
    { ...event(10, 2), node: 'a' },
  ];
  for (const other of others) {
    const checkpoint = new Checkpoint(path, data(event(10, 2)), false);
    assert.equal(checkpoint.shows(other, other.type, true), false);
    assert.equal(checkpoint.isShowing, false, JSON.stringify(other));
  }
  assert.equal(new Checkpoint(path, data(event(0, 2)), false).isShowing, true, 'seconds of 0 mark nothing');
});

test('-ts checkpoint goes by seconds, then milliseconds', () => {
  const shows = (sec: number, milli: number): boolean =>
    new Checkpoint(path, data(event(10, 2)), true).shows({ ...event(sec, 1), milli }, 1300, true);
  assert.deepEqual(
    [shows(9, 3), shows(10, 1), shows(10, 2), shows(10, 3), shows(11, 0)],
    [false, false, true, true, true],
  );
});

test('any text is a checkpoint or an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii', maxLength: 3000 }), (text) => void message(text)));
});

test('what is shown: nothing up to the mark, everything after it', () => {
  const checkpoint = new Checkpoint(path, data(event(10, 2)), false);
  const shows = (id: CheckpointEvent): boolean => checkpoint.shows(id, id.type, true);
  assert.deepEqual([event(9, 1), event(10, 2), event(11, 3), event(9, 4)].map(shows), [false, false, true, true]);
});

test('-ts checkpoint shows the mark again', () => {
  const checkpoint = new Checkpoint(path, data(event(10, 2)), true);
  assert.deepEqual(
    [9, 10, 11].map((sec) => checkpoint.shows(event(sec, 2), 1300, true)),
    [false, true, true],
  );
  assert.deepEqual(checkpoint.search, { identity: undefined });
});

test('a mark that should have been met long ago', () => {
  const checkpoint = new Checkpoint(path, data(event(10, 2)), false);
  assert.equal(checkpoint.shows(event(13, 3), 1300, false), false);
  assert.equal(checkpoint.shows(event(12, 3), 1300, true), false);
  assert.throws(() => checkpoint.shows(event(13, 3), 1300, true), {
    exitStatus: 12,
    message:
      'Corrupted checkpoint file. Inode match, but newer complete event (13.002:3) found before loaded checkpoint 10.002:2',
  });
});

test('a first run shows everything and leaves a mark; errors of writing', () => {
  rmSync(path, { force: true });
  const log = fileSource(join(folder, 'log'));
  writeFileSync(log.name, '');
  const checkpoint = Checkpoint.load(path, false);
  assert.equal(checkpoint.search, undefined);
  assert.equal(checkpoint.shows(event(10, 2), 1300, false), true);
  checkpoint.save(log);
  assert.match(readFileSync(path, 'latin1'), /^dev=0x[0-9A-F]+\ninode=\d+\noutput=- 10\.002:2 0x514\n$/);
  assert.throws(() => checkpoint.save(fileSource(join(folder, 'none'))), {
    code: 'checkpoint',
    exitStatus: 11,
    message: `Cannot stat audit file for checkpoint details - ${folder}/none: No such file or directory`,
  });
  assert.throws(() => new Checkpoint(folder, undefined, false).save(log), {
    code: 'checkpoint',
    exitStatus: 11,
    message: `Cannot open checkpoint file - ${folder}: Is a directory`,
  });
});

test('short lines are lines, however many stand in front', () => {
  assert.match(message(`${IDENTITY.repeat(60)}bad\n`), /^Unknown checkpoint line - \[bad\]/);
});

test('an empty first line is one', () => {
  assert.match(message(`\n${IDENTITY}`), /^Unknown checkpoint line - \[\]/);
});

test('by time, everything behind the first that is shown is shown', () => {
  const checkpoint = new Checkpoint(path, data(event(100, 2)), true);
  const shown = [99, 101, 99].map((sec, at) => checkpoint.shows(event(sec, at + 3), 1300, true));
  assert.deepEqual(shown, [false, true, true]);
});

test('a checkpoint of another log has its code', () => {
  const checkpoint = new Checkpoint(path, data(event(100, 2)), false);
  assert.throws(() => checkpoint.shows(event(103, 3), 1300, true), { code: 'checkpoint', exitStatus: 12 });
});
