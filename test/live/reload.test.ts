/** Rules exchanged on the real kernel: killed at any moment, and watched by a process that causes events all the time. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemPlatform } from '../../src/control/platform.js';
import { deleteMany } from '../../src/control/reload/delete-many.js';
import { RecordReader } from '../../src/netlink/multicast.js';
import { decodeRule } from '../../src/rules/decode.js';
import { FIELD_ARG0 } from '../../src/rules/fields.js';
import { liveSkip, saveKernelState, withClient } from './kernel-state.js';

const skip = liveSkip();
const root = path.resolve(import.meta.dirname, '../..');
const program = path.join(root, 'bin/ts-auditctl');
const KILLS = Number(process.env.TS_AUDIT_KILLS ?? 40);
/** Each rule is about some of the calls getpriority(0…): its first argument is the event. */
const EVENTS = 120;
const rcuNormal = '/sys/kernel/rcu_normal';
const rcuExpedited = '/sys/kernel/rcu_expedited';

function listed(): readonly Buffer[] {
  return withClient((client) => client.listRules());
}

function emptyKernel(): void {
  withClient((client) => deleteMany(client, systemPlatform(), client.listRules(), []));
}

/** `always` or `never` for the events from FIRST to LAST. */
function rule(number: number, action: string, first: number, last = first): string {
  return `-a ${action},exit -F arch=b64 -S getpriority -F a0>=${first} -F a0<=${last} -F a3!=${number}`;
}

