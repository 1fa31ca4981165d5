/** Groups by any field count what the original's summaries count, where they count the same. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readGroupKey } from '../../src/query/field/field-name.js';
import type { Grouping } from '../../src/reports/job.js';
import { fixtures } from '../support/golden.js';
import { printed } from './printed.js';

const grouping = (by: string, rest: Partial<Grouping> = {}): Grouping => ({
  by: by.split(',').map(readGroupKey),
  distinct: undefined,
  sort: 'count',
  ...rest,
});

async function counts(log: string, options: Parameters<typeof printed>[1]): Promise<string[]> {
  const { text } = await printed(log, options);
  return text.split('\n').filter((line) => /^\d+ {2}/.test(line));
}

const log = ['logs/logins.log', 'logs/network.log', 'sample.log']
  .map((name) => readFileSync(path.join(fixtures, name), 'latin1'))
  .join('');

for (const [field, report] of [
  ['exe', 'executable'],
  ['key', 'key'],
] as const) {
  test(`--by ${field} is the ${report} summary`, async () => {
    const by = await counts(log, { report: 'groups', grouping: grouping(field) });
    const summary = await counts(log, { report, summary: true });
    assert.ok(summary.length > 3);
    assert.deepEqual(by.toSorted(), summary.toSorted());
  });
}

const line = (sec: number, serial: number, body: string): string =>
  `type=USER_LOGIN msg=audit(${1700000000 + sec}.000:${serial}): ${body}\n`;

test('several fields, distinct values, first and last time, order', async () => {
  const small =
    line(0, 1, 'pid=1 uid=0 exe="/b" addr=1.1.1.1') +
    line(60, 2, 'pid=2 uid=0 exe="/b" addr=2.2.2.2') +
    line(3600, 3, 'pid=3 uid=7 exe="/a" addr=1.1.1.1') +
    line(7200, 4, 'pid=4 exe="/none"');
  const options = { report: 'groups', format: 'ndjson' } as const;
  const rows = async (group: Grouping): Promise<unknown[]> => {
    const { text } = await printed(small, { ...options, grouping: group });
    return text
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text));
  };
  assert.deepEqual(await rows(grouping('exe,uid', { distinct: readGroupKey('addr') })), [
    {
      total: 2,
      exe: '/b',
      uid: '0',
      distinct_addr: 2,
      first: '2023-11-14T22:13:20.000Z',
      last: '2023-11-14T22:14:20.000Z',
    },
    {
      total: 1,
      exe: '/a',
      uid: '7',
      distinct_addr: 1,
      first: '2023-11-14T23:13:20.000Z',
      last: '2023-11-14T23:13:20.000Z',
    },
  ]);
  const names = (await rows(grouping('exe', { sort: 'name' }))) as readonly { exe: string }[];
  assert.deepEqual(
    names.map(({ exe }) => exe),
    ['/a', '/b', '/none'],
  );
  const hours = (await rows(grouping('time:hour', { sort: 'first' }))) as readonly Record<string, unknown>[];
  assert.deepEqual(
    hours.map((row) => [row['time:hour'], row.total]),
    [
      ['2023-11-14 22:00', 2],
      ['2023-11-14 23:00', 1],
      ['2023-11-15 00:00', 1],
    ],
  );
});

test('what can be no group', () => {
  assert.throws(() => readGroupKey('time:second'), /only time has parts: minute, hour, day, weekday/);
  assert.throws(() => readGroupKey('exe:hour'), /only time has parts/);
  assert.throws(() => readGroupKey('NOSUCH.exe'), /NOSUCH is no record type/);
  assert.throws(() => readGroupKey('a b'), /no name of a field/);
});

test('--columns: exactly these fields, several values one after the other', async () => {
  const small = line(0, 1, 'pid=1 uid=0 exe="/b" addr=1.1.1.1') + line(1, 2, 'pid=2');
  const { text } = await printed(small, { report: 'fields', format: 'csv', columns: ['exe', 'pid'].map(readGroupKey) });
  assert.equal(text, 'time,exe,pid\n2023-11-14T22:13:20.000Z,/b,1\n2023-11-14T22:13:21.000Z,,2\n');
});
