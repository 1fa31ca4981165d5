/** Several logs as one stream in order of time, and what is done with each form of file. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { scanSources } from '../../src/engine/merge.js';
import { discoverSources } from '../../src/input/discover.js';
import { eventsOf } from '../../src/log/batch.js';
import { draws } from '../support/draws.js';
import { programsMissing as skip, startShell } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-merge-'));
after(() => rmSync(folder, { recursive: true }));

const line = (sec: number, serial: number, text = ''): string =>
  `type=USER_LOGIN msg=audit(${sec}.000:${serial}): pid=1 ${text}\n`;

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

async function serials(...paths: string[]): Promise<number[]> {
  return (await merged(...paths)).found;
}

async function merged(...paths: string[]): Promise<{ readonly found: number[]; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const sources = await discoverSources({ paths, systemLogs: false, logFile: '', stdin: -1, note: () => {} });
  const found: number[] = [];
  await scanSources(sources, {
    timeout: 2,
    needles: [],
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => {
      for (const event of eventsOf(batch)) found.push(event.serial);
    },
    between: () => false,
    note: (line) => notes.push(line),
  });
  return { found, notes };
}

test('overlapping logs are merged by time', async () => {
  const times = Array.from({ length: 3000 }, (_, i) => 1700000000 + i * 3);
  const hosts = ['a', 'b', 'c'].map((host, h) =>
    file(
      `${host}.log`,
      times
        .filter((_, i) => i % 3 === h)
        .map((sec) => line(sec, sec - 1700000000))
        .join(''),
    ),
  );
  assert.deepEqual(
    await serials(...hosts),
    times.map((sec) => sec - 1700000000),
  );
});

test('logs that follow one another are one chain, whatever the order they are named in', async () => {
  const open = (serial: number): string => `type=SYSCALL msg=audit(1700001000.000:${serial}): a=1\n`;
  const late = file('late.log', `type=PATH msg=audit(1700001000.000:8): b=2\n${line(1700001010, 9)}`);
  const early = file('early.log', line(1700000990, 7) + open(8));
  assert.deepEqual(await serials(late, early), [7, 8, 9]);
});

test('a rotated set given as a pattern is read oldest first, packed files too', async () => {
  file('audit.log', line(1700000030, 3));
  file('audit.log.1', line(1700000020, 2));
  file('audit.log.2.gz', gzipSync(line(1700000010, 1)));
  assert.deepEqual(await serials(path.join(folder, 'audit.log*')), [1, 2, 3]);
});

test('a log that cannot be read does not keep the others from being read', async () => {
  assert.deepEqual(await serials(file('d.log', line(1700000000, 1)), path.join(folder, 'missing')), [1]);
});

test('two logs that touch in one second follow one another or not, as their milliseconds say', async () => {
  const at = (milli: string, serial: number): string => `type=USER msg=audit(1700002000.${milli}:${serial}): pid=1\n`;
  const before = file('touch-a.log', `${line(1700001999, 1)}${at('500', 3)}`);
  const behind = file('touch-b.log', `${at('400', 2)}${line(1700002001, 4)}`);
  assert.deepEqual(await serials(before, behind), [1, 2, 3, 4]);
});

/** More logs than are open at a time, some packed: second and serial of each line. */
const manyLogs = fc.array(
  fc.record({
    seconds: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 6 }),
    packed: fc.boolean(),
  }),
  { minLength: 60, maxLength: 90 },
);

test('more logs than can be open come in the order of time', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(manyLogs, async (logs) => {
      run++;
      const secondOf: number[] = [];
      const names = logs.map(({ seconds, packed }, i) => {
        const text = seconds
          .sort((a, b) => a - b)
          .map((sec) => line(1700000000 + sec, secondOf.push(sec) - 1))
          .join('');
        return file(`many-${run}-${i}.txt`, packed ? gzipSync(text) : text);
      });
      const found = await serials(...names);
      assert.equal(new Set(found).size, secondOf.length);
      assert.deepEqual(
        found.map((serial) => secondOf[serial]),
        secondOf.toSorted((a, b) => a - b),
      );
    }),
    { numRuns: draws(8) },
  );
});

test('hundreds of logs are read where few files may be open', { skip }, async () => {
  const set = path.join(folder, 'hundreds');
  mkdirSync(set);
  const wanted: string[] = [];
  for (let i = 0; i < 500; i++) {
    const lines = Array.from({ length: 4 }, (_, k) => line(1700000000 + k * 500 + i, k * 500 + i, 'x'.repeat(3000)));
    wanted.push(...lines);
    writeFileSync(path.join(set, `host${i}.log`), lines.join(''));
  }
  const { stdout, stderr } = await startShell('ts-ausearch', `ulimit -n 64; "$PROGRAM" -if "${set}/*" --raw`).ended;
  assert.equal(stderr, '');
  const serialOf = (text: string): number => Number(/:(\d+)\)/.exec(text)?.[1]);
  assert.deepEqual(stdout.split('\n').map(serialOf), [...Array.from({ length: 2000 }, (_, i) => i), Number.NaN]);
  assert.equal(stdout.length, wanted.join('').length);
});

test('events that stand behind a stamp of the future come late, and that is said', async () => {
  const start = 1_700_000_000;
  const many = Array.from({ length: 60 }, (_, i) =>
    file(`many${i}.log`, line(start + i, i) + line(start + 1000 + i, 100 + i)),
  );
  const jumped = file('jumped.log', line(start + 31_536_000, 9001) + line(start + 500, 9000));
  const inOrder = [...Array(60).keys(), ...Array.from({ length: 60 }, (_, i) => 100 + i)];
  for (const others of [many.slice(0, 3), many]) {
    const { found, notes } = await merged(...others, jumped);
    const wanted = inOrder.filter((serial) => serial % 100 < others.length);
    assert.deepEqual(
      found.filter((serial) => serial < 9000),
      wanted,
    );
    assert.deepEqual(found.filter((serial) => serial >= 9000).sort(), [9000, 9001]);
    const late = found.indexOf(9000) > found.indexOf(100);
    assert.deepEqual(
      notes,
      late
        ? [`NOTE - ${jumped} has events older than those before them: they are not in order with those of other logs`]
        : [],
    );
  }
});
