/** Expressions mean what a naive evaluator says, with needles and without; and print as what they are parsed from. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSearchOptions } from '../../../src/cli/ausearch/options.js';
import { AuditError } from '../../../src/errors.js';
import { cLocale } from '../../../src/locale/locale.js';
import type { AuditEvent } from '../../../src/log/event.js';
import type { Criterion } from '../../../src/query/criterion.js';
import { parseQuery } from '../../../src/query/expression/parse-query.js';
import { printExpression } from '../../../src/query/expression/print.js';
import { readExpressions } from '../../../src/query/expression/read.js';
import { compileQuery } from '../../../src/query/match.js';
import type { Query } from '../../../src/query/query.js';
import { draws } from '../../support/draws.js';
import { assembleModel } from '../../support/model-assembler.js';
import { found } from '../found.js';
import { holds, logOf, naive, naiveEvent, written } from './naive.js';

const users: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['bob', 1000],
]);
const accounts = {
  userId: (name: string) => users.get(name),
  groupId: (name: string) => users.get(name),
  userName: (number: number) => (number === 0 ? 'root' : number === 1000 ? 'bob' : undefined),
  groupName: () => undefined,
};
const context = {
  accounts,
  machine: 'x86_64',
  forPeople: false,
  times: () => ({ locale: cLocale(), now: 1_700_000_000 }),
};

async function tree(expression: string): Promise<Criterion> {
  return (await readExpressions([expression], {}, context)) ?? assert.fail();
}

async function problem(expression: string): Promise<string> {
  try {
    await tree(expression);
  } catch (error) {
    assert.ok(error instanceof AuditError, String(error));
    assert.equal(error.exitStatus, 2);
    return error.message;
  }
  return '';
}

test('random expressions over random events: as the naive evaluator says, and the same with needles', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(naiveEvent, { minLength: 1, maxLength: 8 }),
      naive,
      fc.infiniteStream(fc.nat({ max: 100 })),
      async (events, asked, dice) => {
        const spell = (choices: readonly string[]): string => choices[dice.next().value % choices.length] ?? '';
        const expression = written(asked, spell);
        const criterion = await tree(expression);
        const log = Buffer.from(logOf(events), 'latin1');
        const expected = events.flatMap((event, i) => (holds(asked, event) ? [i + 1] : []));
        const serials = (ids: readonly string[]): number[] => ids.map((id) => Number(id.split(':')[1]));
        const query = { criterion };
        assert.deepEqual(serials(await found(log, query, accounts, false, 1 << 20)), expected, expression);
        assert.deepEqual(serials(await found(log, query, accounts, true, 1 << 20)), expected, `needles: ${expression}`);
        assert.deepEqual(await tree(printExpression(criterion)), criterion, expression);
      },
    ),
    { numRuns: draws(300) },
  );
});

test('every tree prints as an expression that is parsed to the same tree', async () => {
  for (const expression of [
    'exe ~ "^/tmp/" and (success = no or auid = bob) and not key in (noise, cron)',
    'not (pid = 1 and not has key) or PATH.name contains "a\\"b\\\\c\\x00\\xff"',
    '[-k exec -w] and not [-ua bob] or [-se "a b"] and [-sv no] and [-m AVC,USER_AVC] and [-e -13]',
    'exe = "and" and comm = "" and type in (AVC, "UNKNOWN[1420]") and not not pid < 3',
    'addr in 10.0.0.0/8 and addr in ("2001:db8::/32", 1.2.3.4)',
    'time >= 2023-11-14 and time != yesterday and time in (today, "2023-11-14 10:00")',
  ]) {
    const parsed = await tree(expression);
    assert.deepEqual(await tree(printExpression(parsed)), parsed, printExpression(parsed));
  }
});

test('what is wrong, with a caret below the place', async () => {
  assert.equal(await problem('exe = a and'), '--expr: expected a field, found the end\n  exe = a and\n             ^');
  assert.equal(await problem('exe = (a)'), '--expr: expected a value, found (\n  exe = (a)\n        ^');
  assert.equal(
    await problem('pid = 1 and\n syscall = opnat'),
    '--expr, line 2: opnat is no system call; did you mean openat?\n   syscall = opnat\n             ^',
  );
  assert.match(await problem('exe ~ "a(b"'), /missing closing \): `a\(b`/);
  assert.match(await problem('exe < 3'), /exe has no order/);
  assert.match(await problem('PATHH.name = x'), /did you mean PATH\?/);
  assert.match(await problem('addr in 10.0.0.0/33'), /no address and no subnet/);
  assert.match(await problem('[-zz 3]'), /-zz is no option/);
  assert.match(await problem('[-p x]'), /Process id must be a numeric value/);
  assert.match(await problem('exe = "a'), /never closed/);
});

test('hostile expressions: an error or an answer, soon', async () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}pid = 1${')'.repeat(depth)}`;
  assert.equal((await tree(nested(1000))).kind, 'is');
  assert.match(await problem(nested(1001)), /nested more than 1000 deep/);
  assert.match(await problem('('.repeat(100_000)), /nested more than 1000 deep/);
  assert.match(await problem('not '.repeat(100_000)), /nested more than 1000 deep/);
  const many = await tree(`pid in (${Array.from({ length: 10_000 }, (_, i) => i).join(',')})`);
  const { matches } = await compileQuery({ criterion: many }, { accounts });
  const [event] = assembleModel('type=USER msg=audit(1700000000.000:1): pid=9999 uid=0\n', 2);
  assert.ok(event && matches(event));
  const evil = await tree('comm ~ "(a+)+$"');
  const [long] = assembleModel(`type=USER msg=audit(1700000000.000:1): comm="${'a'.repeat(4000)}b"\n`, 2);
  assert.ok(long && !(await compileQuery({ criterion: evil }, { accounts })).matches(long));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary-ascii', maxLength: 40 }), async (text) => void (await problem(text))),
  );
});

test('bytes: patterns match UTF-8 characters where the text is UTF-8, else bytes', async () => {
  const event = (hex: string): AuditEvent =>
    assembleModel(`type=PATH msg=audit(1700000000.000:1): item=0 name=${hex} inode=1 dev=00:01\n`, 2)[0] ??
    assert.fail();
  const finds = async (pattern: string, hex: string): Promise<boolean> => {
    const criterion = await tree(Buffer.from(`PATH.name ~ "${pattern}"`, 'utf8').toString('latin1'));
    return (await compileQuery({ criterion }, { accounts })).matches(event(hex));
  };
  assert.ok(await finds('^/tmp/ä$', '2F746D702FC3A4'));
  assert.ok(await finds('^/tmp/.$', '2F746D702FC3A4'));
  assert.ok(await finds('^/tmp/.$', '2F746D702FFF'));
  assert.ok(await finds('^/tmp/\\x{ff}$', '2F746D702FFF'));
  assert.ok(!(await finds('^/tmp/.$', '2F746D702FC3A4C3A4')));
});

test('bytes: "à" ends in one that JavaScript takes for a blank', async () => {
  const [event = assert.fail()] = assembleModel(
    'type=PROCTITLE msg=audit(1700000000.000:1): proctitle=6C7300C3A000\n',
    2,
  );
  const finds = async (expression: string): Promise<boolean> =>
    (await compileQuery({ criterion: await tree(expression) }, { accounts })).matches(event);
  assert.equal(printExpression(await tree('name = /tmp/\xc3\xa0 and uid=0')), 'name = "/tmp/\xc3\xa0" and uid = 0');
  assert.ok(await finds('proctitle = "ls \xc3\xa0"'));
  assert.ok(!(await finds('proctitle = "ls \xc3"')));
});

const folders = ['../../../fixtures/logs', '../../../../shared/conformance/logs']
  .map((name) => path.resolve(import.meta.dirname, name))
  .filter((name) => existsSync(name));

/** Options, the fields whose values are tried, and for some the same in fields. */
const oldOptions: readonly (readonly [option: string, fields: readonly string[], same?: (value: string) => string])[] =
  [
    ['-p', ['pid'], (value) => `pid = ${value}`],
    ['-pp', ['ppid'], (value) => `ppid = ${value}`],
    ['-ue', ['euid'], (value) => `euid = ${value}`],
    ['-ge', ['egid'], (value) => `egid = ${value}`],
    ['-e', ['exit'], (value) => `exit = ${value}`],
    ['-ui', ['uid']],
    ['-ul', ['auid']],
    ['-ua', ['uid', 'auid']],
    ['-gi', ['gid']],
    ['-ga', ['gid']],
    ['--session', ['ses']],
    ['-sc', ['syscall']],
    ['-x', ['exe']],
    ['-c', ['comm']],
    ['-k', ['key']],
    ['-tm', ['tty', 'terminal']],
    ['-hn', ['hostname', 'addr']],
    ['-f', ['name', 'cwd']],
    ['-su', ['subj', 'scontext']],
    ['-o', ['obj', 'tcontext']],
    ['-se', ['subj', 'scontext', 'tcontext']],
    ['-uu', ['uuid']],
    ['-vm', ['vm']],
  ];

