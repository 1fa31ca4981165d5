/** The report on a run, from records as the kernel writes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Accounts } from '../../src/accounts/accounts.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { differences } from '../../src/story/difference.js';
import { type Story, StoryTeller } from '../../src/story/story.js';
import { storyJson } from '../../src/story/story-json.js';
import { treeLines } from '../../src/story/tree-view.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';
import { machineByName, syscallNumber } from '../../src/tables/syscalls.js';

const machine = machineByName('x86_64')!;
const accounts: Accounts = {
  userName: (uid) => (uid === 0 ? 'root' : undefined),
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

interface CallOptions {
  readonly pid?: number;
  readonly ppid?: number;
  readonly exit?: number;
  readonly args?: readonly string[];
  readonly uid?: number;
  readonly records?: readonly string[];
}

/** Builds events with rising times, 10 ms apart. */
class Log {
  readonly events: AuditEvent[] = [];

  call(name: string, options: CallOptions = {}): this {
    const { pid = 10, ppid = 1, exit = 0, args = [], uid = 0, records = [] } = options;
    const serial = this.events.length + 1;
    const stamp = `msg=audit(100.${String(serial * 10).padStart(3, '0')}:${serial}):`;
    const outcome = name === 'exit_group' ? '' : ` success=${exit < 0 ? 'no' : 'yes'} exit=${exit}`;
    const words = [0, 1, 2, 3].map((i) => ` a${i}=${args[i] ?? 0}`).join('');
    const ids = `auid=0 uid=${uid} gid=0 euid=${uid} suid=${uid} fsuid=${uid} egid=0 sgid=0 fsgid=0`;
    const head = `arch=c000003e syscall=${syscallNumber(machine, name)}${outcome}${words} items=0 ppid=${ppid} pid=${pid}`;
    const lines = [`SYSCALL ${head} ${ids} tty=pts0 ses=3 comm="c${pid}" exe="/bin/c" key=(null)`, ...records];
    this.events.push({
      ...{ sec: 100, milli: serial * 10, serial, node: undefined },
      records: lines.map((line) => {
        const blank = line.indexOf(' ');
        const type = line.slice(0, blank);
        return AuditRecord.fromLine(recordTypeNumber(type), `type=${type} ${stamp}${line.slice(blank)}`);
      }),
    });
    return this;
  }

  story(): Story {
    const teller = new StoryTeller(accounts);
    for (const event of this.events) teller.add(event);
    return teller.story();
  }
}

const exec = (...words: readonly string[]): readonly string[] => [
  `EXECVE argc=${words.length} ${words.map((word, i) => `a${i}="${word}"`).join(' ')}`,
];
const path = (name: string, type = 'NORMAL'): string => `PATH item=0 name="${name}" inode=1 nametype=${type}`;
const cwd = 'CWD cwd="/work"';

test('processes: parents, commands, how they ended', () => {
  const story = new Log()
    .call('execve', { records: exec('sh', '-c', 'a b') })
    .call('clone', { exit: 11 })
    .call('getpid', { pid: 11, ppid: 10 })
    .call('vfork', { pid: 11, ppid: 10, exit: 12 })
    .call('exit_group', { pid: 11, args: ['102'] })
    .call('execve', { pid: 12, ppid: 1, records: exec('daemon') }) // its parent is gone
    .call('kill', { args: ['c', '9'] })
    .call('exit_group', { args: ['0'] })
    .story();
  assert.deepEqual(
    [...treeLines(story.processes, { width: undefined })],
    [
      "10 sh -c 'a b' [exit 0, 70 ms]",
      '\xe2\x94\x94\xe2\x94\x80 11 (c11) [exit 2, 30 ms]',
      '   \xe2\x94\x94\xe2\x94\x80 12 daemon [SIGKILL, 20 ms]',
    ],
  );
});

test('a child that is faster than its parent, a number that is used again, a signal that is survived', () => {
  const { processes } = new Log()
    .call('getpid')
    .call('execve', { pid: 11, ppid: 10, records: exec('fast') })
    .call('clone3', { exit: 11 })
    .call('kill', { args: ['b', 'f'] })
    .call('exit_group', { pid: 11, ppid: 10, args: ['0'] })
    .call('fork', { exit: 11 })
    .call('execve', { pid: 11, ppid: 10, records: exec('second') })
    .story();
  assert.equal(processes.length, 1);
  assert.deepEqual(
    processes[0]!.children.map(({ commands, exitStatus, signal }) => [commands, exitStatus, signal]),
    [
      [[['fast']], 0, undefined],
      [[['second']], undefined, undefined],
    ],
  );
});

