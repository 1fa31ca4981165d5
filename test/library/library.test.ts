import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  AuditError,
  type Criterion,
  compileQuery,
  type FieldQuery,
  followEvents,
  groupEvents,
  type LogEvent,
  type LogInput,
  machineByName,
  openParser,
  parseLine,
  processesOf,
  queryOf,
  readEvents,
  report,
  ruleBytes,
  ruleText,
  storyOf,
} from '../../src/index.js';
import { draws } from '../support/draws.js';

const sample = path.resolve(import.meta.dirname, '../../fixtures/sample.log');
const bytes = readFileSync(sample);
const top = mkdtempSync(path.join(tmpdir(), 'ts-audit-library-'));
after(() => rmSync(top, { recursive: true }));

const accounts = {
  userName: (uid: number) => (uid === 1000 ? 'alice' : undefined),
  groupName: () => undefined,
  userId: (name: string) => (name === 'alice' ? 1000 : undefined),
  groupId: () => undefined,
  userNames: () => ['alice'],
};

async function all(events: AsyncIterable<LogEvent>): Promise<LogEvent[]> {
  const found: LogEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

const idOf = ({ sec, milli, serial }: LogEvent): string => `${sec}.${milli}:${serial}`;
const linesOf = (events: readonly LogEvent[]): string[] =>
  events.flatMap(({ records }) => records.map(({ line }) => line));

test('a log may be a path, a URL, bytes, a stream, in any form, or several of them', async () => {
  const expected = (await all(readEvents(sample))).map(idOf);
  assert.ok(expected.length > 50);
  const inputs: readonly LogInput[] = [
    pathToFileURL(sample),
    bytes,
    new Uint8Array(gzipSync(bytes)),
    Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]),
    Readable.from([bytes.toString('utf8')]),
  ];
  for (const input of inputs) assert.deepEqual((await all(readEvents(input))).map(idOf), expected);
  const odd = path.join(top, 'tägliches.log');
  writeFileSync(odd, bytes);
  assert.deepEqual((await all(readEvents(odd))).map(idOf), expected, 'paths are Unicode');
  const half = bytes.indexOf('\n', bytes.length / 2) + 1;
  const parts = await all(readEvents([bytes.subarray(half), bytes.subarray(0, half)]));
  assert.deepEqual(linesOf(parts).sort(), linesOf(await all(readEvents(sample))).sort());
});

test('what cannot be read, and what is no log, is said', async () => {
  await assert.rejects(all(readEvents(path.join(top, 'missing'))), { code: 'input' });
  await assert.rejects(all(readEvents(42 as unknown as string)), { code: 'usage' });
  assert.deepEqual(await all(readEvents(Buffer.alloc(0))), []);
});

test('a signal ends the reading, also of a stream that says nothing', { timeout: 60_000 }, async () => {
  const silent = new Readable({ read: () => {} });
  silent.push(bytes);
  const end = new AbortController();
  setTimeout(() => end.abort(), 50);
  await assert.rejects(all(readEvents(silent, { signal: end.signal })), { name: 'AbortError' });
  await assert.rejects(all(readEvents(sample, { signal: AbortSignal.abort() })), { name: 'AbortError' });
});

test('queries are expressions or fields, and those that could match nothing are refused', async () => {
  const count = async (query: FieldQuery | string): Promise<number> =>
    (await all(readEvents(sample, { query, accounts }))).length;
  const denied = await count('key = denied');
  assert.ok(denied > 0);
  assert.equal(await count({ key: 'denied' }), denied);
  assert.equal(
    await count({ key: ['denied', 'no such key'], success: false }),
    await count('key = denied and success = no'),
  );
  assert.equal(await count({ auid: 'alice' }), await count({ auid: 1000 }));
  const [first] = await all(readEvents(sample));
  assert.ok((await count({ start: new Date((first!.sec + 1) * 1000) })) > 0);
  const refused: readonly FieldQuery[] = [
    { auid: 'alicf' },
    { nosuch: 1 },
    { syscall: 'opeat' },
    { type: 'SYSCAL' },
    { pid: 'x' },
    { key: [] },
    { 'a b': 1 },
    { start: Number.NaN },
    { exe: null as unknown as string },
  ];
  for (const query of refused) await assert.rejects(queryOf(query, accounts), { code: 'usage' }, JSON.stringify(query));
  await assert.rejects(queryOf({ auid: 'alicf' }, accounts), /did you mean alice/);
  await assert.rejects(queryOf({ start: 2, end: 1 }, accounts), /The end is before the start/);
  await assert.rejects(queryOf({ success: 'true' }, accounts), /success is yes or no, never true/);
  await assert.rejects(queryOf({ criterion: undefined, strat: 3 } as FieldQuery), /strat/);
  const wrong = { kind: 'not', of: { kind: 'is', name: 'auidd', value: {} } } as unknown as Criterion;
  await assert.rejects(queryOf({ criterion: wrong }), /auidd.*did you mean auid/);
  await assert.rejects(compileQuery({ auid: 'alicf' }, { accounts }), { code: 'usage' });
  const { matches } = await compileQuery({ auid: 'alice' }, { accounts });
  assert.ok((await all(readEvents(sample))).some(matches));
});

const ID = 'msg=audit(1700000000.123:7)';
const call = `type=SYSCALL ${ID}: arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7f a2=80000 a3=0 auid=1000 comm=6120 exe="/usr/bin/x" key=(null)\x1dAUID="bob"`;

