/**
 * The assembler alone: each event is asked for as it leaves, so the kernel puts none together itself. Short, as it is run for each fault
 * of `test/mutation`; longer logs and the kernel's part stand in `test/log/scan`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { draws } from '../../support/draws.js';
import { line, risingLog, written } from '../scan/log-draw.js';
import { assembled, model, scanned } from '../scan/scanned.js';

const T = 1_700_000_000;
const record = (type: string, sec: number, serial: number, more = ''): string =>
  `type=${type} msg=audit(${sec}.000:${serial}): a=1${more}\n`;
const timeout = fc.constantFrom(0, 1, 2, 5);
const pieces = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 3 });

test('lines of any form, within a time or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 25, size: 'max' }),
      pieces,
      timeout,
      fc.constantFrom({}, {}, { start: T + 1 }, { end: T + 1 }, { start: T + 1, end: T + 2 }),
      async (lines, cuts, seconds, time) => {
        const log = Buffer.from(lines.join(''), 'latin1');
        assert.deepEqual(await assembled(log, cuts, seconds, { ...time, eachEvent: true }), model(log, seconds, time));
      },
    ),
    { numRuns: draws(60) },
  );
});

test('lines as a machine writes them, and stamps that rise', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        written.map((lines) => Buffer.from(lines.join(''))),
        risingLog,
      ),
      pieces,
      timeout,
      async (log, cuts, seconds) => {
        assert.deepEqual(await assembled(log, cuts, seconds, { eachEvent: true }), model(log, seconds));
      },
    ),
    { numRuns: draws(60) },
  );
});

const shown = async (lines: readonly string[], completeOnly: boolean): Promise<readonly string[]> =>
  (await assembled(Buffer.from(lines.join('')), [], 2, { eachEvent: true, completeOnly })).map(
    (event) => /:(\d+)$/m.exec(event)?.[1] ?? '',
  );

test('for a checkpoint the last that leave are those that a type or the time ended', async () => {
  const open = [record('SYSCALL', T, 3), record('PATH', T, 3)];
  assert.deepEqual(await shown([record('USER_LOGIN', T, 1), record('SYSCALL', T, 2)], true), ['1']);
  assert.deepEqual(await shown([record('SYSCALL', T, 2), record('USER_LOGIN', T, 2), ...open], true), ['2']);
  assert.deepEqual(await shown([...open, record('USER_LOGIN', T, 4)], true), []);
  assert.deepEqual(await shown([...open, record('EOE', T, 3), record('CWD', T, 4)], true), ['3']);
  assert.deepEqual(await shown([...open, record('SYSCALL', T + 2, 4)], true), ['3']);
  assert.deepEqual(await shown([...open, record('SYSCALL', T + 1, 4)], true), []);
  assert.deepEqual(await shown([...open, record('SYSCALL', T + 1, 4)], false), ['3', '4']);
});

test('lines are counted, and those that are no records; the first stamp is told', async () => {
  const told = async (lines: readonly string[], time: { readonly start?: number } = {}) => {
    const { counts, firstStamp, events } = await scanned(Buffer.from(lines.join('')), [], {
      ...{ timeout: 2, needles: [], spans: true, eachEvent: true, batch: () => {} },
      ...time,
    });
    return [counts.lines, counts.rejected, counts.forced, firstStamp?.serial, events];
  };
  const zero = record('SYSCALL', 0, 5);
  const strange = ['no record\n', 'type=SYSCALL msg=audit(x): a\n'];
  assert.deepEqual(await told([zero, ...strange, record('CWD', T, 6), record('CWD', T, 7)]), [5, 2, 0, 6, 3]);
  assert.deepEqual(
    await told([record('CWD', T, 6), record('CWD', T + 5, 7), record('CWD', T + 1, 8)], { start: T + 2 }),
    [...[3, 0, 0, 6, 1]],
  );
  assert.deepEqual(await told([record('CWD', T + 5, 7)], { start: T + 2 }), [1, 0, 0, undefined, 1]);
});

test('a log larger than the ring, with events open from its start, keeps every line', async () => {
  const filler = Array.from(
    { length: 60_000 },
    (_, i) => `type=USER_LOGIN msg=audit(1700000000.000:${i + 10}): ${'x'.repeat(400)}\n`,
  );
  const open = (tag: string): string => `type=SYSCALL msg=audit(1600000000.000:1): ${tag}\n`;
  const log = Buffer.from([open('first'), ...filler, `type=PATH msg=audit(1700000000.000:5): y\n`].join(''));
  const events = await assembled(log, [], 2, { eachEvent: true });
  assert.equal(events.length, 60_002);
  assert.equal(
    events[0],
    'undefined 1600000000.0:1\n1300|type=SYSCALL msg=audit(1600000000.000:1): first|undefined|true',
  );
});
