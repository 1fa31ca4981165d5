/** Random events through every form that other programs keep them in: the records come out as they went in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asLog } from '../../../src/input/form/forms.js';
import { chunksOf, fromChunks } from '../../../src/input/reader.js';
import { recordTypeName } from '../../../src/tables/record-types.js';
import { foreignDoors } from '../../support/doors.js';
import { draws } from '../../support/draws.js';

const TYPES = [1100, 1112, 1300, 1302, 1307, 1309, 1326, 1327, 1400, 1420].flatMap(
  (type) => recordTypeName(type) ?? [],
);

/** What forms have signs of their own for: separators, ends of lines, stamps, other forms. */
const words = fc.constantFrom(
  ...[
    'pid=1',
    'comm="a b"',
    'name=2F',
    "msg='op=x'",
    'type=USER msg=audit(1.000:1): ',
    ': ',
    '----',
    'audit: type=1100 audit(1.000:1): x',
  ],
  ...[
    'MESSAGE=',
    '__CURSOR=s=1',
    '{"__CURSOR":"x"}',
    '#035',
    '<13>',
    'Nov 22 11:34:24 host kernel: ',
    '\\x22',
    '\xff\xfe',
    '\x01',
    '"',
    '\\',
  ],
);
/** The kernel ends no record with a blank, and separates fields by one. */
const body = fc.array(words, { minLength: 1, maxLength: 6 }).map((all) => all.join(' ').trim());
const record = fc.record({
  type: fc.constantFrom(...TYPES),
  sec: fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
  milli: fc.integer({ min: 0, max: 999 }),
  serial: fc.integer({ min: 1, max: 0xffff_ffff }),
  body,
});

const logs = fc
  .uniqueArray(record, { minLength: 1, maxLength: 12, selector: ({ serial }) => serial })
  .map((records) =>
    records
      .map(
        ({ type, sec, milli, serial, body: text }) =>
          `type=${type} msg=audit(${sec}.${String(milli).padStart(3, '0')}:${serial}): ${text}\n`,
      )
      .join(''),
  );

async function read(bytes: Buffer, cuts: readonly number[]): Promise<string> {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const [i, end] of at.slice(1).entries()) yield bytes.subarray(at[i], end);
  }
  const log: Buffer[] = [];
  for await (const chunk of chunksOf(await asLog(fromChunks(chunks()), 'test'))) log.push(chunk);
  return Buffer.concat(log).toString('latin1');
}

test('random logs through every form, cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(logs, fc.array(fc.nat(5000), { maxLength: 6 }), async (log, cuts) => {
      for (const { name, bytes, plain } of foreignDoors(log)) assert.equal(await read(bytes, cuts), plain, name);
    }),
    { numRuns: draws(300) },
  );
});
