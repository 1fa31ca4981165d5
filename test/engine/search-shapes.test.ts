/** Searches match and write events of a shape that they have met without a look at their records; that must not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SearchJob } from '../../src/engine/job.js';
import type { Batch } from '../../src/log/batch.js';
import { criteria, criterionNames } from '../../src/query/criteria/list.js';
import { type Criterion, type LeafName, type LeafValues, leaf } from '../../src/query/criterion.js';
import type { Query } from '../../src/query/query.js';
import { PATH, USER_LOGIN } from '../../src/tables/generated/record-type.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';
import { repeatingLog } from './repeating-log.js';
import { searchJob, written } from './search-job.js';

const plain: SearchJob = { ...searchJob, format: 'csv', extras: { keys: true, object2: true, time: true } };

/** Shapes, and how events of one are written, are asked for in batches behind that many events. */
const before = Array.from({ length: 200 }, (_, i) => `type=USER_LOGIN msg=audit(1.000:${i}): uid=1000 res=1\n`).join(
  '',
);

async function batchesBehind(log: string): Promise<readonly Batch[]> {
  const [first, second] = await Promise.all([before, log].map((text) => batchesOf(Buffer.from(text, 'latin1'))));
  return [...(first ?? []), ...(second ?? [])];
}

const texts = (...all: readonly string[]): readonly LeafValues['key'][] => all.map((text) => ({ text, whole: false }));

/** Values that some events of the logs have. */
const asked: { readonly [N in LeafName]?: readonly LeafValues[N][] } = {
  type: [[PATH], [USER_LOGIN, PATH]],
  node: [['web01']],
  session: [1, 2, 4294967295],
  uid: [{ id: 1000 }, { name: 'root' }],
  euid: [{ id: 1000 }, { name: 'root' }],
  auid: [{ id: 1000 }, { id: 0 }, { name: 'root' }],
  gid: [{ id: 1000 }, { name: 'root' }],
  egid: [{ id: 1000 }, { name: 'root' }],
  syscall: [2, 42, 59, 257],
  arch: ['x86_64', 'aarch64', 'i386'],
  success: [0, 1],
  file: texts('/etc', 'a'),
  hostname: texts('1', 'example'),
  terminal: texts('pts', 's'),
  exe: texts('/usr/bin', 'ssh'),
  comm: texts('su', 'a'),
  key: texts('e', 'audit'),
  subject: texts('unconfined', 's0'),
  object: texts('etc', 's0'),
  uuid: texts('1'),
  vm: texts('a'),
  // The rest is not settled by shape.
  pid: [1, 1234],
  exit: [0, -2, -13],
};

function leavesFor<N extends LeafName>(name: N): readonly Criterion[] {
  return (asked[name] ?? []).map((value) => leaf(name, value));
}

/** A criterion that all meet: without any, raw output is copied. */
const everything: Query = { criterion: { kind: 'not', of: leaf('exe', { text: 'nowhere', whole: false }) } };

const aLeaf = fc.constantFrom(...criterionNames.flatMap((name) => leavesFor(name)));

const aTree: fc.Arbitrary<Criterion> = fc.oneof(
  { weight: 4, arbitrary: aLeaf },
  aLeaf.map((of): Criterion => ({ kind: 'not', of })),
  fc.tuple(fc.constantFrom('and', 'or'), aLeaf, aLeaf).map(([kind, ...of]): Criterion => ({ kind, of })),
);

const aQuery: fc.Arbitrary<Query> = fc.record(
  {
    criterion: aTree,
    start: fc.constantFrom(0, 1_400_000_000, 1_700_000_000),
    malformed: fc.constantFrom('keep', 'skip'),
    showsMachine: fc.boolean(),
  },
  { requiredKeys: [] },
);

for (const format of ['csv', 'text', 'raw', 'default', 'interpret', 'json', 'ecs', 'ecs-bulk', 'ocsf', 'otlp']) {
  test(`${format}: events matched and written by shape are events matched and written one by one`, async () => {
    await fc.assert(
      fc.asyncProperty(repeatingLog, aQuery, async (log, query) => {
        const job = { ...plain, format, query };
        const batches = await batchesBehind(log);
        assert.equal(await written(job, batches, false), await written(job, batches, true));
      }),
      { numRuns: draws(60) },
    );
  });
}

