/** What runs need, as a policy, a seccomp list and an AppArmor draft. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../src/story/policy.js';
import { apparmorDraft } from '../../src/story/profile/apparmor.js';
import { covering } from '../../src/story/profile/folders.js';
import { NeedsGatherer } from '../../src/story/profile/needs.js';
import { policyText } from '../../src/story/profile/policy-text.js';
import { seccompList } from '../../src/story/profile/seccomp.js';
import { cwd, exec, folder, Log, path } from './log.js';

const run = new Log()
  .call('execve', { records: [...exec('tool'), cwd, path('/opt/tool'), path('/lib64/ld.so')] })
  .call('openat', { args: ['ffffff9c', '0', '0'], exit: 3, records: [cwd, path('/lib/libc.so.6')] })
  .call('openat', { args: ['ffffff9c', '0', '0'], exit: 3, records: [cwd, path('/etc/tool conf')] })
  .call('openat', { args: ['ffffff9c', '0', '90000'], exit: 3, records: [cwd, folder('/data', 9)] })
  .call('openat', { args: ['ffffff9c', '0', '241'], exit: 4, records: [cwd, path('out', 'CREATE')] })
  .call('openat', { args: ['ffffff9c', '0', '0'], exit: -13, records: [cwd, path('/etc/shadow')] })
  .call('pread', { exit: 1 })
  .call('connect', { records: ['SOCKADDR saddr=020001BB0A0000010000000000000000'] });

test('the policy made of a run is one that the run passes', () => {
  const gatherer = new NeedsGatherer();
  run.story((call, _process, deeds) => gatherer.add(call, deeds));
  const text = policyText(gatherer.needs());
  assert.deepEqual(text.split('\n'), [
    'allow read /data',
    'allow read /etc/tool*conf',
    'allow read /lib',
    'allow read /lib64',
    'allow write /work/out',
    'allow exec /opt/tool',
    'allow connect 10.0.0.1:443',
    'deny listen *',
    'deny privileges',
    '',
  ]);
  const policy = parsePolicy(
    text
      .trim()
      .split('\n')
      .map((content) => ({ content, place: '' })),
  );
  const bad: string[] = [];
  run.story((_call, _process, deeds) => {
    for (const deed of deeds)
      if (policy.violated(deed).length > 0) bad.push(deed.what === 'file' ? deed.path : deed.what);
  });
  assert.deepEqual(bad, ['/etc/shadow'], 'what was denied is not needed');
});

test('what no run did is denied', () => {
  const gatherer = new NeedsGatherer();
  const reader = new Log().call('openat', {
    args: ['ffffff9c', '0', '0'],
    exit: 3,
    records: [cwd, path('/etc/hosts')],
  });
  reader.story((call, _process, deeds) => gatherer.add(call, deeds));
  const lines = policyText(gatherer.needs()).trim().split('\n');
  const policy = parsePolicy(lines.map((content) => ({ content, place: '' })));
  const violated: string[] = [];
  run.story((_call, _process, deeds) => violated.push(...deeds.flatMap((deed) => policy.violated(deed))));
  assert.deepEqual([...new Set(violated)].sort(), ['connect', 'exec', 'read', 'write']);
});

test('seccomp: names as the kernel has them, and what no log shows', () => {
  const gatherer = new NeedsGatherer();
  run.story((call, _process, deeds) => gatherer.add(call, deeds));
  const { architectures, syscalls, defaultAction } = seccompList(gatherer.needs());
  assert.deepEqual([architectures, defaultAction], [['SCMP_ARCH_X86_64'], 'SCMP_ACT_ERRNO']);
  for (const name of ['pread64', 'openat', 'connect', 'exit_group', 'rt_sigreturn'])
    assert.ok(syscalls[0]?.names.includes(name));
  assert.ok(!syscalls[0]?.names.includes('pread'));
});

test('AppArmor: libraries may be mapped, folders end with a slash, odd names are quoted', () => {
  const gatherer = new NeedsGatherer();
  run.story((call, _process, deeds) => gatherer.add(call, deeds));
  const draft = apparmorDraft(gatherer.needs());
  for (const line of [
    'profile "/opt/tool" {',
    '"/opt/tool" mr,',
    '"/data/" r,',
    '"/etc/tool conf" r,',
    '"/lib/**" mr,',
    '"/work/out" rw,',
    'network inet,',
  ]) {
    assert.ok(draft.includes(line), line);
  }
});

test('names with control bytes and pattern characters stay one name', () => {
  const gatherer = new NeedsGatherer();
  const hex = Buffer.from('/w/\x1b[2J\n*', 'latin1').toString('hex').toUpperCase();
  new Log()
    .call('openat', {
      args: ['ffffff9c', '0', '241'],
      exit: 3,
      records: [cwd, `PATH item=0 name=${hex} inode=5 nametype=CREATE`],
    })
    .story((call, _process, deeds) => gatherer.add(call, deeds));
  assert.match(apparmorDraft(gatherer.needs()), /^ {2}"\/w\/\\033\\\[2J\\012\\\*" rw,$/m);
  assert.match(policyText(gatherer.needs()), /^allow write \/w\/\*\[2J\*\*$/m);
});

test('many files of a folder become the folder, but never a wide one', () => {
  const files = ['a', 'b', 'c', 'd'];
  assert.deepEqual(covering(files.map((name) => `/work/src/${name}`)), ['/work/src']);
  assert.deepEqual(
    covering(files.map((name) => `/etc/${name}`)),
    files.map((name) => `/etc/${name}`),
  );
  assert.deepEqual(covering(['/usr/lib/x/y', '/usr/lib/z']), ['/usr/lib']);
});
