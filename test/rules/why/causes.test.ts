/** Planted causes: a rule set, an event that it does not record, and what is said to be the reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obstaclesOf } from '../../../src/control/obstacles.js';
import { decide } from '../../../src/rules/model/decide.js';
import { describedEvent } from '../../../src/rules/model/described.js';
import type { FilterEvent } from '../../../src/rules/model/event.js';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { eventsFor, fileAt, shapeOf } from '../../../src/rules/prove/shapes.js';
import type { PathFacts } from '../../../src/rules/why/cause.js';
import { causesOf } from '../../../src/rules/why/causes.js';

function eventOf(words: string): FilterEvent {
  const { event, call, path } = describedEvent(words.split(' '));
  const [form = {}] = path === undefined ? [{ names: [] }] : eventsFor(shapeOf(call), { file: fileAt(path) });
  const whole = { ...form, ...event };
  return { ...whole, parent: whole };
}

const USER = 'uid=1000 auid=1000 gid=1000 exit=0 exe=/bin/sh';
const here: PathFacts = {
  kindOf: (path) => (path === '/bin' || path === '/sbin/insmod' ? 'link' : path === '/gone' ? 'missing' : 'file'),
  targetOf: (path) => `/usr${path}`,
  mountsBelow: (folder) => (folder === '/srv' ? ['/srv/data'] : []),
};
const EXEC = '-a always,exit -F arch=b64 -S execve -k exec';
const planted: readonly (readonly [id: string, rules: readonly string[], event: string])[] = [
  ['never-task', ['-a never,task', EXEC], `execve path=/bin/ls ${USER}`],
  ['never-task', ['-a never,task -F uid=1000', EXEC], `getpid ${USER}`],
  ['never-rule', ['-a never,exit -F arch=b64 -S execve', EXEC], `execve path=/bin/ls ${USER}`],
  ['never-path', ['-a never,exit -F path=/bin/ls', EXEC], `execve path=/bin/ls ${USER}`],
  ['excluded-type', [EXEC, '-a always,exclude -F msgtype=SYSCALL'], `execve path=/bin/ls ${USER}`],
  ['excluded-process', [EXEC, '-a never,exclude -F auid=1000'], `execve path=/bin/ls ${USER}`],
  ['excluded-process', [EXEC, '-a always,exclude -F exe=/bin/sh'], `execve path=/bin/ls ${USER}`],
  ['no-rules', [], `execve path=/bin/ls ${USER}`],
  ['other-call', ['-a always,exit -F arch=b64 -S openat -k o'], `openat2 path=/etc/x ${USER}`],
  ['wrong-arch', [EXEC.replace('execve', '59')], `59 arch=b32 path=/x ${USER}`],
  ['auid-unset', [`${EXEC} -F auid!=unset`], 'execve path=/bin/ls uid=0 auid=unset gid=0 exit=0'],
  ['auid', [`${EXEC} -F auid=1001`], `execve path=/bin/ls ${USER}`],
  ['uid', [`${EXEC} -F uid=0`], `execve path=/bin/ls ${USER}`],
  ['euid', [`${EXEC} -F euid=0`], `execve path=/bin/ls ${USER}`],
  ['gid', [`${EXEC} -F gid=5`], `execve path=/bin/ls ${USER} groups=7`],
  ['pid', [`${EXEC} -F pid=5`], `execve path=/bin/ls ${USER} pid=6`],
  ['ppid', [`${EXEC} -F ppid=5`], `execve path=/bin/ls ${USER} ppid=6`],
  ['comparison', [`${EXEC} -C uid!=euid`], `execve path=/bin/ls ${USER}`],
  ['success', [`${EXEC} -F success=0`], `execve path=/bin/ls ${USER}`],
  ['exit', [`${EXEC} -F exit=-EPERM`], `execve path=/bin/ls ${USER}`],
  ['no-result', ['-a always,exit -F arch=b64 -S exit_group -F success=1 -k x'], 'exit_group uid=0 auid=0 gid=0'],
  ['removal', ['-a always,exit -F arch=b64 -S unlink -F path=/etc/x -F success=1 -k x'], `unlink path=/etc/x ${USER}`],
  ['perm', ['-w /etc/x -p wa -k x'], `openat path=/etc/x a2=64 ${USER}`],
  ['perm', ['-w /etc/x -p wa -k x'], `utimensat path=/etc/x ${USER}`],
  ['other-file', ['-a always,exit -F arch=b64 -S chmod -F path=/etc/x -k x'], `chmod path=/etc/y ${USER}`],
  ['other-folder', ['-a always,exit -F arch=b64 -S chmod -F dir=/etc -k x'], `chmod path=/opt/y ${USER}`],
  ['mount-border', ['-a always,exit -F arch=b64 -S chmod -F dir=/srv -F uid=1 -k x'], `chmod path=/srv/data/y ${USER}`],
  ['watch-on-link', ['-a always,exit -F arch=b64 -S execve -F path=/sbin/insmod -k x'], `execve path=/usr/sbin/insmod ${USER}`],
  ['dir-link', ['-a always,exit -F arch=b64 -S execve -F dir=/bin -k x'], `execve path=/usr/bin/ls ${USER}`],
  ['missing-path', ['-a always,exit -F arch=b64 -S chmod -F path=/gone -k x'], `chmod path=/etc/y ${USER}`],
  ['no-names', ['-a always,exit -F path=/etc/x -k x'], `ftruncate ${USER}`],
  ['exe', [`${EXEC} -F exe=/usr/bin/script`], `execve path=/bin/ls ${USER}`],
  ['exe-link', [`${EXEC} -F exe=/sbin/insmod`], `execve path=/bin/ls ${USER}`],
  ['exe-missing', [`${EXEC} -F exe=/gone`], `execve path=/bin/ls ${USER}`],
  ['other-inode', ['-a always,exit -F arch=b64 -S chmod -F inode=7 -F devmajor=8 -k x'], `chmod path=/etc/y ${USER}`],
  ['saddr-fam', ['-a always,exit -F arch=b64 -S connect -F saddr_fam=2 -k x'], `connect ${USER}`],
  ['fsuid', [`${EXEC} -F fsuid=0`], `execve path=/bin/ls ${USER} fsuid=1000`],
  ['condition', [`${EXEC} -F pers=8`], `execve path=/bin/ls ${USER} pers=0`],
  ['labels', [`${EXEC} -F subj_type=init_t`], `execve path=/bin/ls ${USER}`],
  ['filesystem-list', ['-a never,filesystem -F fstype=tracefs', '-w /etc/x -p wa -k x'], `openat path=/etc/y a2=1 ${USER}`],
  ['missing-path', ['-a always,exit -F arch=b64 -S chmod -F dir=/gone -k x'], `chmod path=/etc/y ${USER}`],
  ['no-result', ['-a always,exit -F arch=b64 -S exit_group -F exit=1 -k x'], 'exit_group uid=0 auid=0 gid=0'],
  ['no-key', ['-a always,exit -F arch=b64 -S execve'], `execve path=/bin/ls ${USER}`],
]; // biome-ignore format: one glance

planted.forEach(([id, rules, words], i) => {
  test(`cause ${i + 1}: ${id}`, () => {
    const set = ruleSetOfLines(rules);
    const event = eventOf(words);
    const found = causesOf(set, event, decide(set, event), here).map((cause) => cause.id);
    assert.ok(found.includes(id) || (id === 'mount-border' && found.includes('uid')), `found ${found.join(', ')}`);
  });
});

const causeIds = (rules: readonly string[], event: FilterEvent): readonly string[] => {
  const set = ruleSetOfLines(rules);
  return causesOf(set, event, decide(set, event), here).map(({ id }) => id);
};

test('causes that a call has which no words describe', () => {
  const event = eventOf(`openat path=/etc/x a2=1 ${USER}`);
  const watch = ['-w /etc/x -p r -k x'];
  const lost = { ...event, names: (event.names ?? []).map((name) => ({ ...name, ino: null })) };
  assert.ok(causeIds(watch, lost).includes('not-found'));
  const set = ruleSetOfLines(watch);
  const barred = { ...lost, exit: -13, success: false };
  const [cause] = causesOf(set, barred, decide(set, barred), here);
  assert.match(cause?.text ?? '', /failed with EACCES before it came to the file/);
  assert.match(cause?.change ?? '', /exit=-EACCES/);
  assert.ok(
    causeIds([`${EXEC} -F exe=/bin/x`], { ...eventOf(`execve path=/bin/ls ${USER}`), exe: null }).includes('exe'),
  );
  const { parent, ...orphan } = eventOf(`execve path=/bin/ls ${USER}`);
  const { uid, ...unknown } = orphan;
  assert.ok(causeIds(['-a never,task -F uid=1000', '-a always,exit -S openat'], unknown).includes('never-task'));
  const folder = ['-a always,exit -F arch=b64 -S openat -F filetype=dir -k x'];
  const file = { ...event, names: (event.names ?? []).map((name) => ({ ...name, mode: 0o100644 })) };
  assert.ok(causeIds(folder, file).includes('filetype'));
  assert.ok(causeIds(watch, { ...event, uring_op: 18 }).includes('io-uring'));
});

test('what a machine keeps away, in the order in which an event meets it', () => {
  const status = { enabled: 1, pid: 400, rateLimit: 0, backlogLimit: 64, backlog: 0, lost: 0 };
  const ids = (changes: object, bootLine = 'quiet audit=1', process?: object): readonly string[] =>
    obstaclesOf({
      status: { ...status, ...changes },
      bootLine,
      ...(process && { process: { ...plain, ...process } }),
    }).map(({ id }) => id);
  const plain = {
    isDaemon: false,
    isInOtherPidNamespace: false,
    isInOtherUserNamespace: false,
    hasOtherRoot: false,
    loginUid: 1000,
  };
  assert.deepEqual(ids({}), []);
  assert.deepEqual(ids({ enabled: 0 }, 'audit=0'), ['audit=0', 'disabled']);
  assert.deepEqual(ids({}, 'quiet'), ['old-process']);
  assert.deepEqual(ids({ rateLimit: 5, lost: 3, backlog: 64, pid: 0 }), ['rate-limit', 'lost', 'backlog', 'no-daemon']);
  assert.deepEqual(ids({}, 'audit=1', { isDaemon: true, loginUid: 4294967295 }), ['daemon', 'auid-unset']);
  assert.deepEqual(
    ids({}, 'audit=1', { isInOtherPidNamespace: true, isInOtherUserNamespace: true, hasOtherRoot: true }),
    ['pid-namespace', 'user-namespace', 'mount-namespace'],
  );
});
