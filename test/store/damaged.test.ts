/** Columns of events whose records were damaged: what a search finds in the lines must be among the rows that it is given. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main as search } from '../../src/cli/ausearch/main.js';
import { draws } from '../support/draws.js';
import { runMain } from '../support/run-main.js';
import { assertSame, questionsOf } from '../support/store-cases.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-damaged-'));
after(() => rmSync(folder, { recursive: true }));
const fixtures = path.resolve(import.meta.dirname, '../../fixtures/logs');
const lines = readdirSync(fixtures).flatMap((name) => readFileSync(path.join(fixtures, name), 'latin1').split('\n'));

/** Lines with pieces cut out and others put in, behind their stamps. */
const damaged = fc
  .array(
    fc.tuple(fc.nat(lines.length - 1), fc.nat(300), fc.nat(40), fc.nat(lines.length - 1), fc.nat(200), fc.nat(60)),
    {
      minLength: 10,
      maxLength: 30,
    },
  )
  .map((damages) =>
    damages.map(([line, at, length, other, from, more]) => {
      const text = lines[line] ?? '';
      const start = text.indexOf('): ') + 3 + at;
      const put = (lines[other] ?? '').slice(from, from + more);
      return `${text.slice(0, start)}${put}${text.slice(start + length)}\n`;
    }),
  )
  .map((all) => all.join(''));

const log = path.join(folder, 'damaged.log');
const lake = path.join(folder, 'lake');

test('any question to damaged records', async () => {
  await fc.assert(
    fc.asyncProperty(
      damaged.chain((text) => fc.tuple(fc.constant(text), fc.array(questionsOf(text), { minLength: 8, maxLength: 8 }))),
      async ([text, questions]) => {
        writeFileSync(log, Buffer.from(text, 'latin1'));
        utimesSync(log, 1, 1);
        rmSync(lake, { recursive: true, force: true });
        assert.equal((await runMain(search, ['--ship', lake, '-if', log])).status, 0);
        for (const words of questions) await assertSame('ausearch', ['--raw', ...words], lake, log);
      },
    ),
    { numRuns: draws(40) },
  );
});

test('a number that no kernel writes is stored like any other', async () => {
  const change =
    'type=CONFIG_CHANGE msg=audit(1700000000.000:1): auid=0 ses=1 op=add_rule key="net" list=4 res=1000000000000\n';
  writeFileSync(log, `${change}${change.replace(':1)', ':2)').replace(/res=\d+/, 'res=1')}`);
  utimesSync(log, 1, 1);
  rmSync(lake, { recursive: true, force: true });
  assert.equal((await runMain(search, ['--ship', lake, '-if', log])).status, 0);
  for (const words of [
    ['-sv', 'yes'],
    ['-sv', 'no'],
    ['-k', 'net'],
  ]) {
    await assertSame('ausearch', ['--raw', ...words], lake, log);
  }
});

test('an address that is too short is complained about whatever else is asked for', async () => {
  const stamp = (serial: number): string => `msg=audit(1700000000.00${serial}:${serial}):`;
  const address = (serial: number, digits: string): string =>
    `type=SOCKADDR ${stamp(serial)} saddr=${digits}\ntype=PROCTITLE ${stamp(serial)} proctitle="a"\n`;
  const login = `type=USER_LOGIN ${stamp(4)} pid=1 uid=0 auid=0 ses=1 msg='op=x acct="a" exe="/a" hostname=h addr=? terminal=t res=success'\n`;
  writeFileSync(log, `${address(1, '01')}${address(2, '0100')}${address(3, '0200')}${login}`);
  utimesSync(log, 1, 1);
  rmSync(lake, { recursive: true, force: true });
  assert.equal((await runMain(search, ['--ship', lake, '-if', log])).status, 0);
  for (const words of [
    ['-hn', 'h', '-m', 'SYSCALL'],
    ['-f', 'a', '-m', 'SYSCALL'],
    ['-f', 'a', '-n', 'x'],
    ['-hn', 'h', '-a', '2'],
    ['-hn', 'h', '-a', '3'],
    ['-hn', 'h', '-ts', '12/01/23'],
    ['-hn', 'h'],
    ['-m', 'SYSCALL'],
  ])
    await assertSame('ausearch', ['--raw', ...words], lake, log);
  for (const words of [
    ['-l', '--summary'],
    ['-x', '--summary', '-hn', 'x', '--type', 'SYSCALL'],
    ['-x', '--summary', '-a', '3'],
    ['-x', '--summary', '-a', '4'],
    ['--by', 'exe', '--type', 'USER_LOGIN'],
    ['--histogram', 'day', '--type', 'USER_LOGIN'],
    ['-l'],
    ['--type', 'USER_LOGIN'],
  ])
    await assertSame('aureport', words, lake, log);
});
