/** A followed log gives out every byte once, whatever happens to the file meanwhile. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { FollowedLog, type FollowOptions } from '../../src/input/follow.js';

interface Following {
  readonly log: FollowedLog;
  readonly text: () => string;
  readonly notes: readonly string[];
  /** Waits until the text given out is this long. */
  until(length: number): Promise<void>;
  end(): Promise<void>;
}

function following(file: string, from: FollowOptions['from']): Following {
  const notes: string[] = [];
  const log = new FollowedLog({ path: file, from, note: (line) => notes.push(line) });
  let text = '';
  const done = (async () => {
    for await (const chunk of log.chunks()) text += chunk.toString('latin1');
  })();
  return {
    log,
    notes,
    text: () => text,
    until: async (length) => {
      for (let i = 0; text.length < length && i < 600; i++) await pause(50);
      assert.equal(text.length, length, `got ${JSON.stringify(text.slice(-80))}`);
    },
    end: async () => {
      log.stop();
      await done;
    },
  };
}

async function inFolder(work: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'follow-'));
  try {
    await work(path.join(folder, 'audit.log'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('starts at the end, or at the start; growth comes as it is written', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'old\n');
    const end = following(file, 'end');
    const start = following(file, { since: 0 });
    await start.until(4);
    appendFileSync(file, 'new\n');
    await Promise.all([end.until(4), start.until(8)]);
    assert.deepEqual([end.text(), start.text()], ['new\n', 'old\nnew\n']);
    await Promise.all([end.end(), start.end()]);
  });
});

test('rotation by renaming: the old file is read to its end, then those between, then the new one', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'a1\n');
    const follower = following(file, { since: 0 });
    await follower.until(3);
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, 'a2\n'); // the writer has not reopened yet
    await follower.until(6);
    renameSync(`${file}.1`, `${file}.2`);
    writeFileSync(`${file}.1`, 'b1\n');
    await pause(20);
    writeFileSync(file, 'c1\n');
    await follower.until(12);
    assert.equal(follower.text(), 'a1\na2\nb1\nc1\n');
    assert.deepEqual(follower.notes, []);
    await follower.end();
  });
});

test('a line without its end is ended when the next file begins', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'cut');
    const follower = following(file, { since: 0 });
    await follower.until(3);
    renameSync(file, `${file}.1`);
    await pause(20);
    writeFileSync(file, 'next\n');
    await follower.until(9);
    assert.equal(follower.text(), 'cut\nnext\n');
    await follower.end();
  });
});

test('copytruncate: what came between the last look and the copy is taken from the copy', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'one\n');
    const follower = following(file, { since: 0 });
    await follower.until(4);
    // Between two looks: all of this happens without giving the follower a turn.
    appendFileSync(file, 'two\n');
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    appendFileSync(file, 'three, longer than all that was there before\n');
    await follower.until(8 + 45);
    assert.equal(follower.text(), 'one\ntwo\nthree, longer than all that was there before\n');
    assert.deepEqual(follower.notes, []);
    await follower.end();
  });
});

test('copytruncate before anything was read of the file', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, '');
    const follower = following(file, { since: 0 });
    await pause(120);
    appendFileSync(file, 'one\n');
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    appendFileSync(file, 'two\n');
    await follower.until(8);
    assert.equal(follower.text(), 'one\ntwo\n');
    await follower.end();
  });
});

test('what keeps a log from being opened is said', async () => {
  await inFolder(async (file) => {
    mkdirSync(file);
    const follower = following(file, 'end');
    await pause(100);
    assert.match(follower.notes.join(), /log is no file; waiting for it/);
    await follower.end();
  });
});

