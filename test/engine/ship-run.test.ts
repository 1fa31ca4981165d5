/** Shipping: every line once, whatever ends a run, and the log comes back byte for byte. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { runShip, type ShipOutcome } from '../../src/engine/ship-run.js';
import { discoverSources } from '../../src/input/discover.js';
import { EventReader } from '../../src/store/event-columns.js';
import { KIND, type Row } from '../../src/store/row.js';
import type { RowBlock } from '../../src/store/row-block.js';
import { type RowSink, StreamMoved } from '../../src/store/store.js';
import { draws } from '../support/draws.js';
import { memorySink, rebuilt } from '../support/stored-log.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-ship-'));
after(() => rmSync(folder, { recursive: true }));
let logs = 0;

/** A log in a folder of its own, written long ago: of one that is being written to the last events are kept back. */
function logOf(content: string | Buffer): string {
  const place = path.join(folder, String(logs++));
  mkdirSync(place);
  const name = path.join(place, 'audit.log');
  write(name, content);
  return name;
}

function write(name: string, content: string | Buffer): void {
  writeFileSync(name, content);
  utimesSync(name, 1, 1);
}

function append(name: string, content: Buffer): void {
  appendFileSync(name, content);
  utimesSync(name, 1, 1);
}

interface Said {
  readonly outcome: ShipOutcome;
  readonly failed: readonly string[];
  readonly notes: readonly string[];
}

async function ship(paths: readonly string[], sink: RowSink, batch = 50_000): Promise<Said> {
  const failed: string[] = [];
  const notes: string[] = [];
  const sources = await discoverSources({ paths, systemLogs: false, logFile: '', stdin: -1, note: () => {} });
  const outcome = await runShip({
    ...{ sources, sink, batch, as: 'stream', host: 'host', timeout: 2, err: () => {}, progress: undefined },
    events: new EventReader(),
    fail: (line) => failed.push(line),
    note: (line) => notes.push(line),
  });
  return { outcome, failed, notes };
}

function assertDense(rows: readonly Row[]): void {
  assert.deepEqual(
    rows.map(({ ord }) => ord),
    rows.map((_, i) => i),
  );
}

const record = (type: string, sec: number, serial: number, rest = ''): string =>
  `type=${type} msg=audit(${sec}.${String(serial % 1000).padStart(3, '0')}:${serial}): pid=${serial}${rest}\n`;

/** Lines as busy, broken and hostile hosts write them. */
const lineOf = (now: number): fc.Arbitrary<string> => {
  const stamp = fc.tuple(fc.integer({ min: now - 3, max: now + 3 }), fc.integer({ min: 1, max: 6 }));
  const of = (type: string, rest = ''): fc.Arbitrary<string> =>
    stamp.map(([sec, serial]) => record(type, sec, serial, rest));
  return fc.oneof(
    {
      weight: 6,
      arbitrary: of('SYSCALL', ' arch=c000003e syscall=59 success=yes exit=0 a0=1 items=1 comm="x" key="k"'),
    },
    { weight: 4, arbitrary: of('PATH', ' item=0 name="/etc/\xff\xfe" nametype=NORMAL') },
    { weight: 2, arbitrary: of('EOE') },
    { weight: 2, arbitrary: of('USER_LOGIN', ` uid=0 msg='op=login acct="\x00\xc3\xa9" exe="/bin/x" res=success'`) },
    { weight: 1, arbitrary: fc.constant('no record at all\n') },
    { weight: 1, arbitrary: fc.constant('type=SYSCALL msg=audit(99999999999999999999.1:1): x\n') },
    { weight: 1, arbitrary: of('PATH', ` name=${'41'.repeat(6000)}`) },
  );
};

const logText: fc.Arbitrary<Buffer> = fc
  .array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 })
  .chain((steps) => {
    let now = 1_700_000_000;
    return fc.tuple(
      ...steps.map((step) => {
        now += step === 5 ? 40_000 : step;
        return lineOf(now);
      }),
    );
  })
  .map((lines) => Buffer.from(lines.join(''), 'latin1'));

test('whatever a log holds, its rows are numbered without a gap and make the same log', async () => {
  await fc.assert(
    fc.asyncProperty(logText, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (text, batch, isCut) => {
      const content = isCut ? text.subarray(0, -1) : text;
      const sink = memorySink();
      await ship([logOf(content)], sink, batch);
      assertDense(sink.rows);
      assert.deepEqual(await rebuilt(sink.rows), Buffer.from(content));
    }),
    { numRuns: draws(200) },
  );
});