function valuesOf(events: readonly AuditEvent[], fields: readonly string[]): ReadonlySet<string> {
  const values = new Set<string>();
  for (const { records } of events) {
    for (const { text } of records) {
      for (const [, name = '', value = ''] of text.matchAll(/[ ']([a-z]+)="?([^" ]+)/g)) {
        if (fields.includes(name) && !/^-|[()'\x00-\x1f]/.test(value)) values.add(value);
        if (values.size === 5) return values;
      }
    }
  }
  return values;
}

test('every old option, written as an expression, selects the same events', async (t) => {
  for (const folder of folders) {
    for (const name of readdirSync(folder)) {
      if (!name.endsWith('.log') || name === 'damaged.log') continue; // no option takes the numbers of that one
      await t.test(name, async () => {
        const events = assembleModel(readFileSync(path.join(folder, name), 'latin1'), 2).slice(0, 1500);
        const select = async (query: Query): Promise<number[]> => {
          const { matches } = await compileQuery(query, { accounts });
          return events.flatMap((event, i) => (matches(event) ? [i] : []));
        };
        for (const [option, fields, same] of [
          ...oldOptions,
          ['-sv', ['success']],
          ['-m', ['type']],
        ] as typeof oldOptions) {
          for (const value of valuesOf(events, fields)) {
            const command = parseSearchOptions([option, value], context);
            const query = command.kind === 'search' ? command.config.query : assert.fail();
            const expected = await select(query);
            assert.deepEqual(
              await select({ criterion: await tree(`[${option} '${value}']`) }),
              expected,
              `${option} ${value}`,
            );
            if (!same) continue;
            // Some record's field is enough there, where the option looks at one.
            const more = new Set(await select({ criterion: await tree(same(value)) }));
            assert.ok(
              expected.every((event) => more.has(event)),
              same(value),
            );
          }
        }
      });
    }
  }
});

test('times that must hold are bounds of the scan', async () => {
  const { start, end } = await parseQuery('time >= @5 and time < @9 and (time > @7 or pid = 1)', { accounts });
  assert.deepEqual([start, end], [5, 8]);
});

test('the library: what cannot be meant throws', async () => {
  assert.deepEqual((await parseQuery('pid = 1', { accounts })).criterion, {
    kind: 'is',
    name: 'field',
    value: { field: 'pid', operator: '=', values: ['1'] },
  });
  await assert.rejects(parseQuery('success in (yes, failed)'), /success is yes or no, never failed/);
  await assert.rejects(parseQuery('mode in (0644, 9999)'), /mode is octal, or as -i shows it, never 9999/);
  await assert.rejects(parseQuery('exxe = 1'), /no record is known to have a field exxe; did you mean exe\?/i);
  await assert.rejects(parseQuery('pid ='), /^AuditError: query: expected a value, found the end/);
});
