/** ts-autrace beside rules, daemons and hands of others; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { LOGINUID_IMMUTABLE } from '../../src/netlink/status.js';
import { encodeRule } from '../../src/rules/encode.js';
import { markerRule } from '../../src/trace/plan.js';
import { readStory } from '../../src/trace/read-run.js';
import {
  ask,
  assertClean,
  command,
  ended,
  folder,
  guardKernel,
  isLive,
  options,
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

/** As on a machine whose login uids are locked, for somebody who has logged in. */
test('where the program gets no session, its processes are followed one by one', { skip: !isLive }, async () => {
  const log = path.join(folder, 'no-session.log');
  const noSession = 'mount --make-rprivate / && mount -o remount,ro,bind /proc && exec "$@"';
  const program = ['sh', '-c', 'sh -c "sleep 0.3; sh -c \'sleep 0.3; /bin/ls / >/dev/null; :\'; :"; :'];
  const tracer = [process.execPath, ...command, '-o', log, ...program];
  const { status, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', noSession, 'sh', ...tracer], options);
  assert.equal(status, 0, stderr);
  assert.match(
    stderr,
    /no session of its own \(its login uid cannot be changed\): its processes are followed one by one/,
  );
  const { processes } = await readStory(log, systemAccounts());
  assert.ok(
    JSON.stringify(processes, ['children', 'commands']).includes('/bin/ls'),
    'of a child of a child of a child',
  );
  assertClean();
});

test('a process that begins a session of its own is followed into it', { skip: !isLive }, async () => {
  const { story, stderr } = await recorded(
    'sh',
    '-c',
    'echo 0 >/proc/self/loginuid; sleep 0.3; /bin/ls / >/dev/null; sh -c "/bin/true; :"',
  );
  const told = JSON.stringify(story.processes, ['children', 'commands']);
  for (const word of ['/bin/ls', '/bin/true']) assert.ok(told.includes(word), word);
  // Once a machine is told so, login uids are for good until it is booted again.
  const isLocked = (ask((client) => client.features()).features & LOGINUID_IMMUTABLE) !== 0;
  assert.equal(/process \d+ was refused a login session of its own/.test(stderr), isLocked);
  assert.ok(!readFileSync(path.join(folder, 'run.log'), 'latin1').includes(' ses=4294967295 comm='), 'not of others');
  assert.equal(
    story.privileges.filter(({ change }) => change.startsWith('login:')).length,
    1,
    'not that of the launcher',
  );
});