test('an argument that cannot be read is nothing that passes', async () => {
  const call = (sec: number, argument: string): string =>
    `type=SYSCALL msg=audit(${sec}.000:9): arch=c000003e syscall=2 success=yes exit=0 a0=${argument} a1=0 a2=0 a3=0 items=0 ppid=1 pid=2 auid=0\n`;
  const job: SearchJob = { ...plain, format: 'raw', query: { malformed: 'skip' } };
  const log = ['1f', '11112222333344445', '1e'].map((argument, i) => call(i + 9, argument)).join('');
  const text = await written(job, await batchesBehind(log), false);
  assert.deepEqual(text.match(/ a0=\S+/g), [' a0=1f', ' a0=1e']);
});

for (const format of ['csv', 'text', 'default', 'interpret', 'json', 'ecs', 'ecs-bulk', 'ocsf', 'otlp']) {
  test(`${format}: exit codes of any length are written as one by one`, async () => {
    const call = (exit: string, i: number): string =>
      `type=SYSCALL msg=audit(${300 + i}.000:9): arch=c000003e syscall=9 success=yes exit=${exit} a0=0 a1=0 a2=0 a3=0 items=0 ppid=1 pid=${i} auid=0 key="k"\n`;
    const codes = ['140023606431744', '999999999999999', '4294967296', '-2', '-4294967298', '-999999999999999'];
    const odd = ['9007199254740993', '18446744073709551615', '0000000000001', '-', '1-2'];
    const log = [...codes, ...odd, ...codes, ...odd].map(call).join('');
    const batches = await batchesBehind(log);
    const job = { ...plain, format };
    assert.equal(await written(job, batches, false), await written(job, batches, true));
  });
}

for (const format of ['raw', 'default', 'interpret', 'json', 'ecs', 'ecs-bulk', 'ocsf', 'otlp']) {
  test(`${format}: process ids of odd forms, names of passing values and bytes that need escapes are written as one by one`, async () => {
    const pids = ['7', '0', '007', '-0', '-5', '4294967295', '123456789', '99999999999', '7', '12'];
    const exits = ['0', '-13', '5', '-2', '007', '12', '-5000'];
    const ends = [
      '',
      '\x1dPID="x" A0="y" EXIT="z"',
      '\x1dAUID="r\\t"',
      ' a="\xc3\xa9"',
      ' b="\xff\x01"',
      ' pid=8 exit=9',
    ];
    const event = (pid: string, end: string, sec: number): string => {
      const stamp = (type: string): string => `type=${type} msg=audit(${sec}.0${10 + (sec % 90)}:${sec * 3}):`;
      return (
        `${stamp('SYSCALL')} arch=c000003e syscall=59 success=${sec % 3 === 0 ? 'yes' : 'no'} exit=${exits[sec % exits.length]} a0=${pid} a1=1 a2=2 a3=3 items=1 ppid=${pid} pid=${pid} auid=0 comm="c"${end}\n` +
        `${stamp('PATH')} item=0 name="/f" inode=3${end}\n`
      );
    };
    const alone = (pid: string, end: string, sec: number): string =>
      `type=USER_LOGIN msg=audit(${sec}.007:${sec}): pid=${pid} uid=0 auid=0 ses=1 msg='op=login res=success'${end}\n` +
      `type=ANOM_ABEND msg=audit(${sec + 1}.007:${sec}): auid=0 uid=0 gid=0 ses=1 pid=${pid} comm="c" sig=6${end}\n`;
    const draws = ends.flatMap((end) => pids.map((pid) => [pid, end] as const));
    const log = [...draws, ...draws]
      .map(([pid, end], i) => event(pid, end, 1_700_000_000 + 4 * i) + alone(pid, end, 1_700_000_002 + 4 * i))
      .join('');
    const late = [99_999_999_999, 300_000_000_000].flatMap((at) =>
      ['7', '8', '9'].map((pid, i) => event(pid, '', at + i)),
    );
    const batches = await batchesBehind(log + late.join(''));
    const job = { ...plain, format, query: everything };
    assert.equal(await written(job, batches, false), await written(job, batches, true));
  });
}

test('more nodes in a batch than the kernel has room for are written as one by one', async () => {
  const node = (i: number): string => (i % 7 === 0 ? '' : `node=web${i % 5000} `);
  const log = Array.from(
    { length: 6000 },
    (_, i) => `${node(i)}type=USER_LOGIN msg=audit(2.000:${i}): pid=${i} uid=1000 res=1\n`,
  ).join('');
  const batches = await batchesBehind(log);
  assert.ok(batches.some(({ nodes }) => nodes.names.length > 4096));
  const job = { ...plain, format: 'default', query: everything };
  assert.equal(await written(job, batches, false), await written(job, batches, true));
});

test('what is settled by shape is tried here', () => {
  const settled = criterionNames.filter((name) => criteria[name].byShape);
  assert.deepEqual(
    settled.filter((name) => asked[name] === undefined),
    [],
  );
});
