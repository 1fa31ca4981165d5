/** Processes and stories of a log, as the tools tell them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Out } from '../../src/bytes/out.js';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { main as trace } from '../../src/cli/autrace/main.js';
import type { Main } from '../../src/cli/io.js';
import { cwd, exec, path as file, Log } from '../story/log.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-views-'));
test.after(() => rmSync(folder, { recursive: true }));

async function run(main: Main, ...argv: readonly string[]) {
  let [text, said] = ['', ''];
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const err = (line: string): void => {
    said += line;
  };
  let status: number;
  try {
    status = await main(argv, {
      out,
      err,
      env: { TZ: 'UTC' },
      stdin: 0,
      terminal: { out: false, err: false, columns: 80 },
    });
  } catch (error) {
    return { status: 1, text, said: error instanceof Error ? error.message : '' };
  }
  out.flush();
  return { status, text: Buffer.from(text, 'latin1').toString(), said };
}

function written(name: string, log: Log): string {
  const target = path.join(folder, name);
  writeFileSync(target, log.text(), 'latin1');
  return target;
}

const full = written(
  'full.log',
  new Log()
    .call('execve', { records: exec('sh', 'build') })
    .call('clone', { exit: 11 })
    .call('execve', { pid: 11, ppid: 10, records: exec('make') })
    .call('clone', { pid: 11, ppid: 10, exit: 12 })
    .call('execve', { pid: 12, ppid: 11, records: exec('cc', 'x.c') })
    .call('openat', {
      pid: 12,
      ppid: 11,
      args: ['ffffff9c', '0', '241'],
      exit: 3,
      records: [cwd, file('x.o', 'CREATE')],
    })
    .call('exit_group', { pid: 12, ppid: 11, args: ['2'] })
    .call('clone', { exit: 13 })
    .call('execve', { pid: 13, ppid: 10, ses: 4, records: exec('other') })
    .call('exit_group', { pid: 11, ppid: 10 })
    .call('exit_group'),
);

test('the tree of selected events has their ancestors, and is that of ts-autrace when all are selected', async () => {
  const { text, said } = await run(search, '--tree', '-c', 'c12', '-if', full);
  assert.doesNotMatch(said, /Note/);
  assert.deepEqual(text.replaceAll(/ \[.*/g, '').split('\n'), ['10 sh build', '└─ 11 make', '   └─ 12 cc x.c', '']);
  const all = await run(search, '--tree', '-if', full);
  const own = await run(trace, '--tree', '-if', full);
  assert.equal(`\nProcesses\n${all.text}`, own.text);
  const told = JSON.parse((await run(search, '--tree', '--json', '-if', full)).text);
  assert.deepEqual(
    told.processes.map((process: { pid: number; parent: number | null }) => [process.pid, process.parent]),
    [
      [10, null],
      [11, 10],
      [12, 11],
      [13, 10],
    ],
  );
});

test('events of descendants and ancestors, by process and by event', async () => {
  const pids = async (...argv: readonly string[]): Promise<string> => {
    const { text } = await run(search, ...argv, '--raw', '-if', full);
    return [...new Set(Array.from(text.matchAll(/ pid=(\d+)/g), ([, pid]) => pid))].join();
  };
  assert.equal(await pids('--descendants-of', '11'), '11,12');
  assert.equal(await pids('--ancestors-of', '12'), '10,11,12');
  assert.equal(await pids('--ancestors-of', ':6'), '10,11,12');
  assert.equal(await pids('--ancestors-of', '100.060:6', '-sc', 'clone'), '10,11');
  assert.match((await run(search, '--descendants-of', '99', '-if', full)).said, /the log has no such process/);
  assert.match((await run(search, '--descendants-of', 'make', '-if', full)).said, /needs a process id or an event/);
});

test('a number that came again: each life has its own events', async () => {
  const log = new Log()
    .call('execve', { pid: 20, ppid: 1, records: exec('first') })
    .call('exit_group', { pid: 20 })
    .call('execve', { pid: 20, ppid: 1, records: exec('second') })
    .call('execve', { pid: 21, ppid: 20, records: exec('child') });
  const { text } = await run(search, '--ancestors-of', '21', '--raw', '-if', written('again.log', log));
  assert.doesNotMatch(text, /first/);
  assert.match(text, /second[\s\S]*child/);
});

test('a log with execve rules only says what it cannot show', async () => {
  const log = written('execs.log', new Log().call('execve', { records: exec('a') }));
  const { said } = await run(search, '--tree', '-if', log);
  assert.match(said, /no clone or fork: .*\n.*no exit_group: /);
  assert.match((await run(report, '--story', '3', '-if', log)).said, /no clone or fork/);
});

test('the story of a session, of a process and of a user', async () => {
  const story = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const { text } = await run(report, ...argv, '-if', full);
    return text
      .split('\n')
      .slice(3, -1)
      .map((line) => line.slice(58));
  };
  assert.deepEqual(await story('--story', '4'), ['exec      other (from 10 sh)']);
  assert.deepEqual(await story('--story-of', '12'), [
    'exec      cc x.c (from 11 make)',
    'created   /work/x.o',
    'written   /work/x.o',
    'exit      12 cc: 2',
  ]);
  assert.equal((await story('--story-of', 'uid:0')).length, 7);
  const json = JSON.parse((await run(report, '--story', '4', '--format', 'json', '-if', full)).text);
  assert.deepEqual([json.session, json.lines[0].event, json.lines[0].what], [4, '100.090:9', 'exec']);
  assert.match((await run(report, '--story', '4', '--format', 'markdown', '-if', full)).text, /\| exec \| other/);
  const none = await run(report, '--story', '99', '-if', full);
  assert.deepEqual([none.status, /no events of interest/.test(none.said)], [1, true]);
});

test('a policy: violations and exit status 3; a profile of several runs', async () => {
  const policy = path.join(folder, 'policy');
  writeFileSync(policy, '# all of it\nallow write /nowhere\ndeny if exit = -1 or pid = 12 and syscall = execve\n');
  const judged = await run(trace, '--policy', policy, '--json', '-if', full);
  assert.equal(judged.status, 3);
  assert.deepEqual(
    JSON.parse(judged.text).violations.map(({ action, item, pid }: Record<string, unknown>) => [action, item, pid]),
    [
      ['if', 'exit = -1 or pid = 12 and syscall = execve', 12],
      ['write', '/work/x.o', 12],
      ['write', '/work/x.o', 12],
    ],
  );
  assert.match(
    (await run(trace, '--policy', policy, '-if', full)).text,
    /Not allowed[\s\S]*write +created +\/work\/x\.o/,
  );
  writeFileSync(policy, 'allow write /work\n');
  assert.deepEqual(await run(trace, '--policy', policy, '-if', full), { status: 0, text: '', said: '' });
  writeFileSync(policy, 'deny if pid = \n');
  assert.match((await run(trace, '--policy', policy, '-if', full)).said, /policy:1: /);
  const profile = await run(trace, '--profile', 'policy', '-if', full, '-if', full);
  const denied = ['exec /**', 'connect *', 'listen *', 'privileges'].map((what) => `deny ${what}\n`);
  assert.equal(profile.text, ['deny read /**\n', 'allow write /work/x.o\n', ...denied].join(''));
  assert.match((await run(trace, '--profile', 'x', '-if', full)).said, /one of policy, seccomp, apparmor/);
  assert.match((await run(trace, '-if', full, '-if', full)).said, /Several -if go with --profile/);
});
