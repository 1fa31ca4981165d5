/** The report on a run, from records as the kernel writes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AuditRecord } from '../../src/log/record.js';
import { difference } from '../../src/story/difference.js';
import { StoryTeller } from '../../src/story/story.js';
import { storyJson } from '../../src/story/story-json.js';
import { treeLines } from '../../src/story/tree-view.js';
import { accounts, cwd, exec, Log, path } from './log.js';

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
      "10 sh -c 'a b' [1970-01-01T00:01:40.010Z, exit 0, 70 ms]",
      '\xe2\x94\x94\xe2\x94\x80 11 (c11) [+10 ms, exit 2, 30 ms]',
      '   \xe2\x94\x94\xe2\x94\x80 12 daemon [+30 ms, SIGKILL, 20 ms]',
    ],
  );
});

test('a child that is faster than its parent, a number that is used again, a signal that is survived', () => {
  const { processes } = new Log()
    .call('getpid')
    .call('execve', { pid: 11, ppid: 10, records: exec('fast') })
    .call('clone3', { exit: 11, milli: 20 })
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
    '/data/old': 'renamed',
    '/data/x': 'read deleted',
    '/etc/shadow': 'denied',
    '/lib/ld.so': 'read',
    '/work/gone': 'missing',
    '/work/log': 'written changed',
    '/work/moved': 'renamed',
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
      ['binds', 'local', '/run/x', undefined, 1],
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
  const { onlyInFirst, onlyInSecond } = difference(before.story(), after.story());
  assert.deepEqual(
    onlyInSecond.map(({ what, item }) => `${what}: ${item}`),
    ['exit status: a 3', 'file denied: /x', 'system call: exit_group', 'error: openat EACCES'],
  );
  assert.deepEqual(onlyInFirst, [{ what: 'file read', item: '/x' }]);
  assert.deepEqual(difference(before.story(), before.story()), { onlyInFirst: [], onlyInSecond: [] });
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
