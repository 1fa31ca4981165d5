import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelRecord } from '../../src/netlink/multicast.js';
import type { Scope } from '../../src/trace/plan.js';
import { type Launcher, Selection } from '../../src/trace/selection.js';

function run(
  scope: Scope,
  records: readonly (readonly [type: number, serial: number, body: string])[],
  launcher?: Launcher,
) {
  const taken: string[] = [];
  const sessions: number[] = [];
  const refused: number[] = [];
  const done: string[] = [];
  const selection = new Selection(
    scope,
    'autrace-1.2',
    {
      take: ({ type, text }: KernelRecord) => taken.push(`${type}:${/:(\d+)\)/.exec(text)?.[1]}`),
      newSession: (session) => sessions.push(session),
      refusedSession: (pid) => refused.push(pid),
      done: (stamp) => done.push(stamp),
    },
    launcher,
  );
  for (const [type, serial, body] of records) selection.add({ type, text: `audit(1.000:${serial}): ${body}` });
  return { taken, sessions, refused, done, begun: selection.begun, ended: selection.ended };
}

const bySession: Scope = { kind: 'session', session: 7 };

test('events of the session or with the key, interleaved with others', () => {
  const { taken, begun, ended } = run(bySession, [
    [1300, 1, 'pid=5 ses=7 comm="a" key=(null)'],
    [1300, 2, 'pid=6 ses=8 comm="b" key="other"'],
    [1302, 2, 'item=0 name="/b"'],
    [1302, 1, 'item=0 name="/a"'],
    [1320, 2, ''],
    [1300, 3, 'pid=6 ses=70 comm="c" key="autrace-1.2"'],
    [1320, 1, ''],
    [1302, 1, 'item=0 name="late, of another event"'],
  ]);
  assert.deepEqual(taken, ['1300:1', '1302:1', '1300:3']);
  assert.deepEqual([begun, ended], [2, 1]);
});

test('records in front of the SYSCALL record wait for it', () => {
  const { taken } = run(bySession, [
    [1327, 1, 'proctitle="x"'],
    [1300, 1, 'pid=5 ses=7 comm="a"'],
    [1327, 2, 'proctitle="x"'],
    [1300, 2, 'pid=5 ses=9 comm="a"'],
  ]);
  assert.deepEqual(taken, ['1327:1', '1300:1']);
});

test('the rules of the tracer itself are not part of the trace', () => {
  const { taken } = run(bySession, [
    [1305, 1, 'auid=0 ses=1 op=add_rule key="autrace-1.2" list=4 res=1'],
    [1300, 1, 'pid=2 ses=1 comm="node" key=(null)'],
  ]);
  assert.deepEqual(taken, []);
});

test('a new login session is followed', () => {
  const { taken, sessions, begun, ended } = run(bySession, [
    [1006, 1, 'pid=5 uid=0 old-auid=0 auid=9 tty=(none) old-ses=7 ses=12 res=1'],
    [1300, 1, 'pid=5 ses=12 comm="su" key=(null)'],
    [1320, 1, ''],
    [1006, 2, 'pid=9 uid=0 old-auid=0 auid=9 tty=(none) old-ses=77 ses=13 res=1'],
    [1701, 3, 'auid=9 uid=9 gid=9 ses=12 pid=5 comm="x" sig=11 res=1'],
  ]);
  assert.deepEqual(sessions, [12]);
  assert.deepEqual(taken, ['1006:1', '1300:1', '1701:3']);
  assert.deepEqual([begun, ended], [1, 1]);
});

test('a login that the kernel refuses is no way into the session of all that have none', () => {
  const { taken, sessions, refused } = run(bySession, [
    [1006, 1, 'pid=5 uid=0 old-auid=0 auid=9 tty=(none) old-ses=7 ses=4294967295 res=0'],
    [1300, 2, 'pid=1 ses=4294967295 comm="init" key=(null)'],
  ]);
  assert.deepEqual([taken, sessions, refused], [['1006:1'], [], [5]]);
});

