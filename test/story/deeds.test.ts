/** What calls did: absolute names, renames, sockets, capabilities. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deed } from '../../src/story/deed.js';
import { cwd, exec, folder, Log, path } from './log.js';

function deeds(log: Log): readonly string[] {
  const lines: string[] = [];
  log.story((_call, _process, found) => {
    lines.push(...found.map(deedText));
  });
  return lines;
}

function deedText(deed: Deed): string {
  if (deed.what === 'file')
    return `${deed.access} ${deed.path}${deed.other ? ` ${deed.other.is} ${deed.other.path}` : ''}`;
  if (deed.what === 'peer') return `${deed.direction} ${deed.family} ${deed.address} ${deed.port ?? '-'}`;
  return deed.what === 'command' ? deed.words.join(' ') : deed.change;
}

const AT_FDCWD = 'ffffff9c';

test('names below open folders, with .. and through copies of descriptors', () => {
  const log = new Log()
    .call('openat', { args: [AT_FDCWD, '0', '90000'], exit: 5, records: [cwd, folder('sub/../data', 7)] })
    .call('openat', { args: ['5', '0', '0'], exit: 6, records: [cwd, path('../x')] })
    .call('fcntl', { args: ['5', '406', '0'], exit: 9 })
    .call('mkdirat', { args: ['9'], records: [cwd, folder('/work', 7, 'PARENT'), folder('new', 8, 'CREATE')] })
    .call('fchmod', { args: ['6'], records: ['PATH item=0 name=(null) inode=1 nametype=NORMAL'] });
  assert.deepEqual(deeds(log), ['read /work/data', 'read /work/x', 'created /work/data/new', 'changed /work/x']);
});

test('a folder whose opening is not in the log is known by its inode, and a number used again is found out', () => {
  const log = new Log()
    .call('openat', { args: [AT_FDCWD, '0', '90000'], exit: 5, records: [cwd, folder('/one', 1)] })
    .call('newfstatat', { args: [AT_FDCWD], records: [cwd, folder('/two', 2)] })
    .call('unlinkat', { args: ['5'], records: [cwd, folder('/work', 2, 'PARENT'), path('x', 'DELETE')] })
    .call('unlinkat', { args: ['8'], records: [cwd, folder('/work', 3, 'PARENT'), path('y', 'DELETE')] });
  assert.deepEqual(deeds(log).slice(2), ['deleted /two/x', 'deleted y']);
});

test('files that a process names by its descriptor, and one that is no folder', () => {
  const log = new Log()
    .call('openat', { args: [AT_FDCWD, '0', '200000'], exit: 3, records: [cwd, folder('out', 7)] })
    .call('chmod', { records: [cwd, folder('/proc/self/fd/3', 7)] })
    .call('openat', { args: [AT_FDCWD, '0', '0'], exit: 4, records: [cwd, path('/dev/fd/3/x')] })
    .call('chmod', { records: [cwd, folder('/proc/10/fd/3', 7)] })
    .call('chmod', { records: [cwd, folder('/proc/11/fd/3', 7)] })
    .call('chmod', { records: [cwd, folder('/proc/self/fd/3', 8)] })
    .call('openat', { args: [AT_FDCWD, '0', '90000'], exit: -20, records: [cwd, path('file')] })
    .call('openat', { args: [AT_FDCWD, '0', '0'], exit: -20, records: [cwd, path('file/x')] });
  assert.deepEqual(deeds(log), [
    'examined /work/out',
    'changed /work/out',
    'read /work/out/x',
    'changed /work/out',
    'changed /proc/11/fd/3',
    'changed /proc/self/fd/3',
    'examined /work/file',
    'missing /work/file/x',
  ]);
});

test('renames have two names, links to nowhere one', () => {
  const parents = [folder('/work', 4, 'PARENT'), folder('/work', 4, 'PARENT')];
  const log = new Log()
    .call('rename', { records: [cwd, ...parents, path('a', 'DELETE'), path('b', 'DELETE'), path('b', 'CREATE')] })
    .call('symlinkat', {
      args: ['0', AT_FDCWD],
      records: [cwd, folder('etc/', 5, 'PARENT'), path('../../adduser', 'UNKNOWN'), path('etc/adduser', 'CREATE')],
    })
    .call('rename', { exit: -13, records: [cwd, ...parents] });
  assert.deepEqual(deeds(log), [
    'renamed /work/a to /work/b',
    'renamed /work/b from /work/a',
    'replaced /work/b',
    'created /work/etc/adduser',
    'denied /work',
    'denied /work',
  ]);
});

test('sockets: bound is not listening, abstract names', () => {
  const inet = 'SOCKADDR saddr=020000357F0000010000000000000000';
  const log = new Log()
    .call('socket', { args: ['2', '2'], exit: 3 })
    .call('bind', { args: ['3'], records: [inet] })
    .call('socket', { args: ['2', '1'], exit: 4 })
    .call('bind', { args: ['4'], records: [inet] })
    .call('listen', { args: ['4', '5'] })
    .call('listen', { args: ['7', '5'] })
    .call('connect', { args: ['5'], exit: -111, records: ['SOCKADDR saddr=0100002F746D702F2E5831310000'] });
  assert.deepEqual(deeds(log), [
    'binds inet 127.0.0.1 53',
    'binds inet 127.0.0.1 53',
    'listens inet 127.0.0.1 53',
    'to local @/tmp/.X11 -',
  ]);
});

test('capabilities by name', () => {
  const log = new Log()
    .call('execve', {
      records: [...exec('ping'), 'BPRM_FCAPS fver=0 old_pe=0000000000000000 pe=0000000000002000 pa=0'],
    })
    .call('capset', { records: ['CAPSET pid=1 cap_pi=0 cap_pp=000001ffffffffff cap_pe=0000000000000003 cap_pa=0'] });
  assert.deepEqual(deeds(log), [
    'ping',
    'capabilities: gained net_raw',
    'capabilities: effective chown,dac_override, permitted all',
  ]);
});

test('a tree tells every program that a process became', async () => {
  const { treeLines } = await import('../../src/story/tree-view.js');
  const { processes } = new Log()
    .call('execve', { records: exec('sh', '-c', 'exec nice ls') })
    .call('execve', { records: exec('nice', 'ls') })
    .call('execve', { records: exec('ls') })
    .story();
  const [line = ''] = treeLines(processes, { width: undefined });
  assert.match(Buffer.from(line, 'latin1').toString(), /^10 sh -c 'exec nice ls' → nice ls → ls \[/);
});