test('files: what was done with them, where they lie', () => {
  const { files } = new Log()
    .call('openat', { args: ['ffffff9c', '0', '90800'], exit: 5, records: [cwd, path('/data')] })
    .call('openat', { args: ['5', '0', '0'], exit: 6, records: [cwd, path('in/../x')] })
    .call('openat', {
      args: ['ffffff9c', '0', '241'],
      exit: 7,
      records: [cwd, path('new', 'PARENT'), path('new', 'CREATE')],
    })
    .call('openat', { args: ['ffffff9c', '0', '401'], exit: 8, records: [cwd, path('log')] })
    .call('openat', { args: ['ffffff9c', '0', '0'], exit: -13, records: [cwd, path('/etc/shadow')] })
    .call('newfstatat', { args: ['ffffff9c'], exit: -2, records: [cwd, path('gone', 'UNKNOWN')] })
    .call('unlinkat', { args: ['5'], records: [cwd, path('x', 'DELETE')] })
    .call('renameat', { args: ['5', '0', 'ffffff9c'], records: [cwd, path('old', 'DELETE'), path('moved', 'CREATE')] })
    .call('execve', { records: [...exec('sh'), cwd, path('/bin/sh'), path('/lib/ld.so')] })
    .call('chmod', { records: [cwd, path('./log')] })
    .story();
  const seen = Object.fromEntries(files.map(({ path: name, counts }) => [name, [...counts.keys()].join(' ')]));
  assert.deepEqual(seen, {
    '/bin/sh': 'executed',
    '/data': 'read',
    '/data/old': 'deleted',
    '/data/x': 'read deleted',
    '/etc/shadow': 'denied',
    '/lib/ld.so': 'read',
    '/work/gone': 'missing',
    '/work/log': 'written changed',
    '/work/moved': 'created',
    '/work/new': 'created written',
  });
});

test('peers, errors, privileges', () => {
  const story = new Log()
    .call('connect', { exit: -111, records: ['SOCKADDR saddr=020000097F0000010000000000000000'] })
    .call('connect', { exit: -115, records: ['SOCKADDR saddr=020000097F0000010000000000000000'] })
    .call('bind', { records: ['SOCKADDR saddr=01002F72756E2F7800'] })
    .call('setuid', { uid: 1234 })
    .story();
  assert.deepEqual(
    story.peers.map(({ direction, family, address, port, count, errors }) => [
      direction,
      family,
      address,
      port,
      count,
      ...errors,
    ]),
    [
      ['to', 'inet', '127.0.0.1', 9, 2, 'ECONNREFUSED'],
      ['listens', 'local', '/run/x', undefined, 1],
    ],
  );
  assert.deepEqual(story.calls[0], {
    name: 'connect',
    count: 2,
    errors: 2,
    errorCounts: [
      ['ECONNREFUSED', 1],
      ['EINPROGRESS', 1],
    ],
  });
  assert.match(story.privileges[0]!.change, /^uid root .* 1234, euid root/);
});

test('the difference of two runs', () => {
  const before = new Log().call('execve', { records: exec('a') }).call('openat', { records: [path('/x')] });
  const after = new Log()
    .call('execve', { pid: 99, records: exec('a') })
    .call('openat', { pid: 99, exit: -13, records: [path('/x')] })
    .call('exit_group', { pid: 99, args: ['3'] });
  const news = differences(before.story(), after.story()).map(({ what, item }) => `${what}: ${item}`);
  assert.deepEqual(news, ['exit status: a 3', 'file denied: /x', 'system call: exit_group', 'error: openat EACCES']);
  assert.deepEqual(differences(before.story(), before.story()), []);
});

test('JSON holds the same', () => {
  const story = new Log()
    .call('execve', { records: exec('\xc3\xa4') })
    .call('exit_group')
    .story();
  const told = JSON.parse(Buffer.from(storyJson(story, ['tree', 'calls']), 'latin1').toString('utf8'));
  assert.deepEqual(Object.keys(told), ['processes', 'calls']);
  assert.deepEqual(told.processes[0].commands, [['ä']]);
  assert.equal(told.processes[0].started, '1970-01-01T00:01:40.010Z');
});

test('deep trees and hostile records', () => {
  const log = new Log();
  for (let pid = 10; pid < 3000; pid++) log.call('fork', { pid, ppid: pid - 1, exit: pid + 1 });
  const lines = [...treeLines(log.story().processes, { width: 80 })];
  assert.equal(lines.length, 2990);
  assert.ok(lines.every((line) => line.length < 500));
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary-ascii', maxLength: 60 })), (texts) => {
      const teller = new StoryTeller(accounts);
      for (const [i, text] of texts.entries()) {
        const records = [1300, 1302, 1306, 1307, 1309, 1006, 1701, 1336].map((type) =>
          AuditRecord.fromLine(type, ` ${text}`),
        );
        teller.add({ sec: i, milli: 0, serial: i, node: undefined, records });
      }
      JSON.parse(storyJson(teller.story(), ['tree', 'calls', 'files', 'net', 'privileges']));
    }),
  );
});