test('a run that ends anywhere is gone on with, as often as need be, while the log grows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(logText, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.boolean()), { maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      async (texts, crashes, batch) => {
        let left = 0;
        let isBefore = true;
        const die = (now: boolean) => () => {
          if (now === isBefore && left-- === 0) throw new Error('killed');
        };
        const sink = memorySink(die(true), die(false));
        const name = logOf('');
        for (const text of texts) {
          append(name, text);
          for (const [batches, before] of [...crashes, [-1, true] as const]) {
            left = batches;
            isBefore = before;
            await ship([name], sink, batch).catch((error: Error) => assert.equal(error.message, 'killed'));
          }
        }
        assertDense(sink.rows);
        assert.deepEqual(await rebuilt(sink.rows), Buffer.concat(texts));
      },
    ),
    { numRuns: draws(60) },
  );
});

const EVENTS = Array.from({ length: 30 }, (_, i) => record('USER_LOGIN', 1_700_000_000 + i, i + 1));

test('logs that were rotated and packed in between are known again', async () => {
  const name = logOf(EVENTS.slice(0, 10).join(''));
  const sink = memorySink();
  await ship([path.dirname(name)], sink);
  renameSync(name, `${name}.1`);
  write(name, EVENTS.slice(10, 20).join(''));
  await ship([path.dirname(name)], sink);
  write(`${name}.2.gz`, gzipSync(EVENTS.slice(0, 10).join('')));
  renameSync(name, `${name}.1`);
  write(name, EVENTS.slice(20).join(''));
  const { outcome, failed } = await ship([path.dirname(name)], sink);
  assert.deepEqual([outcome.events, failed], [10, []]);
  assertDense(sink.rows);
  assert.equal((await rebuilt(sink.rows)).toString(), EVENTS.join(''));
});

test('logs that were removed before they were shipped leave a row that says so', async () => {
  const sink = memorySink();
  await ship([logOf(EVENTS.slice(0, 10).join(''))], sink);
  const { failed } = await ship([logOf(EVENTS.slice(20).join(''))], sink);
  assert.deepEqual(failed, [
    'WARNING - logs of stream were removed before they were shipped; serials 11 to 20 are missing',
  ]);
  assertDense(sink.rows);
  assert.deepEqual(
    sink.rows.filter(({ kind }) => kind === KIND.hole).map(({ ord }) => ord),
    [10],
  );
});

test('an event that may go on waits while its log is written to', async () => {
  const open = record('SYSCALL', 1_700_000_000, 1, ' a0=1');
  const name = logOf('');
  writeFileSync(name, EVENTS[0] + open);
  const sink = memorySink();
  assert.deepEqual((await ship([name], sink)).outcome.open, open.length);
  assert.equal(sink.rows.length, 1);
  utimesSync(name, 1, 1);
  await ship([name], sink);
  assert.equal((await rebuilt(sink.rows)).toString(), EVENTS[0] + open);
});

/** A store that takes rows of a shipper that was killed each time the next one has asked how far it is, `times` times. */
function lateSink(times: number): ReturnType<typeof memorySink> {
  const sink = memorySink();
  const late: RowBlock[] = [];
  let left = times;
  return {
    ...sink,
    insert: async (batch) => {
      if (left-- > 0) late.push(batch);
      const rows = late.shift();
      if (!rows) return sink.insert(batch);
      await sink.insert(rows);
      throw new StreamMoved('memory', 'stream');
    },
  };
}

test('rows of a killed shipper that arrive late are gone on behind', async () => {
  const sink = lateSink(3);
  const { outcome } = await ship([logOf(EVENTS.join(''))], sink, 4);
  assertDense(sink.rows);
  assert.equal((await rebuilt(sink.rows)).toString(), EVENTS.join(''));
  assert.equal(outcome.events, EVENTS.length - 3 * 4);
});

test('somebody who ships the stream at the same time is told of', async () => {
  await assert.rejects(
    ship([logOf(EVENTS.join(''))], lateSink(4), 4),
    /memory: somebody else ships stream at the same/,
  );
});

test('a log that another one was shipped behind is not left out without a word', async () => {
  const sink = memorySink();
  const name = logOf(EVENTS.slice(0, 10).join(''));
  await ship([name], sink);
  await ship([logOf(EVENTS.slice(20).join(''))], sink);
  assert.deepEqual((await ship([name], sink)).failed, []);
  append(name, Buffer.from(EVENTS.slice(10, 20).join('')));
  await assert.rejects(ship([name], sink), /^AuditError: another log is shipped as stream: --as gives each/);
});

test('a store that is an older one again gets what it lacks, or says that it is gone', async () => {
  const sink = memorySink();
  const name = logOf('');
  for (const from of [0, 10, 20]) {
    append(name, Buffer.from(EVENTS.slice(from, from + 10).join('')));
    await ship([name], sink);
  }
  sink.rows.splice(20);
  assert.equal((await ship([name], sink)).outcome.events, 10);
  assert.equal((await rebuilt(sink.rows)).toString(), EVENTS.join(''));
  sink.rows.splice(10);
  const { failed } = await ship([logOf(EVENTS.slice(25).join(''))], sink);
  assert.deepEqual(failed, [
    'WARNING - logs of stream were removed before they were shipped; serials 11 to 25 are missing',
  ]);
});
