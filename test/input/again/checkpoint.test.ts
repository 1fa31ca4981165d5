import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    assert.equal(error.exitStatus, 10);
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
  const log = fileSource(join(folder, 'log'));
  writeFileSync(log.name, '');
  const checkpoint = Checkpoint.load(path, false);
  assert.equal(checkpoint.search, undefined);
  assert.equal(checkpoint.shows(event(10, 2), 1300, false), true);
  checkpoint.save(log);
  assert.match(readFileSync(path, 'latin1'), /^dev=0x[0-9A-F]+\ninode=\d+\noutput=- 10\.002:2 0x514\n$/);
  assert.throws(() => checkpoint.save(fileSource(join(folder, 'none'))), {
    exitStatus: 11,
    message: `Cannot stat audit file for checkpoint details - ${folder}/none: No such file or directory`,
  });
  assert.throws(() => new Checkpoint(folder, undefined, false).save(log), {
    exitStatus: 11,
    message: `Cannot open checkpoint file - ${folder}: Is a directory`,
  });
});
