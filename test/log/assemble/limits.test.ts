/** What the assembler lets go before its time, so that a hostile log cannot make it hold without end, and when it pauses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan } from '../../../src/engine/scan.js';
import { fromChunks } from '../../../src/input/reader.js';
import { eventsOf } from '../../../src/log/batch.js';

const MIB = 1 << 20;
const LINE = 8192;
const T = 1_700_000_000;

/** Of exactly `length` bytes. */
function line(serial: number, length = LINE, sec = T): string {
  const start = `type=SYSCALL msg=audit(${sec}.000:${serial}): `;
  return `${start.padEnd(length - 1, 'x')}\n`;
}

const lines = (serial: number, bytes: number): Buffer => Buffer.alloc(bytes, line(serial));

interface Left {
  /** Serial and number of lines of each event. */
  readonly events: readonly (readonly [serial: number, lines: number])[];
  readonly forced: number;
  /** The most bytes of events that came out without a call of `between`. */
  readonly atOnce: number;
}

async function* chunks(log: Buffer): AsyncGenerator<Buffer> {
  yield log;
}

async function left(...parts: readonly Buffer[]): Promise<Left> {
  const log = Buffer.concat(parts);
  const events: (readonly [number, number])[] = [];
  let bytes = 0;
  let atOnce = 0;
  const { counts } = await scan([{ name: 'test', open: async () => fromChunks(chunks(log)) }], {
    ...{ timeout: 2, needles: [], spans: true, eachEvent: true },
    batch: (batch) => {
      bytes += batch.bytes.length;
      atOnce = Math.max(atOnce, bytes);
      for (const { serial, records } of eventsOf(batch)) events.push([serial, records.length]);
    },
    between: () => {
      bytes = 0;
      return false;
    },
  });
  return { events, forced: counts.forced, atOnce };
}

test('an event of more than 16 MiB leaves with all before it, and what comes then is another', async () => {
  const [before, large, behind] = [1, 2, 3].map((serial) => Buffer.from(line(serial))) as [Buffer, Buffer, Buffer];
  const most = lines(2, 16 * MIB);
  const whole = await left(before, behind, most);
  assert.deepEqual(
    [whole.events, whole.forced],
    [
      [
        [1, 1],
        [2, 2048],
        [3, 1],
      ],
      0,
    ],
  );
  const { events, forced } = await left(before, behind, most, large, before, large, behind);
  assert.deepEqual(
    [events, forced],
    [
      [
        [1, 1],
        [2, 2049],
        [1, 1],
        [2, 1],
        [3, 2],
      ],
      1,
    ],
  );
});

test('of more than 80 MiB of events the first leave, until less is held', async () => {
  const open = [1, 2, 3, 4, 5, 6].map((serial) => lines(serial, 15 * MIB));
  const enough = await left(...open.slice(0, 5));
  assert.deepEqual([enough.events, enough.forced], [[1, 2, 3, 4, 5].map((serial) => [serial, 1920]), 0]);
  const { events, forced } = await left(...open, lines(7, 8 * MIB), lines(1, LINE));
  assert.equal(forced, 1);
  assert.deepEqual(
    events.map(([serial]) => serial),
    [1, 1, 2, 3, 4, 5, 6, 7],
  );
  assert.deepEqual(events[0], [1, 1920]);
});

test('where many are complete at once, there is a pause after 4 MiB', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => Buffer.from(line(i + 1, 4096)));
  const last = Buffer.from(line(5000, 100, T + 10));
  const { events, atOnce } = await left(...many, last, last);
  assert.deepEqual(events, [...many.map((_, i) => [i + 1, 1]), [5000, 2]]);
  assert.ok(atOnce >= 4 * MIB && atOnce <= 4 * MIB + 2 * 4096, `${atOnce} bytes without a pause`);
});