test('a new file that one may not read is said', { skip: process.getuid?.() !== 0 }, async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'one\n', { mode: 0o644 });
    chmodSync(path.dirname(file), 0o755);
    process.seteuid?.(65534);
    const follower = following(file, { since: 0 });
    try {
      await follower.until(4);
      process.seteuid?.(0);
      renameSync(file, `${file}.1`);
      writeFileSync(file, 'two\n', { mode: 0o600 });
      process.seteuid?.(65534);
      for (let i = 0; follower.notes.length === 0 && i < 600; i++) await pause(50);
      assert.deepEqual(follower.notes, [`${file} cannot be opened (Permission denied); waiting for it`]);
    } finally {
      process.seteuid?.(0);
      await follower.until(8);
      await follower.end();
    }
  });
});

test('a log that one may not read is not said to be missing', { skip: process.getuid?.() !== 0 }, async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'secret\n', { mode: 0o600 });
    chmodSync(path.dirname(file), 0o755);
    process.seteuid?.(65534);
    const follower = following(file, 'end');
    try {
      await pause(100);
      assert.match(follower.notes.join(), /log cannot be opened \(Permission denied\); waiting for it/);
    } finally {
      process.seteuid?.(0);
      await follower.end();
    }
  });
});

test('emptied without a copy, deleted and back again', async () => {
  await inFolder(async (file) => {
    const follower = following(file, 'end');
    await pause(100);
    assert.match(follower.notes.join(), /is not there; waiting for it/);
    writeFileSync(file, 'here\n');
    await follower.until(5);
    writeFileSync(file, '');
    await pause(120);
    assert.match(follower.notes.join(), /was emptied/);
    appendFileSync(file, 'again\n');
    await follower.until(11);
    rmSync(file);
    await pause(120);
    writeFileSync(file, 'back\n');
    await follower.until(16);
    assert.equal(follower.text(), 'here\nagain\nback\n');
    await follower.end();
  });
});

test('what was read before copytruncate has its place in the copy', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'one\ntwo\n');
    const follower = following(file, { since: 0 });
    await follower.until(8);
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    follower.log.noticeTruncation();
    const place = follower.log.placeOf(4);
    assert.equal(place?.inode, statSync(`${file}.1`, { bigint: true }).ino);
    assert.equal(place?.offset, 4);
    await follower.end();
  });
});

test('what was read before the log was emptied has no place any more', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'one\ntwo\n');
    const follower = following(file, { since: 0 });
    await follower.until(8);
    truncateSync(file);
    follower.log.noticeTruncation();
    assert.equal(follower.log.placeOf(4), undefined);
    await follower.end();
  });
});

test('goes on at the place of an earlier run, in a file that was rotated since', async () => {
  await inFolder(async (file) => {
    writeFileSync(file, 'one\n');
    const first = following(file, { since: 0 });
    await first.until(4);
    const place = first.log.placeOf(2);
    await first.end();
    assert.ok(place);
    assert.equal(place.offset, 2);
    appendFileSync(file, 'two\n');
    renameSync(file, `${file}.1`);
    await pause(20);
    writeFileSync(file, 'three\n');
    const second = following(file, () => place);
    await second.until(2 + 4 + 6);
    assert.equal(second.text(), 'e\ntwo\nthree\n');
    assert.equal(second.log.placeOf(6)?.offset, 0);
    await second.end();
    rmSync(`${file}.1`);
    const third = following(file, () => place);
    await third.until(6);
    assert.match(third.notes.join(), /is gone/);
    await third.end();
  });
});

test('files that were written within one tick of the clock come in the order of their numbers, each once', async () => {
  await inFolder(async (file) => {
    const inOneTick = (...files: readonly string[]): void => {
      for (const one of files) utimesSync(one, 1_790_000_000, 1_790_000_000);
    };
    writeFileSync(file, 'a\n');
    const follower = following(file, { since: 0 });
    await follower.until(2);
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'b\n');
    inOneTick(`${file}.1`, file);
    await follower.until(4);
    renameSync(`${file}.1`, `${file}.2`);
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'c\n');
    inOneTick(`${file}.2`, `${file}.1`, file);
    await follower.until(6);
    await pause(500);
    await follower.end();
    assert.equal(follower.text(), 'a\nb\nc\n');
  });
});
