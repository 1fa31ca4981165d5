/** The scan kernel, the scanner's ring and the assembler against the naive model, on real and on random logs. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { scan } from '../../../src/engine/scan.js';
import type { ScanOptions, ScanResult } from '../../../src/engine/scan-options.js';
import { fromChunks } from '../../../src/input/reader.js';
import { eventsOf } from '../../../src/log/batch.js';
import { assembleModel } from '../../support/model-assembler.js';

const logs = path.resolve(import.meta.dirname, '../../../../shared/conformance/logs');

/** Identity and records of each event, one string an event, for comparison. */
async function assembled(
  log: Buffer,
  pieces: readonly number[],
  timeout = 2,
  selection: Partial<Pick<ScanOptions, 'needles' | 'serial' | 'start' | 'end'>> = {},
): Promise<string[]> {
  const found: string[] = [];
  await scanned(log, pieces, {
    timeout,
    needles: [],
    ...selection,
    batch: (batch) => {
      for (const event of eventsOf(batch)) found.push(show(event));
    },
  });
  return found;
}

/** Scans the log as it comes in pieces of these lengths. */
async function scanned(
  log: Buffer,
  pieces: readonly number[],
  options: Omit<ScanOptions, 'between'>,
): Promise<ScanResult> {
  async function* chunks(): AsyncGenerator<Buffer> {
    let at = 0;
    for (let i = 0; at < log.length; i++) {
      const length = pieces.length === 0 ? log.length : (pieces[i % pieces.length] ?? 1);
      yield log.subarray(at, at + length);
      at += length;
    }
  }
  const source = { name: 'test', open: async () => fromChunks(chunks()) };
  return await scan([source], { ...options, between: () => false });
}

type Shown = ReturnType<typeof assembleModel>[number];

function show({ sec, milli, serial, node, records }: Shown): string {
  const lines = records.map((r) => `${r.type}|${r.text}|${r.enriched}`);
  return [`${node} ${sec}.${milli}:${serial}`, ...lines].join('\n');
}

function model(log: Buffer, timeout = 2): string[] {
  return assembleModel(log.toString('latin1'), timeout).map(show);
}

test('real logs come out as the model says', { skip: !existsSync(logs) }, async () => {
  for (const name of readdirSync(logs)) {
    const log = readFileSync(path.join(logs, name));
    assert.deepEqual(await assembled(log, []), model(log), name);
  }
});

const line = fc
  .record({
    node: fc.constantFrom('', '', 'node=a ', 'node=bb ', 'n '),
    type: fc.constantFrom(
      'SYSCALL',
      'PATH',
      'EOE',
      'USER_LOGIN',
      'PROCTITLE',
      'CWD',
      'LOGIN',
      'UNKNOWN[1300]',
      'nonsense',
      '1300',
    ),
    sec: fc.constantFrom(
      '1700000000',
      '1700000001',
      '1700000002',
      '1700000003',
      '1700000005',
      '5',
      '-3',
      // A second whose neighbours a double does not tell apart.
      '179534770617468002',
      '18446744073709551616',
    ),
    milli: fc.constantFrom('.000', '.001', '.5', '', '.1001'),
    serial: fc.constantFrom(':1', ':2', ':3', ':4', '', ':9007199254740993'),
    end: fc.constantFrom(
      '): a=1',
      '): b=2\x1dAUID="x"',
      ')',
      ': none',
      ') c=\x003',
      `) ${'d'.repeat(9000)}`,
      `) e\x1d${'f'.repeat(400)}`,
    ),
    newline: fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', ''),
  })
  .map(
    ({ node, type, sec, milli, serial, end, newline }) =>
      `${node}type=${type} msg=audit(${sec}${milli}${serial}${end}${newline}`,
  );

test('random logs, split anywhere, come out as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 60, size: 'max' }),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0, 1, 2, 5),
      async (lines, pieces, timeout) => {
        const log = Buffer.from(lines.join(''), 'latin1');
        assert.deepEqual(await assembled(log, pieces, timeout), model(log, timeout));
      },
    ),
    { numRuns: 300 },
  );
});

