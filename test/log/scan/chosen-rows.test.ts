/** Events with a needle that the kernel puts together itself: in order, whatever their number, size and place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NeedleGroup } from '../../../src/log/scan/needle.js';
import { BATCH_SIZE } from '../../../src/log/scan/scanner.js';
import { assembled, model, scanned } from './scanned.js';

const NEEDLES: readonly NeedleGroup[] = [[{ kind: 'text', text: 'needle' }]];
const SEC = 1_700_000_000;
const PIECE = 1 << 16;

function event(i: number, text: string, lines = 1, sec: number = SEC + Math.floor(i / 1000)): string {
  const stamp = `${sec}.${String(i % 1000).padStart(3, '0')}:${i}`;
  return `type=SYSCALL msg=audit(${stamp}): ${text}\n`.repeat(lines);
}

/** Each `every`-th event of `count` holds the needle. */
function events(count: number, every: number, first = 0): string[] {
  return Array.from({ length: count }, (_, i) => event(first + i, i % every === 0 ? 'needle' : 'hay'));
}

function chosen(log: string): string[] {
  return model(Buffer.from(log)).filter((one) => one.includes('needle'));
}

test('few hits of many reads come as one batch, without the bytes between them', async () => {
  const log = events(20_000, 100).join('');
  const sizes: number[] = [];
  let passed = 0;
  const { events: count } = await scanned(Buffer.from(log), [PIECE], {
    timeout: 2,
    needles: NEEDLES,
    batch: ({ bytes, events: { length } }) => {
      sizes.push(bytes.length);
      passed += length;
    },
  });
  assert.equal(count, 20_000);
  assert.ok(passed > 0);
  // The last events are open when the log ends, and come from the assembler.
  assert.ok(sizes.length <= 2, `${sizes.length} batches`);
  assert.ok(Math.max(...sizes) < log.length / 50);
});

test('more hits than the kernel has rows for, and more bytes than a batch takes', async () => {
  const many = events(30_000, 2).join('');
  assert.deepEqual(await assembled(Buffer.from(many), [PIECE], 2, { needles: NEEDLES }), chosen(many));
  const long = Array.from({ length: 900 }, (_, i) => event(i, `needle ${'x'.repeat(4000)}`)).join('');
  assert.deepEqual(await assembled(Buffer.from(long), [PIECE], 2, { needles: NEEDLES }), chosen(long));
});

test('hits that have no room in a batch, between others', async () => {
  const large = event(2000, `needle ${'y'.repeat(8000)}`, 300);
  const whole = event(4000, 'needle', 512);
  assert.ok(large.length > BATCH_SIZE);
  const log = [events(2000, 10), large, events(1000, 10, 2001), whole, events(9000, 10, 4001)].flat().join('');
  assert.deepEqual(await assembled(Buffer.from(log), [PIECE], 2, { needles: NEEDLES }), chosen(log));
});

test('hits around times that step back, and lines that come late', async () => {
  const late = event(1500, 'needle late', 1, SEC + 1);
  const log = [events(3000, 7), event(5, 'needle', 1, SEC - 100), events(3000, 7, 3000), late, events(3000, 7, 6000)]
    .flat()
    .join('');
  assert.deepEqual(await assembled(Buffer.from(log), [PIECE], 2, { needles: NEEDLES }), chosen(log));
});
