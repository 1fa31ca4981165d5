/** A follower of a real daemon's rotating log, killed and started again: serials are those of the files. Needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { programsMissing, type Running, startProgram } from '../support/run-program.js';
import { daemonSkip, withDaemon } from './daemon.js';
import { liveSkip, saveKernelState, withClient } from './kernel-state.js';
import { folder } from './traced.js';

const skip = liveSkip() || daemonSkip() || programsMissing;
const restore = skip ? undefined : saveKernelState();
after(() => restore?.());

/** More by hand: 50,000 are some 15 files of 1 MB. */
const EVENTS = Number(process.env.TS_AUDIT_EVENTS ?? 9000);
const KILLS = 10;
const PORTION = 50;
const USER = 1005;
/** Makes an event some 300 bytes long. */
const PADDING = 'x'.repeat(200);
const LARGEST = 1 << 20;

type Serials = readonly number[];

const serialsOf = (log: string, word: string): Serials =>
  log
    .split('\n')
    .filter((line) => line.includes(word))
    .flatMap((line) => /audit\(\d+\.\d+:(\d+)\)/.exec(line)?.[1] ?? [])
    .map(Number);

async function say(word: string, between: () => void): Promise<void> {
  for (let said = 0; said < EVENTS; said += PORTION) {
    withClient((client) => {
      for (let i = 0; i < PORTION; i++) client.sendUserMessage(USER, `op=${word} ${PADDING}`);
    });
    between();
    await pause(20);
  }
}

interface Followed {
  readonly shown: Serials;
  readonly written: Serials;
}

/** What a follower shows that is killed again and again while the daemon writes, and what its files hold at the end. */
async function followed(changes: Readonly<Record<string, string>>, rotate: (log: string) => void): Promise<Followed> {
  const place = mkdtempSync(path.join(folder, 'followed-'));
  const log = path.join(place, 'audit.log');
  const out = path.join(place, 'shown');
  const word = `followed-${path.basename(place)}`;
  const start = (): Running => {
    const stdout = openSync(out, 'a');
    const words = ['-if', log, '-F', '--raw', '-ts', 'today', '--checkpoint', path.join(place, 'state')];
    const running = startProgram('ts-ausearch', words, { stdout });
    closeSync(stdout);
    return running;
  };
  await withDaemon({ log_file: log, ...changes }, async () => {
    let follower = start();
    let isSaid = false;
    const saying = say(word, () => rotate(log)).finally(() => {
      isSaid = true;
    });
    const step = ((EVENTS / PORTION) * 22) / (KILLS + 1);
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(isSaid ? 300 : step);
      follower.child.kill('SIGKILL');
      await follower.ended;
      follower = start();
    }
    await saying;
    for (let waited = 0, before = -1; waited < 40; waited++) {
      await pause(500);
      const now = statSync(out).size;
      if (now === before && waited > 6) break;
      before = now;
    }
    follower.child.kill('SIGTERM');
    const { stderr } = await follower.ended;
    assert.doesNotMatch(stderr, /missing/);
  });
  const files = readdirSync(place).filter((name) => name.startsWith('audit.log'));
  const written = files.flatMap((name) => serialsOf(readFileSync(path.join(place, name), 'latin1'), word));
  assert.ok(files.length > 1, 'the log was never rotated');
  return { shown: serialsOf(readFileSync(out, 'latin1'), word), written };
}

function assertSame({ shown, written }: Followed, diagnose: (text: string) => void): void {
  diagnose(`${shown.length} shown, ${written.length} in the files`);
  // What a daemon writes between copying and emptying is lost to everybody.
  assert.ok(written.length > EVENTS * 0.95);
  assert.equal(new Set(shown).size, shown.length, 'an event was shown twice');
  assert.deepEqual(
    [...shown].sort((a, b) => a - b),
    [...written].sort((a, b) => a - b),
  );
}

test('through rotations of the daemon and kills', { skip, timeout: 300_000 }, async (t) => {
  withClient((client) => client.set('enabled', 1));
  const changes = { max_log_file: '1', num_logs: '99', max_log_file_action: 'ROTATE' };
  assertSame(await followed(changes, () => {}), (text) => t.diagnostic(text));
});

test('through copytruncate and kills', { skip, timeout: 300_000 }, async (t) => {
  withClient((client) => client.set('enabled', 1));
  const copyAndEmpty = (log: string): void => {
    if (!existsSync(log) || statSync(log).size < LARGEST) return;
    for (let i = 98; i > 0; i--) if (existsSync(`${log}.${i}`)) renameSync(`${log}.${i}`, `${log}.${i + 1}`);
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  };
  assertSame(await followed({ max_log_file_action: 'IGNORE' }, copyAndEmpty), (text) => t.diagnostic(text));
});