/** The events that the list records: those whose first rule says always. */
function recorded(rules: readonly Buffer[]): ReadonlySet<number> {
  const decoded = rules.map((bytes) => decodeRule(bytes));
  const events = new Set<number>();
  for (let event = 0; event < EVENTS; event++) {
    const first = decoded.find(({ fields }) => {
      const [from, to] = fields.filter(({ field }) => field === FIELD_ARG0).map((of) => ('value' in of ? of.value : 0));
      return from !== undefined && to !== undefined && event >= from && event <= to;
    });
    if (first?.action === 2) events.add(event);
  }
  return events;
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

const auditctl = (...words: readonly string[]) => spawnSync(program, words, { encoding: 'latin1' });

describe('rules exchanged on this kernel', { skip }, () => {
  let restore = (): void => {};
  let folder = '';
  before(() => {
    restore = saveKernelState();
    folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  });
  after(() => {
    writeFileSync(rcuNormal, '0');
    restore();
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, lines: readonly string[]): string => {
    const target = path.join(folder, name);
    writeFileSync(target, `-D\n${lines.join('\n')}\n`, { mode: 0o600 });
    return target;
  };

  /** 40 rules and 100 rules, 20 of them in both sets, in another order; some of them `never`. */
  function twoSets(next: (below: number) => number): readonly [string, string] {
    const some = (count: number, from: number): string[] =>
      Array.from({ length: count }, (_, i) => {
        const first = next(EVENTS - 4);
        return rule(from + i, next(5) === 0 ? 'never' : 'always', first, first + next(4));
      });
    const shuffled = (rules: readonly string[]): string[] =>
      rules
        .map((text) => ({ text, at: next(1 << 20) }))
        .sort((one, other) => one.at - other.at)
        .map(({ text }) => text);
    const both = some(20, 0);
    return [
      file('old.rules', shuffled([...some(20, 1000), ...both])),
      file('new.rules', shuffled([...both, ...some(80, 2000)])),
    ];
  }

  test(`killed at ${KILLS} moments: never less than both sets record, and the next run mends it`, async () => {
    const next = random(4711);
    const [old, fresh] = twoSets(next);
    emptyKernel();
    auditctl('-R', fresh);
    const target = listed();
    emptyKernel();
    auditctl('-R', old);
    const former = listed();
    assert.deepEqual([former.length, target.length], [40, 100]);
    const common = [...recorded(former)].filter((event) => recorded(target).has(event));
    assert.ok(common.length > 10);
    let between = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      // Every other time at the kernel's own pace, which makes the moments in the middle likely.
      const isSlow = kill % 2 === 0;
      writeFileSync(rcuNormal, isSlow ? '1' : '0');
      const words = kill % 4 < 2 ? ['-R', fresh] : ['-R', fresh, '--atomic'];
      await killed(spawn(program, words, { stdio: 'ignore' }), isSlow ? next(1500) : next(12));
      writeFileSync(rcuNormal, '0');
      const left = listed();
      const seen = recorded(left);
      const missing = common.filter((event) => !seen.has(event));
      assert.deepEqual(missing, [], `kill ${kill}`);
      const isWhole = [former, target].some(
        (set) => set.length === left.length && set.every((of, i) => of.equals(left[i]!)),
      );
      if (!isWhole) between++;
      // The next run, whatever it is about.
      const { status, stderr } = auditctl('-l');
      assert.equal(status, 0, `kill ${kill}: ${stderr}`);
      const mended = listed();
      assert.ok(
        [former, target].some((set) => set.length === mended.length && set.every((of, i) => of.equals(mended[i]!))),
        `kill ${kill} left ${mended.length} rules`,
      );
      assert.ok(!existsSync('/run/ts-audit'));
      assert.equal(readFileSync(rcuExpedited, 'latin1').trim(), '0');
      auditctl('-R', old, '--atomic');
    }
    assert.ok(between > KILLS / 10, `only ${between} moments lay in the change`);
  });

  test('killed before its note is there, a run leaves a draft of it that the next one takes away', () => {
    const [old, fresh] = twoSets(random(31));
    emptyKernel();
    auditctl('-R', old);
    const former = listed();
    const hook = path.join(folder, 'killed-at-link.cjs');
    writeFileSync(hook, "require('node:fs').linkSync = () => process.kill(process.pid, 'SIGKILL');");
    const env = { ...process.env, NODE_OPTIONS: `--require=${hook}` };
    assert.equal(spawnSync(program, ['-R', fresh], { env }).signal, 'SIGKILL');
    assert.match(readdirSync('/run/ts-audit').join(), /^change\.json\.\d+\.\d+$/);
    assert.equal(auditctl('-s').status, 0);
    assert.ok(!existsSync('/run/ts-audit'));
    assert.deepEqual(listed(), former);
  });

  test('a process whose calls both sets record sees no gap while they are exchanged', async () => {
    const script = `const { rmdirSync } = require('node:fs'); const cell = new Int32Array(new SharedArrayBuffer(4));
      for (let i = 0; ; i++) { try { rmdirSync('/no-such-folder/event-' + i); } catch {} Atomics.wait(cell, 0, 0, 5); }`;
    withClient((client) => {
      client.set('backlogLimit', 16_384);
      client.set('enabled', 1);
    });
    const [old, fresh] = twoSets(random(815));
    const watched = `-a always,exit -F arch=b64 -S rmdir -F success=0 -k ts-audit-gap`;
    const withWatched = (name: string, at: number): string => {
      const lines = readFileSync(name, 'latin1').trim().split('\n').slice(1);
      return file(path.basename(name), [...lines.slice(0, at), watched, ...lines.slice(at)]);
    };
    const files = [withWatched(old, 3), withWatched(fresh, 90)];
    emptyKernel();
    auditctl('-R', files[0]!);
    // Created after auditing is on: it has an audit context.
    const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    const reader = new RecordReader();
    const seen: number[] = [];
    const read = (): void => {
      for (;;) {
        const got = reader.receiveMany(({ text }) => {
          const event = /event-(\d+)/.exec(text)?.[1];
          if (event !== undefined && seen.at(-1) !== Number(event)) seen.push(Number(event));
        });
        assert.notEqual(got, 'lost');
        if (got === 0) return;
      }
    };
    const timer = setInterval(read, 10);
    try {
      for (let reload = 1; reload <= 20; reload++) {
        const run = spawn(
          program,
          reload % 4 < 2 ? ['-R', files[reload % 2]!] : ['-R', files[reload % 2]!, '--atomic'],
          {
            stdio: 'ignore',
          },
        );
        assert.equal(await ended(run), 0);
        await pause(50);
      }
    } finally {
      child.kill('SIGKILL');
      clearInterval(timer);
      await pause(100);
      read();
      reader.close();
    }
    assert.ok(seen.length > 300, `${seen.length} events`);
    const gaps = seen.filter((event, i) => i > 0 && event !== seen[i - 1]! + 1);
    assert.deepEqual(gaps, []);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${signal} during a slow exchange finishes it`, async () => {
      const [old, fresh] = twoSets(random(99));
      emptyKernel();
      auditctl('-R', old);
      writeFileSync(rcuNormal, '1');
      const child = spawn(program, ['-R', fresh], { stdio: ['ignore', 'ignore', 'pipe'] });
      let text = '';
      child.stderr.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
      while (listed().length < 41) await pause(5);
      child.kill(signal);
      assert.equal(await ended(child), 128 + constants.signals[signal]);
      writeFileSync(rcuNormal, '0');
      assert.match(text, new RegExp(`${signal} came while the rules were changed; the change was finished`));
      assert.equal(listed().length, 100);
      assert.ok(!existsSync('/run/ts-audit'));
    });
  }

  test('SIGTERM during -D of many rules finishes it, and leaves no switch on', async () => {
    const name = file(
      'many.rules',
      Array.from({ length: 300 }, (_, i) => rule(i, 'always', i)),
    );
    for (const pace of ['0', '1']) {
      emptyKernel();
      auditctl('-R', name);
      writeFileSync(rcuNormal, pace);
      const child = spawn(program, ['-D'], { stdio: 'ignore' });
      while (listed().length === 300) await pause(1);
      child.kill('SIGTERM');
      const status = await ended(child);
      // At full pace all may be over before the signal.
      assert.ok(status === 128 + constants.signals.SIGTERM || (pace === '0' && status === 0), String(status));
      writeFileSync(rcuNormal, '0');
      assert.deepEqual(listed(), []);
      assert.ok(!existsSync('/run/ts-audit'));
      assert.equal(readFileSync(rcuExpedited, 'latin1').trim(), '0');
    }
  });

  test('the same rules again touch nothing, and 300 rules leave at once', () => {
    const lines = Array.from({ length: 300 }, (_, i) => rule(i, 'always', i));
    const name = file('many.rules', lines);
    emptyKernel();
    auditctl('-R', name);
    assert.match(auditctl('-R', name, '--atomic').stderr, /^No change\n$/);
    const start = performance.now();
    assert.equal(auditctl('-D').stdout, 'No rules\n');
    assert.ok(performance.now() - start < 2000, 'one by one it takes 4 s');
  });
});

/** Kills the process the given time after its first change of the rules. */
async function killed(child: ChildProcess, afterMs: number): Promise<void> {
  const end = ended(child);
  const first = listed().length;
  const deadline = performance.now() + 3000;
  while (performance.now() < deadline && child.exitCode === null && listed().length === first) await pause(0);
  if (afterMs > 0) await pause(afterMs);
  child.kill('SIGKILL');
  await end;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}