test('by process the key decides', () => {
  const { taken } = run({ kind: 'processes', pids: [5] }, [
    [1300, 1, 'ppid=5 pid=6 ses=1 comm="child" key="autrace-1.2"'],
    [1300, 2, 'ppid=4 pid=9 ses=1 comm="other" key=(null)'],
    [1701, 3, 'ses=1 pid=5 comm="x" sig=11 res=1'],
  ]);
  assert.deepEqual(taken, ['1300:1', '1701:3']);
});

test('an event is complete with its end, if it has a call', () => {
  const { done, ended } = run(bySession, [
    [1300, 1, 'pid=5 ses=7 comm="a" key=(null)'],
    [1302, 1, 'item=0 name="/a"'],
    [1320, 1, ''],
    [1701, 2, 'ses=7 pid=5 comm="x" sig=11 res=1'],
    [1320, 2, ''],
    [1300, 3, 'pid=6 ses=8 comm="b" key=(null)'],
    [1320, 3, ''],
  ]);
  assert.deepEqual(done, ['audit(1.000:1)']);
  assert.equal(ended, 1);
});

test('of sessions that begin during the run 64 are followed, each once', () => {
  const login = (serial: number, session: string) =>
    [1006, serial, `pid=5 uid=0 old-auid=0 auid=9 tty=(none) old-ses=7${session} res=1`] as const;
  assert.deepEqual(
    run(bySession, [login(1, ' ses=7'), login(2, ''), login(3, ' ses=9'), login(4, ' ses=9')]).sessions,
    [9],
  );
  const many = Array.from({ length: 70 }, (_, i) => login(i, ` ses=${100 + i}`));
  assert.deepEqual(
    run(bySession, many).sessions,
    Array.from({ length: 64 }, (_, i) => 100 + i),
  );
});

test('of events without end the last 4,096 are remembered', () => {
  const after = (others: number): readonly string[] =>
    run(bySession, [
      [1302, 0, 'item=0'],
      ...Array.from({ length: others }, (_, i) => [1302, i + 1, 'item=0'] as const),
      [1300, 0, 'pid=5 ses=7 comm="a"'],
    ]).taken;
  assert.deepEqual(after(4095), ['1302:0', '1300:0']);
  assert.deepEqual(after(4096), ['1300:0']);
});

test('events without end do not pile up', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => [1302, i, 'item=0'] as const);
  assert.deepEqual(run(bySession, many).taken, []);
});

test('what the launcher does before it becomes the program is not the run', () => {
  const { taken } = run(
    bySession,
    [
      [1006, 1, 'pid=5 uid=0 old-auid=4294967295 auid=0 tty=(none) old-ses=4294967295 ses=7 res=1'],
      [1300, 2, 'syscall=0 success=yes exit=3 ppid=1 pid=5 ses=7 comm="sh" key="autrace-1.2"'],
      [1320, 2, ''],
      [1300, 3, 'syscall=59 success=no exit=-2 ppid=1 pid=5 ses=7 comm="sh" key="autrace-1.2"'],
      [1302, 3, 'item=0 name="/usr/local/bin/ls"'],
      [1320, 3, ''],
      [1300, 4, 'syscall=59 success=yes exit=0 ppid=1 pid=5 ses=7 comm="ls" key="autrace-1.2"'],
      [1309, 4, 'argc=1 a0="ls"'],
      [1300, 5, 'syscall=59 success=no exit=-2 ppid=1 pid=5 ses=7 comm="ls" key="autrace-1.2"'],
    ],
    { pid: 5, execve: 59 },
  );
  assert.deepEqual(taken, ['1300:4', '1309:4', '1300:5']);
});

test('of the whole machine, what has the key', () => {
  const { taken } = run({ kind: 'system', except: 0 }, [
    [1300, 1, 'pid=5 ses=7 comm="a" key="autrace-1.2"'],
    [1300, 2, 'pid=5 ses=7 comm="a" key=(null)'],
  ]);
  assert.deepEqual(taken, ['1300:1']);
});
