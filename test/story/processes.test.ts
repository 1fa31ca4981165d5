/** Who started whom, where the truth is known: no wrong parent, whatever the log leaves out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TracedProcess } from '../../src/story/processes.js';
import { exec, Log } from './log.js';

/** `parent > child` by the first words of their programs; processes of unknown parents stand alone. */
function lineage(log: Log): readonly string[] {
  const lines: string[] = [];
  const open = [...log.story().processes];
  for (let process = open.shift(); process; process = open.shift()) {
    lines.push(process.parent ? `${nameOf(process.parent)} > ${nameOf(process)}` : nameOf(process));
    open.push(...process.children);
  }
  return lines;
}

function nameOf({ pid, commands }: TracedProcess): string {
  return commands.length > 0 ? commands.map(([word]) => word).join('→') : String(pid);
}

const title = (...words: readonly string[]): string =>
  `PROCTITLE proctitle=${Buffer.from(words.join('\0').slice(0, 128)).toString('hex').toUpperCase()}`;
const run = (...words: readonly string[]): readonly string[] => [...exec(...words), title(...words)];
const login = (pid: number, from: number, to: number): string =>
  `LOGIN pid=${pid} uid=0 old-auid=4294967295 auid=1000 tty=(none) old-ses=${from} ses=${to} res=1`;

test('execve rules only: a number used again by a child of somebody else', () => {
  const log = new Log()
    .call('execve', { pid: 20, ppid: 5, records: run('bash') })
    .call('execve', { pid: 30, ppid: 20, records: run('make') })
    .call('execve', { pid: 31, ppid: 30, records: run('cc') })
    .call('execve', { pid: 30, ppid: 99, records: run('cron-job') }) // make has ended, unseen
    .call('execve', { pid: 32, ppid: 30, records: run('backup') });
  assert.deepEqual(lineage(log), ['bash', 'cron-job', 'bash > make', 'cron-job > backup', 'make > cc']);
});

test('execve rules only: the same number, parent and program again', () => {
  const log = new Log()
    .call('execve', { pid: 20, ppid: 5, records: run('bash') })
    .call('execve', { pid: 30, ppid: 20, records: run('a') })
    .call('execve', { pid: 30, ppid: 20, records: run('b') });
  assert.deepEqual(lineage(log), ['bash', 'bash > a', 'bash > b']);
});

test('exec chains stay one process, also when its parent has ended meanwhile', () => {
  const log = new Log()
    .call('execve', { pid: 20, ppid: 5, records: run('nohup', 'env', 'x') })
    .call('execve', { pid: 20, ppid: 1, records: [...exec('env', 'x'), title('nohup', 'env', 'x')] })
    .call('execve', { pid: 20, ppid: 1, records: [...exec('x'), title('nohup', 'env', 'x')] });
  assert.deepEqual(lineage(log), ['nohup→env→x']);
});

test('double fork: with the calls that make processes the truth, without them init', () => {
  const daemon = (log: Log): Log => log.call('execve', { pid: 12, ppid: 1, records: run('daemon') });
  const full = new Log()
    .call('execve', { records: run('service') })
    .call('clone', { exit: 11 })
    .call('clone', { pid: 11, ppid: 10, exit: 12 })
    .call('setsid', { pid: 12, ppid: 11 })
    .call('exit_group', { pid: 11, ppid: 10 })
    .call('exit_group', {});
  assert.deepEqual(lineage(daemon(full)), ['service', 'service > 11', '11 > daemon']);
  assert.deepEqual(lineage(daemon(new Log().call('execve', { records: run('service') }))), ['service', 'daemon']);
});

test("an ended process is nobody's parent", () => {
  const log = new Log()
    .call('execve', { pid: 20, ppid: 5, records: run('first') })
    .call('exit_group', { pid: 20, ppid: 5 })
    .call('execve', { pid: 21, ppid: 20, records: run('stranger') });
  assert.deepEqual(lineage(log), ['first', 'stranger']);
});

test('two sessions of one user: the numbers of one are not parents in the other', () => {
  const sshd = 4294967295;
  const log = new Log()
    .call('execve', { pid: 50, ppid: 1, ses: sshd, records: run('sshd') })
    .call('execve', { pid: 60, ppid: 50, ses: 7, records: [...run('bash'), login(60, sshd, 7)] })
    .call('execve', { pid: 61, ppid: 60, ses: 7, records: run('vi') })
    .call('execve', { pid: 70, ppid: 50, ses: 8, records: [...run('zsh'), login(70, sshd, 8)] })
    .call('execve', { pid: 71, ppid: 61, ses: 8, records: run('ls') }) // vi's number again, by a fork that is not in the log
    .call('execve', { pid: 72, ppid: 70, ses: 9, records: [login(72, 8, 9), ...run('su')] });
  assert.deepEqual(lineage(log), ['sshd', 'ls', 'sshd > bash', 'sshd > zsh', 'bash > vi', 'zsh > su']);
});

test('after a boot nobody from before is left', () => {
  const log = new Log()
    .call('execve', { pid: 20, ppid: 1, records: run('before') })
    .call('execve', {
      pid: 99,
      ppid: 98,
      records: [...run('init'), 'SYSTEM_BOOT pid=1 uid=0 auid=4294967295 ses=4294967295'],
    })
    .call('execve', { pid: 21, ppid: 20, records: run('after') });
  assert.deepEqual(lineage(log), ['before', 'init', 'after']);
});

test('a login that the kernel refuses leaves the process in its session, and is told', () => {
  const refused = login(10, 7, 4_294_967_295).replace('res=1', 'res=0');
  const log = new Log()
    .call('execve', { ses: 7, records: run('sshd') })
    .call('write', { ses: 7, records: [refused] })
    .call('execve', { pid: 20, ppid: 10, ses: 7, records: run('bash') });
  assert.deepEqual(lineage(log), ['sshd', 'sshd > bash']);
  const [{ change = '' } = {}] = log.story().privileges;
  assert.equal(change, 'login: session 7 \xe2\x86\x92 unset, refused');
});
