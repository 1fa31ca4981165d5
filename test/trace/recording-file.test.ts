import assert from 'node:assert/strict';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createRecording, defaultRecording } from '../../src/trace/recording-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-recording-'));
test.after(() => rmSync(folder, { recursive: true }));

test('a new recording belongs to its owner alone; the mode of what is there already stays', () => {
  const fresh = createRecording(path.join(folder, 'fresh.log'));
  fresh.out.write('type=X\n');
  fresh.out.flush();
  fresh.close();
  assert.equal(statSync(fresh.name).mode & 0o777, 0o600);
  assert.equal(readFileSync(fresh.name, 'utf8'), 'type=X\n');

  const old = path.join(folder, 'old.log');
  writeFileSync(old, 'before', { mode: 0o644 });
  const mode = statSync(old).mode;
  createRecording(old).close();
  assert.deepEqual([statSync(old).mode, readFileSync(old, 'utf8')], [mode, '']);

  const device = statSync('/dev/null').mode;
  createRecording('/dev/null').close();
  assert.equal(statSync('/dev/null').mode, device);
});

test('recordings go to the state folder', () => {
  const now = new Date('2026-11-22T11:22:33.444Z');
  const name = `autrace-20261122T112233-${process.pid}.log`;
  assert.equal(defaultRecording({ XDG_STATE_HOME: folder }, ['/nowhere'], now), path.join(folder, 'ts-audit', name));
  const home = path.join(folder, 'home');
  assert.equal(
    defaultRecording({ XDG_STATE_HOME: 'relative' }, [home], now),
    path.join(home, '.local/state/ts-audit', name),
  );
  assert.equal(statSync(path.join(home, '.local/state/ts-audit')).mode & 0o777, 0o700);
});

test('root writes into no folder that another user can exchange', {
  skip: process.geteuid?.() !== 0 && 'needs root',
}, () => {
  const [theirs, own] = ['theirs', 'own'].map((name) => path.join(folder, name));
  assert.ok(theirs && own);
  mkdirSync(theirs);
  chownSync(theirs, 1000, 1000);
  const now = new Date();
  assert.ok(defaultRecording({}, [theirs, own], now).startsWith(own));
  assert.ok(defaultRecording({ XDG_STATE_HOME: theirs }, [own], now).startsWith(own));
  // A folder and a link that they made there.
  mkdirSync(path.join(theirs, 'ts-audit'));
  symlinkSync('/root', path.join(theirs, '.local'));
  assert.ok(defaultRecording({ XDG_STATE_HOME: theirs }, [own], now).startsWith(own));
  assert.throws(() => defaultRecording({ XDG_STATE_HOME: theirs }, [], now), { message: /^Other users can change / });
  assert.deepEqual(readdirSync(theirs).sort(), ['.local', 'ts-audit']);
});

test('a place that cannot be written is an error in one line', () => {
  assert.throws(() => createRecording(path.join(folder, 'no/such')), {
    message: /^Error creating .* \(No such file or directory\)$/,
  });
  assert.throws(() => defaultRecording({ XDG_STATE_HOME: '/dev/null' }, [], new Date()), {
    message: /^(?:Error creating|Other users can change) \/dev\/null/,
  });
});

test('a file that is removed meanwhile is written again, one that is replaced is told', () => {
  const recording = createRecording(path.join(folder, 'gone.log'));
  recording.out.write('type=X\n');
  recording.out.flush();
  assert.equal(recording.check(), undefined);
  rmSync(recording.name);
  assert.match(recording.check() ?? '', /removed during the run; it was written again/);
  assert.equal(readFileSync(recording.name, 'utf8'), 'type=X\n');
  assert.match(recording.check() ?? '', /replaced during the run/);
  recording.close();
});
