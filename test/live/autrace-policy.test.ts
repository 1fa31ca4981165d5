/** Policies and profiles of real runs, the seccomp list put into force; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { machineByName, syscallNumber } from '../../src/tables/syscalls.js';
import { assertClean, folder, guardKernel, isLive, trace } from './traced.js';

guardKernel();

const words = ['sh', '-c', 'ls -l / | wc -l >/dev/null; cat /etc/hostname >/dev/null; exit 7'];

test('a run that passes its policy keeps its status, another ends with 3', { skip: !isLive }, () => {
  const good = path.join(folder, 'good.policy');
  const log = path.join(folder, 'policy.log');
  assert.equal(trace('-o', log, ...words).status, 7);
  writeFileSync(good, trace('--profile', 'policy', '-if', log).stdout);
  assert.equal(trace('--policy', good, ...words).status, 7);
  const bad = trace('--policy', good, 'sh', '-c', 'echo x >/tmp/ts-audit-live-policy; rm /tmp/ts-audit-live-policy');
  assert.equal(bad.status, 3);
  assert.match(bad.stdout, /Not allowed[\s\S]*write +created +\/tmp\/ts-audit-live-policy/);
  assertClean();
});

const hasCompiler = spawnSync('cc', ['--version']).status === 0;

test('with its seccomp list in force the run still passes, and nothing else does', {
  skip: !isLive || !hasCompiler,
}, () => {
  const log = path.join(folder, 'seccomp.log');
  assert.equal(trace('-o', log, ...words).status, 7);
  const { syscalls } = JSON.parse(trace('--profile', 'seccomp', '-if', log).stdout);
  const own = machineByName(machine());
  const audited: Readonly<Record<string, string>> = { pread64: 'pread', pwrite64: 'pwrite' };
  const numbers = syscalls[0].names.map((name: string) => own && syscallNumber(own, audited[name] ?? name));
  const helper = path.join(folder, 'under-seccomp');
  assert.equal(spawnSync('cc', ['-o', helper, path.join(import.meta.dirname, 'under-seccomp.c')]).status, 0);
  const under = (...command: readonly string[]) =>
    spawnSync(helper, [numbers.filter(Number.isInteger).join(), ...command]);
  assert.equal(under(...words).status, 7);
  assert.notEqual(under('sh', '-c', 'mkdir /tmp/ts-audit-live-seccomp').status, 0);
});

const hasParser = spawnSync('apparmor_parser', ['--version']).status === 0;

test('AppArmor takes the draft of a run', { skip: !isLive || !hasParser }, () => {
  const log = path.join(folder, 'apparmor.log');
  const odd = `${folder}/{a} [b]*^"c\n`;
  const make =
    'open(F, ">", $ARGV[0]); socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un("\\0ts-audit-live")) or die';
  assert.equal(trace('-o', log, 'perl', '-MSocket', '-e', make, odd).status, 0);
  const draft = trace('--profile', 'apparmor', '-if', log).stdout;
  assert.ok(draft.includes('unix,'));
  const parsed = spawnSync('apparmor_parser', ['-QTK'], { input: Buffer.from(draft, 'latin1'), encoding: 'latin1' });
  assert.equal(parsed.status, 0, `${parsed.stderr}${draft}`);
});
