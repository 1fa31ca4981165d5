/** Trees of criteria: a matcher of the whole tree agrees with matchers of its leaves, and says what it must on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSearchOptions } from '../../src/cli/ausearch/options.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { type Criterion, leaf } from '../../src/query/criterion.js';
import { parseQuery } from '../../src/query/expression/parse-query.js';
import { compileQuery } from '../../src/query/match.js';
import type { Query } from '../../src/query/query.js';
import { criterionOf } from '../../src/query/tree.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';
import { draws } from '../support/draws.js';
import { queryOf } from '../support/query.js';

const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

const STAMP = 'msg=audit(1700000000.001:7):';
const SYSCALL = `type=SYSCALL ${STAMP} arch=c000003e syscall=2 success=no exit=-13 a0=1 a1=2 a2=3 a3=4 items=1 ppid=11 pid=12 auid=1000 uid=5 gid=6 euid=7 egid=8 tty=pts0 ses=9 comm="cat" exe="/usr/bin/cat" key="k1"`;
const SHORT_ADDRESS = `type=SOCKADDR ${STAMP} saddr=0200`;

function event(...lines: readonly string[]): AuditEvent {
  const records = lines.map((line) => AuditRecord.fromLine(recordTypeNumber(/type=(\S+)/.exec(line)?.[1] ?? ''), line));
  return { sec: 1700000000, milli: 1, serial: 7, node: 'one', records };
}

async function finds(query: Query, ...lines: readonly string[]): Promise<boolean> {
  return (await compileQuery(query, { accounts })).matches(event(...lines));
}

const leaves: readonly Criterion[] = [
  ...[leaf('node', ['one']), leaf('node', ['two']), leaf('type', [1300]), leaf('type', [1302]), leaf('serial', 7)],
  ...[leaf('pid', 12), leaf('pid', 13), leaf('comm', { text: 'ca', whole: false }), leaf('success', 1)],
  ...[leaf('hostname', { text: 'h', whole: false })],
  ...(queryOf({ where: ['a0=1'] }).criterion ? [queryOf({ where: ['a0=1'] }).criterion as Criterion] : []),
];
const { tree } = fc.letrec<{ tree: Criterion }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...leaves),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
  ),
}));

test('a tree is the fold of its leaves', async () => {
  const isTrue = new Map(
    await Promise.all(leaves.map(async (one) => [one, await finds({ criterion: one }, SYSCALL)] as const)),
  );
  assert.deepEqual([...isTrue.values()], [true, false, true, false, true, true, false, true, false, false, true]);
  const fold = (one: Criterion): boolean => {
    if (one.kind === 'is') return isTrue.get(one) ?? assert.fail();
    if (one.kind === 'not') return !fold(one.of);
    return one.kind === 'and' ? one.of.every(fold) : one.of.some(fold);
  };
  await fc.assert(
    fc.asyncProperty(tree, async (criterion) => {
      assert.equal(await finds({ criterion }, SYSCALL), fold(criterion));
    }),
    { numRuns: draws(300) },
  );
});

test('what a comparison needs is loaded, for one and for several', async () => {
  const asked = async (text: string): Promise<boolean> =>
    finds(
      { criterion: (await parseQuery(text, { accounts })).criterion },
      SYSCALL,
      `type=USER_LOGIN ${STAMP} addr=10.0.0.7`,
    );
  for (const text of ['comm ~ "^c.t$"', 'addr in 10.0.0.0/8', 'comm ~ "^c.t$" and addr in 10.0.0.0/8 and pid = 12'])
    assert.ok(await asked(text), text);
  for (const text of ['comm ~ "^c.$"', 'addr in 11.0.0.0/8']) assert.ok(!(await asked(text)), text);
});

test('both ends of the time are inside', async () => {
  const within = (start?: number, end?: number): Promise<boolean> =>
    finds({ criterion: undefined, start, end }, SYSCALL);
  for (const [start, end] of [[1700000000, 1700000000], [undefined, 1700000000], [1700000000, undefined], []])
    assert.ok(await within(start, end), `${start} ${end}`);
  for (const [start, end] of [
    [1700000001, undefined],
    [undefined, 1699999999],
    [1700000001, 1800000000],
  ])
    assert.ok(!(await within(start, end)), `${start} ${end}`);
});

test('criteria of several options are one each: any user, any group, either label', async () => {
  const asked = (...words: readonly string[]): Query => {
    const command = parseSearchOptions(words, {
      accounts,
      machine: 'x86_64',
      forPeople: false,
      times: () => ({ locale: cLocale() }),
    });
    return command.kind === 'search' ? command.config.query : assert.fail();
  };
  for (const words of [
    ['-ua', '5'],
    ['-ua', '7'],
    ['-ua', '1000'],
    ['-ga', '6'],
    ['-ga', '8'],
    ['-ui', '5'],
    ['-ue', '7'],
  ])
    assert.ok(await finds(asked(...words), SYSCALL), words.join(' '));
  for (const words of [
    ['-ua', '6'],
    ['-ga', '5'],
    ['-ui', '7'],
    ['-ue', '5'],
    ['-gi', '8'],
    ['-ge', '6'],
    ['-ul', '5'],
  ])
    assert.ok(!(await finds(asked(...words), SYSCALL)), words.join(' '));
  assert.ok(await finds(asked('-w', '-c', 'cat', '-p', '12', '-n', 'one'), SYSCALL));
  assert.ok(!(await finds(asked('-w', '-c', 'ca', '-p', '12'), SYSCALL)));
  assert.equal(criterionOf({}), undefined);
});

async function saidOf(criterion: Criterion, debug: boolean, ...lines: readonly string[]): Promise<string> {
  let said = '';
  const write = (text: string): void => {
    said += text;
  };
  const matcher = await compileQuery({ criterion }, { accounts, diagnostics: { debug, write } });
  assert.equal(matcher.matches(event(...lines)), false);
  return said;
}

test('addresses are complained about whatever else is asked for, but not in other events than the one asked for', async () => {
  const host = leaf('hostname', { text: 'h', whole: false });
  const file = leaf('file', { text: 'h', whole: false });
  const wrongType = leaf('type', [1302]);
  for (const one of [host, file]) {
    assert.equal(await saidOf({ kind: 'and', of: [one, wrongType] }, false, SHORT_ADDRESS), 'sockaddr len too short\n');
    assert.equal(await saidOf({ kind: 'and', of: [one, leaf('serial', 8)] }, false, SHORT_ADDRESS), '');
  }
  assert.equal(await saidOf({ kind: 'and', of: [leaf('pid', 1), wrongType] }, false, SHORT_ADDRESS), '');
});

test('with --debug malformed records are told of events that no other criterion wants', async () => {
  const malformed = `type=SYSCALL ${STAMP} pid=12`;
  const criterion: Criterion = { kind: 'and', of: [leaf('pid', 12), leaf('type', [1302])] };
  assert.match(await saidOf(criterion, true, malformed), /Malformed record kept/);
  assert.equal(await saidOf(criterion, false, malformed), '');
});

test('a record that lacks what it needs is searched by its fields, alone or among others', async () => {
  const loose = `type=AVC ${STAMP} apparmor="DENIED" operation="open" pid=99 comm="man"`;
  const other = `type=AVC ${STAMP} apparmor="DENIED" operation="open" pid=98 comm="dog"`;
  const both: Criterion = { kind: 'and', of: [leaf('pid', 99), leaf('comm', { text: 'man', whole: true })] };
  assert.ok(await finds({ criterion: both }, loose));
  assert.ok(await finds({ criterion: both }, other, loose));
  assert.ok(!(await finds({ criterion: both }, other)));
  assert.ok(!(await finds({ criterion: both, malformed: 'skip' }, loose)));
});