/** Events whose stamps rise, with now and then one that is late, so that the kernel puts most of them together itself. */
const risingLog = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 1, 1, 400, 900, 2500, -1, -3000),
      node: fc.constantFrom('', '', '', 'node=a '),
      types: fc.constantFrom(
        ['USER_LOGIN'],
        ['SYSCALL', 'CWD', 'PROCTITLE'],
        ['SYSCALL', 'EOE'],
        ['EOE'],
        ['AVC', 'SYSCALL'],
      ),
      enriched: fc.constantFrom('', '\x1dUID="root"'),
      noise: fc.constantFrom('', '', '', '', 'no record\n', '\n'),
    }),
    { minLength: 1, maxLength: 120, size: 'max' },
  )
  .map((events) => {
    let stamp = 1_700_000_000_000;
    let serial = 0;
    const lines = events.map(({ step, node, types, enriched, noise }) => {
      stamp += step;
      serial += Math.sign(step);
      const time = `${Math.floor(stamp / 1000)}.${String(stamp % 1000).padStart(3, '0')}:${100 + serial}`;
      return noise + types.map((type) => `${node}type=${type} msg=audit(${time}): a=1${enriched}\n`).join('');
    });
    return Buffer.from(lines.join(''), 'latin1');
  });

test('rising logs come out as the model says, with the stamps that headings tell', async () => {
  await fc.assert(
    fc.asyncProperty(
      risingLog,
      fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(1, 2, 5),
      async (log, pieces, timeout) => {
        const expected = model(log, timeout);
        assert.deepEqual(await assembled(log, pieces, timeout), expected);
        const spanned = await summary(log, pieces, { timeout, spans: true });
        // Each event alone is what the assembler releases; the kernel has no part in that.
        assert.deepEqual(spanned, await summary(log, pieces, { timeout, spans: true, eachEvent: true }));
        assert.equal(spanned.events, expected.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('more events that leave at once than the kernel has rows for', async () => {
  const event = (i: number, sec: number): string =>
    `type=SYSCALL msg=audit(${sec}.${String(Math.floor(i / 10)).padStart(3, '0')}:${i}): a=1\n`;
  const burst = Array.from({ length: 9000 }, (_, i) => event(i, 1_700_000_000));
  const log = Buffer.from([...burst, event(9001, 1_700_000_100), event(9002, 1_700_000_200)].join(''));
  assert.deepEqual(await assembled(log, []), model(log));
});

async function summary(
  log: Buffer,
  pieces: readonly number[],
  options: Pick<ScanOptions, 'timeout' | 'spans' | 'eachEvent'>,
): Promise<Pick<ScanResult, 'events' | 'firstStamp' | 'spans' | 'counts'>> {
  const { events, firstStamp, spans, counts } = await scanned(log, pieces, {
    ...options,
    needles: [],
    batch: () => {},
  });
  return { events, firstStamp, spans, counts };
}

test('a needle keeps exactly the events that hold it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40, size: 'max' }),
      fc.constantFrom('a=1', 'USER_LOGIN', '=2', 'fff'),
      async (lines, needle) => {
        const log = Buffer.from(lines.join(''), 'latin1');
        const wanted = (event: string): boolean => event.includes(needle);
        const kept = await assembled(log, [700], 2, { needles: [[{ kind: 'text', text: needle }]] });
        const all = await assembled(log, [700]);
        // The header is not shown literally, so a needle may keep more, never less; what is kept is in the same order.
        assert.deepEqual(kept.filter(wanted), all.filter(wanted));
        assert.deepEqual(
          kept,
          all.filter((event) => kept.includes(event)),
        );
      },
    ),
    { numRuns: 200 },
  );
});

/** Lines as a machine writes them: the clock goes on, now and then by seconds, records of events mix, some come late. */
const written = fc
  .array(
    fc.record({
      type: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom('SYSCALL', 'PATH', 'EOE', 'USER_LOGIN', 'PROCTITLE') },
        { weight: 1, arbitrary: fc.constantFrom('UNKNOWN[1300]', 'nonsense') },
      ),
      node: fc.oneof(
        { weight: 9, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constantFrom('node=a ', 'node=bb ') },
      ),
      step: fc.constantFrom(0, 0, 1, 500, 1000, 2000, 2001, 4000, -500, -3000),
      text: fc.oneof({ weight: 9, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: fc.constant('needle') }),
    }),
    { maxLength: 80, size: 'max' }, // the default size makes ten lines of it
  )
  .map((lines) => {
    let now = 1_700_000_000_000;
    let newest = 0;
    let serial = 0;
    const serials = new Map<number, number>();
    return lines.map(({ type, node, step, text }, i) => {
      // A step back is a late record of what was then, not a clock set back.
      if (step > 0) now += step;
      const stamp = step < 0 ? now + step : now;
      if (!serials.has(stamp) || stamp > newest) serials.set(stamp, ++serial);
      newest = Math.max(newest, stamp);
      const milli = String(stamp % 1000).padStart(3, '0');
      return `${node}type=${type} msg=audit(${Math.floor(stamp / 1000)}.${milli}:${serials.get(stamp)}): ${text} ${i}\n`;
    });
  });

const needle = { kind: 'text', text: 'needle' } as const;

test('only what is not wanted is left out unseen', async () => {
  const seen: number[] = [];
  await fc.assert(
    fc.asyncProperty(
      written,
      fc.integer({ min: 30, max: 3000 }),
      fc.record({
        needles: fc.constantFrom([], [[needle]], [[needle], [{ kind: 'text', text: ' 2' } as const]]),
        serial: fc.constantFrom(undefined, undefined, 2, 5),
        start: fc.constantFrom(undefined, undefined, 1_700_000_002),
        end: fc.constantFrom(undefined, undefined, 1_700_000_009),
      }),
      fc.constantFrom(1, 2, 5),
      async (lines, piece, selection, timeout) => {
        const { needles, serial, start = 0, end = Number.POSITIVE_INFINITY } = selection;
        const sec = (line: string): number => Number(/audit\((\d+)/.exec(line)?.[1]);
        const inside = lines.filter((line) => sec(line) >= start && sec(line) <= end);
        const expected = model(Buffer.from(inside.join('')), timeout).filter(
          (event) => serial === undefined || event.includes(`:${serial}\n`),
        );
        const found = await assembled(Buffer.from(lines.join('')), [piece], timeout, selection);
        // A line that the kernel is not sure of counts as one with a needle.
        const kept = expected.filter(
          (event) => needles.every((group) => group.some(({ text }) => event.includes(text))) || found.includes(event),
        );
        assert.deepEqual(found, kept);
        if (lines.length > 20 && needles.length > 0) seen.push(kept.length / Math.max(1, expected.length));
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(
    seen.some((part) => part < 0.5),
    'something is left out',
  );
});

test('arbitrary bytes never break the scan', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      await assembled(Buffer.from(bytes), [97]);
    }),
  );
});

test('a log larger than the ring, with events open from its start, keeps every line', async () => {
  const filler = Array.from(
    { length: 60_000 },
    (_, i) => `type=USER_LOGIN msg=audit(1700000000.000:${i + 10}): ${'x'.repeat(400)}\n`,
  );
  const open = (tag: string): string => `type=SYSCALL msg=audit(1600000000.000:1): ${tag}\n`;
  const log = Buffer.from([open('first'), ...filler, `type=PATH msg=audit(1700000000.000:5): y\n`].join(''));
  const events = await assembled(log, []);
  assert.equal(events.length, 60_002);
  assert.equal(events[0], 'undefined 1600000000.0:1\n1300|type=SYSCALL msg=audit(1600000000.000:1): first|undefined');
});
