/** Events are counted by what counts of them: one of each kind is looked at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT } from '../../../src/log/batch-layout.js';
import { EVERYTHING, type Regard } from '../../../src/log/parts/regard.js';
import { ShapeCounter } from '../../../src/log/parts/shape-counter.js';
import { PATH } from '../../../src/tables/generated/record-type.js';
import { batchesOf } from '../../support/batches.js';

/** Events by their lines, whose stamps are written before the colon of each. */
function logOf(events: readonly (readonly string[])[]): Buffer {
  const lines = events.flatMap((records, i) =>
    records.map((record) => `type=${record.replace(':', ` msg=audit(170000000${i}.000:${i}):`)}\n`),
  );
  return Buffer.from(lines.join(''), 'latin1');
}

/** The events that were looked at, how often something was counted again, and the process ids that were told. */
async function counted(events: readonly (readonly string[])[], regard: Regard, tellsPids = false) {
  const counter = new ShapeCounter(regard);
  const looked: number[] = [];
  const again: number[] = [];
  const pids: number[] = [];
  let before = 0;
  for (const batch of await batchesOf(logOf(events))) {
    assert.ok(counter.begin(batch));
    for (let at = counter.next(); at; at = counter.next()) {
      const number = looked.push(before + at.event / EVENT) - 1;
      again[number] = 0;
      counter.learn(() => ({
        again: (times) => {
          again[number] = (again[number] ?? 0) + times;
        },
        ...(tellsPids && { pid: (pid: number) => void pids.push(pid) }),
      }));
    }
    before += batch.events.length / EVENT;
  }
  counter.addUp();
  return { looked, again, pids };
}

const login = (pid: number, ses: number): readonly string[] => [`LOGIN: pid=${pid} uid=0 auid=1 ses=${ses} res=1`];
const abend = (pid: number): readonly string[] => [`ANOM_ABEND: auid=1 uid=0 gid=0 ses=2 pid=${pid} comm="a" sig=6`];
const opened = (name: string): readonly string[] => [
  'SYSCALL: arch=c000003e syscall=2 success=yes exit=3 a0=1 a1=2 a2=3 a3=4 items=1 ppid=1 pid=2 auid=0 comm="a"',
  `PATH: item=0 name="${name}"`,
];
const NUMBERLESS: Regard = { ...EVERYTHING, numbers: false };

test('all counts, unless it is said otherwise', async () => {
  const events = [login(1, 7), login(2, 7), login(3, 8), abend(4), abend(5), abend(4)];
  assert.deepEqual(await counted(events, EVERYTHING), { looked: [0, 2, 3, 4], again: [1, 0, 1, 0], pids: [] });
});

test('numbers of processes and sessions need not count; the process is told', async () => {
  const events = [login(1, 7), login(2, 7), login(3, 8), abend(4), abend(5), abend(4)];
  assert.deepEqual(await counted(events, NUMBERLESS, true), { looked: [0, 3], again: [2, 2], pids: [2, 3, 5, 4] });
});

test('an event whose records name two processes is none of those that name one', async () => {
  const both = (one: number, other: number): readonly string[] => [...login(one, 7), ...abend(other)];
  const events = [both(1, 1), both(2, 2), both(3, 4), both(5, 6)];
  assert.deepEqual((await counted(events, NUMBERLESS, true)).looked, [0, 2]);
});

test('records of a type need not count, nor that there are any', async () => {
  const events = [opened('/a'), opened('/b'), [...opened('/c'), 'PATH: item=1 name="/d"'], opened('/a')];
  const regard = (sort: 'type' | 'nothing'): Regard => ({
    ...EVERYTHING,
    record: (type) => (type === PATH ? sort : 'all'),
  });
  assert.deepEqual((await counted(events, EVERYTHING)).looked, [0, 1, 2]);
  assert.deepEqual((await counted(events, regard('type'))).looked, [0, 2]);
  assert.deepEqual((await counted(events, regard('nothing'))).looked, [0]);
});

test('records with hardly a byte in them are told apart like others', async () => {
  const cwd = 'CWD: cwd="/a"';
  const ends = [
    'EOE: ',
    'EOE: ',
    'EOE: x',
    'EOE: y',
    'EOE: x',
    'EOE:',
    'EOE:',
    'EOE: ',
    'EOE: xy',
    'EOE: xyz',
    'EOE: xy',
  ];
  const { looked, again } = await counted(
    ends.map((end) => [cwd, end]),
    EVERYTHING,
  );
  assert.deepEqual(looked, [0, 2, 3, 5, 8, 9]);
  assert.deepEqual(again, [2, 1, 0, 1, 1, 0]);
});
