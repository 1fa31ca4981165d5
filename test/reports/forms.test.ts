/** The forms that a report comes in for people and programs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printed } from './printed.js';

const event = (node: string, sec: number, exe: string): string =>
  `${node}type=ANOM_ABEND msg=audit(${1700000000 + sec}.007:${sec}): auid=0 uid=0 gid=0 ses=1 pid=9 comm="c" exe=${exe} res=1\n`;
const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

test('csv quotes what needs it', async () => {
  const { text } = await printed(event('', 1, hex('/a,"b"')), { report: 'executable', format: 'csv' });
  assert.equal(text, 'time,exe,terminal,host,auid,event\n2023-11-14T22:13:21.007Z,"/a,""b""",,,0,1\n');
});

test('json decodes UTF-8 and keeps control bytes escaped', async () => {
  const { text } = await printed(event('', 1, hex('/ä\x01')), { report: 'executable', format: 'json' });
  const [row] = JSON.parse(Buffer.from(text, 'latin1').toString());
  assert.equal(row.exe, '/ä\x01');
  assert.equal((await printed('', { report: 'executable', format: 'json' })).text, '[]\n');
});

test('a node column with the second node only', async () => {
  const one = await printed(event('node=a ', 1, '"/x"') + event('node=a ', 2, '"/x"'), {
    report: 'pid',
    format: 'csv',
  });
  const two = await printed(event('node=a ', 1, '"/x"') + event('node=b ', 2, '"/x"'), {
    report: 'pid',
    format: 'csv',
  });
  assert.match(one.text, /^time,/);
  assert.match(two.text, /^node,time,/);
  assert.match(two.text, /^b,/m);
});

test('tables fit the window, long paths keep their end', async () => {
  const path = `"/very/${'long/'.repeat(40)}name"`;
  const { text } = await printed(event('', 1, path), {
    report: 'executable',
    format: 'table',
    onTerminal: true,
    width: 70,
  });
  for (const line of Buffer.from(text, 'latin1').toString().split('\n')) assert.ok(line.length <= 70, line);
  assert.match(Buffer.from(text, 'latin1').toString(), /…\S*long\/name /);
});

test('markdown stays a table', async () => {
  const { text } = await printed(event('', 1, hex('/a|b\n')), { report: 'executable', format: 'markdown' });
  assert.ok(text.endsWith('| 1 | 11/14/23 22:13:21 | /a\\|b\\\\012 |  |  | 0 | 1 |\n'), text);
});

test('histogram fills short pauses and skips long ones', async () => {
  const log = [1, 2, 150, 20_000].map((sec) => event('', sec, '"/x"')).join('');
  const { text } = await printed(log, { report: 'pid', histogram: 'minute' });
  assert.deepEqual(
    text.split('\n').map((line) => line.replace(/ +#*$/, '')),
    ['2023-11-14 22:13  2', '2023-11-14 22:14  0', '2023-11-14 22:15  1', '...', '2023-11-15 03:46  1', ''],
  );
});

test('--top keeps the most frequent', async () => {
  const log = ['"/b"', '"/a"', '"/a"', '"/c"'].map((exe, i) => event('', i + 1, exe)).join('');
  const { text } = await printed(log, { report: 'executable', summary: true, top: 2 });
  assert.ok(text.endsWith('\n2  /a\n1  /b\n'), text);
});

test('rows after the first block look like those in it', async () => {
  const log = Array.from({ length: 250 }, (_, i) => event('', i + 1, i % 2 ? '"/some/program"' : '"/x"')).join('');
  const job = { report: 'executable', format: 'table', onTerminal: true, width: 60, colour: true } as const;
  const lines = (await printed(log, job)).text.split('\n').slice(2, -1);
  const shape = (line: string | undefined): string => (line ?? '').replace(/\d/g, '0').replace(/ +/g, ' ');
  assert.equal(lines.length, 250);
  assert.equal(shape(lines[249]), shape(lines[199]));
  assert.equal(shape(lines[248]), shape(lines[198]));
});

test('csv: a cell that a spreadsheet would compute is text', async () => {
  const { csvLayout } = await import('../../src/output/grid/csv.js');
  const { gatheredText } = await import('../../src/output/formatter.js');
  const text = gatheredText((out) => {
    const grid = csvLayout([{ key: 'a', title: 'a' }], out, { width: undefined, colour: false, terminal: false });
    for (const cell of ['=cmd|calc', '@SUM(A1)', '-2+3', '-1', '+7', -5, '\ttab', 'plain']) grid.row({ cells: [cell] });
    grid.end();
  });
  assert.equal(text, "a\n'=cmd|calc\n'@SUM(A1)\n'-2+3\n-1\n+7\n-5\n'\ttab\nplain\n");
});
