/** ts-autrace beside rules, daemons and hands of others; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart } from '../../src/control/proc-file.js';
import { encodeRule } from '../../src/rules/encode.js';
import { markerRule } from '../../src/trace/plan.js';
import {
  ask,
  assertClean,
  command,
  enabled,
  enabledBefore,
  ended,
  folder,
  guardKernel,
  isLive,
  options,
  ownKeys,
  recorded,
  root,
  trace,
} from './traced.js';

guardKernel();

test('a rule that would blind the trace is refused', { skip: !isLive }, () => {
  const auditctl = (operation: string): unknown =>
    spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        path.join(root, 'src/cli/auditctl/start.ts'),
        operation,
        'never,task',
        '-F',
        'uid=0',
        '-F',
        'gid!=424242',
      ],
      options,
    );
  auditctl('-a');
  try {
    const { status, stderr } = trace('/bin/true');
    assert.equal(status, 1);
    assert.match(stderr, /never,task.*nothing would be recorded/);
  } finally {
    auditctl('-d');
  }
  assertClean();
});

const daemonProgram = ['/sbin/auditd', '/opt/audit-reference/bin/auditd'].find((file) => existsSync(file));

test('beside a running daemon', { skip: !isLive || !daemonProgram }, async (t) => {
  if (ask((client) => processStart(client.status().pid || -1)) !== undefined)
    return t.skip('another daemon is running');
  const log = path.join(folder, 'daemon.log');
  const conf = {
    log_file: log,
    log_group: 'root',
    log_format: 'ENRICHED',
    flush: 'NONE',
    space_left: '2',
    admin_space_left: '1',
  };
  writeFileSync(
    path.join(folder, 'auditd.conf'),
    Object.entries(conf)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(''),
  );
  const daemon = spawn(daemonProgram ?? '', ['-n', '-c', folder], { stdio: 'ignore' });
  try {
    for (let i = 0; i < 100 && enabled() === 0; i++) await pause(50);
    const ours = path.join(folder, 'ours.log');
    assert.equal(trace('-o', ours, '/bin/ls', '/').status, 0);
    const { stdout } = trace('/bin/true');
    const key = /'ts-ausearch -i -k (autrace-\S+)'\n$/.exec(stdout)?.[1];
    await pause(500);
    const theirs = new Set(readFileSync(log, 'latin1').split('\n'));
    assert.deepEqual(
      readFileSync(ours, 'latin1')
        .split('\n')
        .filter((line) => !theirs.has(line)),
      [],
    );
    const found = [...theirs].filter((line) => line.startsWith('type=SYSCALL') && line.includes(` key="${key}"`));
    assert.ok(found.some((line) => line.includes('comm="true"')) && found.length > 20);
    assert.deepEqual(ownKeys(), []);
    assert.equal(enabled(), 1);

    daemon.kill('SIGSTOP');
    const stopped = trace('/bin/true');
    daemon.kill('SIGCONT');
    assert.match(stopped.stderr, /The audit daemon \(process \d+\) does not write: it is stopped/);
    assert.match(stopped.stdout, /ts-ausearch -i -if \S+autrace-\S+\.log'\n$/);

    daemon.kill('SIGUSR1'); // rotates
    await pause(300);
    assert.equal(trace('/bin/true').stderr, '');

    const during = spawn(process.execPath, [...command, '/bin/sleep', '2'], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    during.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
    });
    for (let i = 0; i < 200 && ownKeys().length === 0; i++) await pause(20);
    daemon.kill('SIGSTOP');
    await ended(during);
    daemon.kill('SIGCONT');
    assert.match(said, /the audit daemon stopped writing during the run/);

    assert.deepEqual(ownKeys(), []);
  } finally {
    daemon.kill('SIGCONT');
    daemon.kill();
    await new Promise((resolve) => daemon.once('exit', resolve));
    ask((client) => client.set('enabled', enabledBefore));
  }
});

test('a never rule in front, rules that came and went, a removed file: all said', { skip: !isLive }, async () => {
  const log = path.join(folder, 'said.log');
  const child = spawn(process.execPath, [...command, '-o', log, '/bin/sleep', '2'], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  for (let i = 0; i < 100 && !existsSync(log); i++) await pause(20);
  await pause(500);
  const passing = encodeRule(markerRule('ts-audit-live-passing'));
  const never = encodeRule({ ...markerRule('ts-audit-live-never'), action: 0 }, { prepend: true });
  const stored = encodeRule({ ...markerRule('ts-audit-live-never'), action: 0 });
  try {
    ask((client) => {
      client.addRule(passing);
      client.deleteRule(passing);
      client.addRule(never);
    });
    rmSync(log);
    await ended(child);
  } finally {
    ask((client) => client.deleteRule(stored));
  }
  assert.match(said, /somebody put the rule "-a never,exit .*" in front: what it matches is missing/);
  assert.match(said, /somebody added rules and removed them again during the run/);
  assert.match(said, /said\.log was removed during the run; it was written again/);
  assert.ok(readFileSync(log, 'latin1').includes('comm="sleep"'));
  assertClean();
});

test('a process that begins a session of its own is followed into it', { skip: !isLive }, async () => {
  const { story } = await recorded(
    'sh',
    '-c',
    'echo 0 >/proc/self/loginuid; sleep 0.3; /bin/ls / >/dev/null; sh -c "/bin/true; :"',
  );
  const told = JSON.stringify(story.processes, ['children', 'commands']);
  for (const word of ['/bin/ls', '/bin/true']) assert.ok(told.includes(word), word);
  assert.equal(
    story.privileges.filter(({ change }) => change.startsWith('login:')).length,
    1,
    'not that of the launcher',
  );
});
