/** A follower that was killed is taken up where it was, whatever rotation does meanwhile. */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FollowCheckpoint } from '../../src/engine/follow-checkpoint.js';
import { formatCheckpoint } from '../../src/input/again/checkpoint.js';
import { saveResume } from '../../src/input/again/resume.js';
import { fileIdentity, fileSource } from '../../src/input/file-source.js';

const line = (serial: number): string => `type=TEST msg=audit(1790000000.000:${serial}): n=${serial}\n`;

test('a log that rotation hides for a moment is not read from its start', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-follow-'));
  try {
    const log = path.join(folder, 'audit.log');
    const state = path.join(folder, 'state');
    writeFileSync(log, line(1) + line(2) + line(3));
    const { dev, inode } = fileIdentity(log);
    const data = { dev, inode, event: { node: undefined, sec: 1790000000, milli: 0, serial: 2, type: 1120 } };
    const offset = line(1).length + line(2).length;
    writeFileSync(state, formatCheckpoint(data));
    saveResume(state, data, fileSource(log), { offset, released: new Map() });
    const checkpoint = FollowCheckpoint.load(state, log);
    assert.deepEqual(checkpoint.from?.(), { dev, inode, offset });
    renameSync(log, path.join(folder, 'between-two-names'));
    assert.deepEqual(checkpoint.from?.(), { dev, inode, offset });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
