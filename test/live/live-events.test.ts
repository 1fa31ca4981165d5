/** `--live` at 5,000 events a second, alone and beside an audit daemon; what it misses it says. Needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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

const RATE = 5000;
const EVENTS = 10_000;
const USER = 1005;

interface Live extends Running {
  /** Serials of the test's events, as they were shown. */
  readonly shown: () => Promise<readonly number[]>;
}

/** Watches the kernel from now on for events of the test. */
async function watch(word: string): Promise<Live> {
  const running = startProgram('ts-ausearch', ['--live', '--raw']);
  let text = '';
  running.child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  for (let tries = 0; !text.includes(word) && tries < 100; tries++) {
    say(word, 1);
    await pause(100);
  }
  assert.ok(text.includes(word));
  const shown = async (): Promise<readonly number[]> => {
    await pause(500);
    running.child.kill('SIGTERM');
    return serialsOf((await running.ended).stdout, word);
  };
  return { ...running, shown };
}

function serialsOf(log: string, word: string): readonly number[] {
  return log
    .split('\n')
    .filter((line) => line.includes(word))
    .flatMap((line) => /:(\d+)\):/.exec(line)?.[1] ?? [])
    .map(Number);
}

function say(word: string, times: number): void {
  withClient((client) => {
    for (let i = 0; i < times; i++) client.sendUserMessage(USER, `op=${word}`);
  });
}

/** In portions of a hundredth of a second. */
async function sayAtRate(word: string, times: number): Promise<number> {
  const began = process.hrtime.bigint();
  const seconds = (): number => Number(process.hrtime.bigint() - began) / 1e9;
  for (let said = 0; said < times; ) {
    const due = Math.min(times, Math.ceil(seconds() * RATE));
    say(word, due - said);
    said = due;
    await pause(10);
  }
  return times / seconds();
}

function assertOnce(serials: readonly number[]): void {
  assert.equal(new Set(serials).size, serials.length, 'an event was shown twice');
}

test('without a daemon every event is shown once', { skip, timeout: 60_000 }, async (t) => {
  withClient((client) => client.set('enabled', 1));
  const word = `live-alone-${process.pid}`;
  const live = await watch(word);
  const rate = await sayAtRate(word, EVENTS);
  const serials = await live.shown();
  t.diagnostic(`${Math.round(rate)} events/s, ${serials.length} shown`);
  assertOnce(serials);
  assert.ok(serials.length >= EVENTS + 1, `${serials.length} of ${EVENTS}`);
  assert.equal((await live.ended).stderr, '');
});

test('beside a daemon it shows what that writes', { skip, timeout: 60_000 }, async (t) => {
  const log = path.join(folder, 'beside.log');
  const word = `live-beside-${process.pid}`;
  await withDaemon({ log_file: log, max_log_file_action: 'IGNORE' }, async () => {
    const live = await watch(word);
    const rate = await sayAtRate(word, EVENTS);
    await pause(500);
    const serials = await live.shown();
    const written = serialsOf(readFileSync(log, 'latin1'), word);
    t.diagnostic(`${Math.round(rate)} events/s, ${serials.length} shown, ${written.length} written`);
    assertOnce(serials);
    // What was said before it listened is in the log alone.
    assert.deepEqual(serials, written.slice(-serials.length));
    assert.ok(serials.length >= EVENTS + 1);
  });
});

test('events that came too fast are told with the stretch that they are missing in', {
  skip,
  timeout: 60_000,
}, async (t) => {
  withClient((client) => client.set('enabled', 1));
  const word = `live-lost-${process.pid}`;
  const live = await watch(word);
  live.child.kill('SIGSTOP');
  const FLOOD = 120_000;
  for (let said = 0; said < FLOOD; said += 2000) {
    say(word, 2000);
    await pause(0);
  }
  live.child.kill('SIGCONT');
  await pause(3000);
  say(word, 5);
  const own = await live.shown();
  const { stdout, stderr } = await live.ended;
  const serials = [...new Set(serialsOf(stdout, ''))];
  t.diagnostic(`${own.length} of ${FLOOD} shown; ${stderr.trim()}`);
  const stretches = [...stderr.matchAll(/events are missing: .*, between event (\d+) and event (\d+)/g)].map(
    ([, from, to]) => [Number(from), Number(to)] as const,
  );
  assertOnce(own);
  for (const [i, serial] of serials.entries()) {
    const before = serials[i - 1] ?? serial - 1;
    const isTold = stretches.some(([from, to]) => from <= before && serial <= to);
    assert.ok(serial === before + 1 || isTold, `nothing says what is between ${before} and ${serial}`);
  }
});
