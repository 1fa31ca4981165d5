/** Needles may only save work: with and without them a query finds the same events, on real and on random records. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { scan } from '../../src/engine/scan.js';
import { fromChunks } from '../../src/input/reader.js';
import { eventsOf } from '../../src/log/batch.js';
import { compileQuery } from '../../src/query/match.js';
import { needlesOf } from '../../src/query/needles.js';
import type { Query } from '../../src/query/query.js';

const accounts = systemAccounts();
const folder = path.resolve(import.meta.dirname, '../../../shared/conformance/logs');

async function found(log: Buffer, query: Query, prefilter: boolean, piece: number): Promise<string[]> {
  const matcher = compileQuery(query, { accounts });
  const ids: string[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < log.length; at += piece) yield log.subarray(at, at + piece);
  }
  await scan([{ name: 'test', open: async () => fromChunks(chunks()) }], {
    timeout: 2,
    needles: prefilter ? needlesOf(query) : [],
    serial: prefilter ? query.serial : undefined,
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => {
      for (const event of eventsOf(batch))
        if (matcher.matches(event)) ids.push(`${event.sec}.${event.milli}:${event.serial}`);
    },
    between: () => false,
  });
  return ids;
}

const id = fc.oneof(fc.constantFrom(0, 1, 3, 12, 12), fc.constantFrom(13, 1000, 1001, 4294967294, 4294967295));
const account = fc.oneof(
  id.map((n) => ({ id: n, name: undefined })),
  fc.constant({ id: 0, name: 'root' }),
);
const text = fc.constantFrom(
  'sh',
  '/',
  'null',
  'k1',
  '/tmp/a b',
  '/tmp/a p',
  './x',
  '/home/bob',
  '10.0.0.1',
  'pts0',
  'none',
  'u:r',
  'cat',
  'root',
  '/home/bob/',
);

const criteria: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  pid: id, ppid: id, uid: account, euid: account, auid: account, gid: account, egid: account, session: id,
  syscall: fc.constantFrom(0, 2, 59, 257), exit: fc.constantFrom(0, 3, -13, -2), serial: fc.constantFrom(1, 2, 3),
  types: fc.constantFrom([1300], [1302], [1400, 1107], [1112], [1420]),
  file: text, hostname: text, terminal: text, exe: text, comm: text, key: text, subject: text, object: text, uuid: text, vmName: text,
  wholeWords: fc.boolean(), subjectOrObject: fc.boolean(), success: fc.constantFrom(0, 0, 1),
}; // biome-ignore format: one glance

const query: fc.Arbitrary<Query> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(criteria)), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, criteria[name]!])))) as fc.Arbitrary<Query>;

const number = fc.constantFrom(
  '0',
  '1',
  '12',
  '012',
  '+12',
  '-13',
  '4294967308',
  '1000',
  '4294967295',
  '3',
  ' ',
  'x',
  '59',
  '257',
  '"12"',
);
const string = fc.constantFrom(
  '"cat"',
  '"/tmp/a b"',
  '636174',
  '(null)',
  '6B31016B32',
  '2f746d702f6120620963',
  '2F746D702F61207',
  "'/tmp/a b\"c'",
  '"/tmp/a b',
  'cat',
  '/dev/null',
  './x',
  '"./x"',
  '/home/bob',
  '?',
);
const field = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      'pid',
      'ppid',
      'uid',
      'auid',
      'euid',
      'gid',
      'egid',
      'ses',
      'syscall',
      'exit',
      'id',
      'a0',
      'a1',
      'uring_op',
    ),
    number,
  ),
  fc.tuple(
    fc.constantFrom(
      'comm',
      'exe',
      'name',
      'path',
      'cwd',
      'key',
      'tty',
      'terminal',
      'subj',
      'obj',
      'vm',
      'uuid',
      'hostname',
      'profile',
    ),
    string,
  ),
  fc.tuple(
    fc.constantFrom('success', 'res', 'apparmor', 'result'),
    fc.constantFrom(
      'yes',
      'no',
      '1',
      '0',
      'failed',
      "success'",
      "failed'",
      '4294967296',
      '10',
      '"DENIED"',
      'yes,',
      'Success)',
      '1x',
    ),
  ),
  fc.tuple(fc.constant('avc:  denied  { read } for x'), fc.constant('1')),
  fc.tuple(
    fc.constant('saddr'),
    fc.constantFrom(
      '020000500A0000010000000000000000',
      '01002F746D702F6120620000',
      '01002f746d702f6120620',
      '01000063617400',
      '0200',
      '010061',
      '0100',
      '100000000000',
      '(null)',
    ),
  ),
);
const record = fc
  .tuple(
    fc.constantFrom(
      'SYSCALL',
      'PATH',
      'CWD',
      'AVC',
      'USER_LOGIN',
      'LOGIN',
      'SOCKADDR',
      'CONFIG_CHANGE',
      'NETFILTER_CFG',
      'UNKNOWN[1420]',
      'syscall',
      'URINGOP',
    ),
    fc.integer({ min: 1, max: 4 }),
    fc.array(field, { maxLength: 12, size: 'max' }),
    fc.constantFrom(' ', ' ', ' ', '  ', ''),
  )
  .map(
    ([type, serial, fields, end]) =>
      `type=${type} msg=audit(1700000000.00${serial}:${serial}): ${fields.map(([n, v]) => `${n}=${v}`).join(' ')}${end}\n`,
  );

test('random records', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 15, size: 'max' }),
      query,
      fc.integer({ min: 30, max: 5000 }),
      async (lines, asked, piece) => {
        const log = Buffer.from(lines.join(''), 'latin1');
        assert.deepEqual(
          await found(log, asked, true, piece),
          await found(log, asked, false, 1 << 20),
          JSON.stringify(needlesOf(asked)),
        );
      },
    ),
    { numRuns: 400 },
  );
});

test('real logs', { skip: !existsSync(folder) }, async () => {
  const logs = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...logs), query, async (log, asked) => {
      assert.deepEqual(await found(log, asked, true, 1 << 16), await found(log, asked, false, 1 << 20));
    }),
    { numRuns: 60 },
  );
});