test('a record knows its fields: raw, plain, interpreted', () => {
  const event = parseLine(call, accounts);
  assert.ok(event);
  assert.deepEqual([event.sec, event.milli, event.serial, event.node], [1700000000, 123, 7, undefined]);
  const [record] = event.records;
  assert.ok(record);
  const parts = (name: string): unknown[] => {
    const field = record.get(name);
    return [field?.raw, field?.value, field?.interpreted, field?.kind];
  };
  assert.equal(record.typeName, 'SYSCALL');
  assert.deepEqual(parts('syscall'), ['257', '257', 'openat', 'syscall']);
  assert.deepEqual(parts('exit'), ['-13', '-13', 'EACCES(Permission denied)', 'exit']);
  assert.deepEqual(parts('comm'), ['6120', 'a ', 'a ', 'escaped']);
  assert.deepEqual(parts('exe').slice(0, 2), ['"/usr/bin/x"', '/usr/bin/x']);
  assert.equal(record.get('a2')?.interpreted, 'O_RDONLY|O_CLOEXEC');
  assert.equal(record.get('auid')?.interpreted, 'bob', 'the log knows better');
  assert.equal(record.get('AUID')?.value, 'bob');
  assert.equal(record.get('nosuch'), undefined);
  assert.equal(record.fields()[0]?.name, 'arch');
  assert.equal(record.fields().at(-1)?.name, 'key');
});

test('fields() has each field of each record once, as get() finds it', async () => {
  for (const { records } of await all(readEvents(sample, { accounts }))) {
    for (const record of records) {
      const seen = new Set<string>();
      for (const field of record.fields()) {
        assert.ok(record.text.includes(`${field.name}=${field.raw}`));
        if (!seen.has(field.name)) assert.equal(record.get(field.name)?.raw, field.raw);
        seen.add(field.name);
        assert.equal(typeof field.interpreted, 'string');
      }
    }
  }
});

test('lines that are no records are none', () => {
  for (const line of ['', 'x', 'type=SYSCALL', 'type=SYSCALL msg=audit(x:y): a=b'])
    assert.equal(parseLine(line), undefined);
  assert.equal(parseLine(`${call}\nmore`)?.records[0]?.line, call);
});

test('bytes that are pushed, cut anywhere, give the same events', async () => {
  const expected = linesOf(await all(readEvents(bytes))).sort();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
      const parser = await openParser();
      const events: LogEvent[] = [];
      let from = 0;
      for (const to of [...cuts.sort((a, b) => a - b), bytes.length]) {
        events.push(...parser.feed(bytes.subarray(from, to)));
        from = to;
      }
      events.push(...parser.end());
      assert.deepEqual(linesOf(events).sort(), expected);
    }),
    { numRuns: draws(20) },
  );
});

test('a pushed event whose end the kernel said comes at once, others after the timeout', async () => {
  const parser = await openParser({ timeout: 1, query: { type: 'SYSCALL' } });
  assert.equal(parser.feed(`${call}\n`).length, 0);
  assert.equal(parser.feed(`type=EOE ${ID}: \n`).length, 1);
  assert.equal(parser.feed(`${call.replace(':7)', ':8)')}\n`).length, 0);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal(parser.feed().length, 1);
  assert.deepEqual(parser.end(), []);
});

test('a log is followed as it grows', { timeout: 60_000 }, async () => {
  const file = path.join(top, 'growing.log');
  writeFileSync(file, '');
  const end = new AbortController();
  const found: number[] = [];
  // Where it begins, only what comes later is told.
  const write = setInterval(() => appendFileSync(file, `${call}\ntype=EOE ${ID}: \n`), 200);
  for await (const { serial } of followEvents(file, { timeout: 1, signal: end.signal })) {
    found.push(serial);
    end.abort();
  }
  clearInterval(write);
  assert.deepEqual(found, [7]);
});

test('reports and groups are rows', async () => {
  const rows = await report('executable', sample, { summary: true, top: 3 });
  assert.equal(rows.length, 3);
  assert.ok(rows.every(({ exe, total }) => typeof exe === 'string' && Number(total) > 0));
  const denied = await report('file', sample, { query: { key: 'denied' }, interpret: true });
  assert.ok(denied.length > 0);
  const groups = await groupEvents(['key'], sample);
  assert.ok(groups.some(({ key }) => key === 'denied'));
  await assert.rejects(report('nosuch', sample), AuditError);
  await assert.rejects(groupEvents(['exxe'], sample), { code: 'usage', message: /did you mean exe/ });
  await assert.rejects(groupEvents(['exe'], sample, { distinct: 'auidd' }), {
    code: 'usage',
    message: /did you mean auid/,
  });
  await assert.rejects(groupEvents([], sample), { code: 'usage' });
});

test('stories tell what processes did', async () => {
  const { processes, files } = await processesOf(sample);
  assert.ok(processes.length > 0 && files.length > 0);
  const session = (await all(readEvents(sample, { query: 'key = denied' })))[0]?.records[0]?.get('ses')?.value;
  const { lines } = await storyOf({ session: Number(session) }, sample);
  await assert.rejects(storyOf({} as { session: number }, sample), { code: 'usage' });
  assert.ok(lines.length > 5 && lines.some(({ what }) => what === 'login'));
});

test('rules go to bytes and back', () => {
  const text = '-a always,exit -F arch=b64 -S execve -F key=run';
  const options = { accounts, machine: 'x86_64' };
  assert.equal(ruleText(ruleBytes(text, options), options), text);
  const big = ruleBytes(text, { ...options, littleEndian: false });
  assert.equal(ruleText(big, { ...options, littleEndian: false }), text);
  assert.throws(() => ruleBytes('-a always,exit -S nosuch', options), { code: 'rule' });
  assert.throws(() => ruleBytes('', options), { code: 'rule' });
  assert.equal(machineByName('x86_64')?.name, 'x86_64');
});
