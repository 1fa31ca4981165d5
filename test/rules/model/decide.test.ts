import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../src/rules/model/decide.js';
import type { EventName, FilterEvent } from '../../../src/rules/model/event.js';
import type { FileChange } from '../../../src/rules/model/standing.js';

const dev = [254, 0] as const;
const file = (path: string, ino: number, nametype = 'NORMAL', ouid = 0): EventName => ({
  ...{ name: path, path, ino, nametype, dev, rdev: [0, 0], mode: 0o100644, ouid, ogid: 0 },
});
const missing = (path: string): EventName => ({ name: path, ino: null, nametype: 'UNKNOWN' });

/** open("/d/a", O_RDONLY) by uid 1000. */
const open: FilterEvent = {
  ...{ arch: 0xc000003e, syscall: 2, args: [1, 0, 0, 0], exit: 3, success: true, saddr_fam: null },
  ...{ pid: 10, ppid: 9, auid: 1000, ses: 1, pers: 0 },
  ...{ uid: 1000, euid: 1000, suid: 1000, fsuid: 1000, gid: 1000, egid: 1000, sgid: 1000, fsgid: 1000, groups: [2000] },
  ...{ exe: { path: '/bin/x', dev, ino: 5 }, names: [file('/d/a', 11)], lookups: ['/d/a'] },
};
const unlink: FilterEvent = {
  ...open,
  ...{ syscall: 87, exit: 0, names: [file('/d', 1, 'PARENT'), file('/d/a', 11, 'DELETE')] },
  ...{
    early: [{ gone: '/d/a', names: [file('/d', 1, 'PARENT'), file('/d/a', 11, 'DELETE')] }],
    after: { '/d/a': null },
  },
};
const paths = { '/d/a': { dev, ino: 11 }, '/d': { dev, ino: 1 }, '/d/b': { dev, ino: 12 } };

const verdict = (rules: readonly string[], event: FilterEvent = open): unknown => {
  const { recorded, key } = decide(rules, event, { paths });
  return recorded === true ? key : recorded;
};

const cases: readonly (readonly [what: string, rules: readonly string[], event: FilterEvent, expected: unknown])[] = [
  ['no rule', [], open, false],
  ['the first match decides', ['-a always,exit -S open -k one', '-a always,exit -S open -k two'], open, 'one'],
  ['never in front', ['-a never,exit -S open', '-a always,exit -S open -k two'], open, false],
  ['-A goes to the front', ['-a always,exit -S open -k two', '-A never,exit -S open'], open, false],
  ['a path rule behind is outranked', ['-a never,exit -S open', '-a always,exit -F path=/d/a -k p'], open, false],
  ['a path rule in front overrides', ['-a always,exit -F path=/d/a -k p', '-a never,exit -S open'], open, 'p'],
  ['a hit without key leaves the former key', ['-a always,exit -F path=/d/a', '-a never,exit -S open -k n'], open, 'n'],
  ['removal with a result condition is missed', ['-a always,exit -F path=/d/a -F success=1 -k p'], unlink, false],
  ['removal is seen early', ['-a always,exit -F path=/d/a -k p'], unlink, 'p'],
  [
    'the rule behind the early hit is not reached',
    ['-a always,exit -F path=/d/a', '-a always,exit -S all -k l'],
    unlink,
    null,
  ],
  ['inode numbers', ['-a always,exit -S all -F inode=11 -k i'], open, 'i'],
  ['a directory', ['-a always,exit -F dir=/d -k d'], open, 'd'],
  ['a missing file is not below it', ['-a always,exit -F dir=/d -k d'], { ...open, names: [missing('/d/z')] }, false],
  ['but is owned by root', ['-a always,exit -S all -F obj_uid=0 -k o'], { ...open, names: [missing('/d/z')] }, 'o'],
  ['unsigned: exit<0 never', ['-a always,exit -S all -F exit<0 -k e'], { ...open, exit: -2, success: false }, false],
  ['unsigned: exit>0 on failure', ['-a always,exit -S all -F exit>0 -k e'], { ...open, exit: -2, success: false }, 'e'],
  ['unset is the largest', ['-a always,exit -S all -F auid>=1000 -k a'], { ...open, auid: 0xffffffff }, 'a'],
  ['supplementary groups', ['-a always,exit -S all -F gid=2000 -k g'], open, 'g'],
  ['but not of fsgid', ['-a always,exit -S all -F fsgid=2000 -k g'], open, false],
  ['no name of this type', ['-a always,exit -S all -F filetype!=dir -k f'], open, 'f'],
  ['access mode only', ['-a always,exit -F perm=w -k w'], { ...open, args: [1, 0o1000, 0, 0] }, false],
  ['both open for writing', ['-a always,exit -F perm=w -k w'], { ...open, args: [1, 2, 0, 0] }, 'w'],
  ['numbers above the mask', ['-a always,exit -S all -k all'], { ...open, syscall: 2048 }, false],
  ['class bits', ['-a always,exit -S 2047 -k c'], unlink, 'c'],
  ['exclude', ['-a always,exit -S all -k all', '-a always,exclude -F msgtype=SYSCALL'], open, false],
  ['never,exclude drops too', ['-a always,exit -S all -k all', '-a never,exclude -F msgtype=SYSCALL'], open, false],
  [
    'a foreign field ends exclude',
    ['-a always,exit -S all -k all', '-a always,exclude -F pid=10 -F euid=0', '-a always,exclude -F uid=1000'],
    open,
    'all',
  ],
  ['a label takes over', ['-a always,exit -S all -k all', '-a always,exclude -F uid=1000 -F subj_type=x'], open, false],
  ['an empty exclude rule', ['-a always,exit -S all -k all', '-a always,exclude'], open, 'all'],
  [
    'files left out',
    ['-a always,exit -F path=/d/a -k p', '-a never,filesystem -F fstype=0xef53'],
    { ...open, names: [{ ...file('/d/a', 11), fsmagic: 0xef53 }] },
    false,
  ],
  ['never,task', ['-a always,exit -S all -k all', '-a never,task'], { ...open, parent: { uid: 0 } }, false],
  ['always,task overrides never', ['-a never,exit', '-a always,task -F uid=0'], { ...open, parent: { uid: 0 } }, null],
  ['a message', [], { ...open, user_msg: 1107 }, null],
  ['a message that user drops', ['-a never,user -F uid=1000'], { ...open, user_msg: 1107 }, false],
  ['user lets through', ['-a always,user -F pid=10', '-a never,user -F uid=1000'], { ...open, user_msg: 1107 }, null],
  ['messages pass exclude', ['-a always,exclude -F msgtype=1107'], { ...open, user_msg: 1107 }, false],
];

for (const [what, rules, event, expected] of cases) {
  test(`model: ${what}`, () => assert.deepEqual(verdict(rules, event), expected));
}

test('the first name that any rule of the table matches decides, not the first rule', () => {
  const link = { ...open, syscall: 86, names: [file('/d', 1, 'PARENT'), file('/d/a', 11), file('/d/n', 11, 'CREATE')] };
  assert.equal(
    verdict(['-a always,exit -S all -F inode=11 -k file', '-a always,exit -S all -F inode=1 -k dir'], link),
    'dir',
  );
  assert.equal(verdict(['-a never,exit -F inode=11', '-a always,exit -S all -F inode=1 -k dir'], link), 'dir');
});

test('what is not known is unknown only where it matters', () => {
  const { uid, ...without } = open;
  assert.equal(uid, 1000);
  assert.equal(verdict(['-a always,exit -S all -F uid=0 -k u'], without), 'unknown');
  assert.equal(verdict(['-a always,exit -S all -F uid=0 -k u', '-a always,exit -S all -k u'], without), 'u');
  assert.equal(verdict(['-a never,exit -F pid=10', '-a always,exit -S all -F uid=0 -k u'], without), false);
  const either = decide(['-a always,exit -S all -F uid=0 -k one', '-a always,exit -S all -k two'], without, { paths });
  assert.deepEqual([either.recorded, either.key], [true, undefined]);
});

test('a number that was rounded on its way is unknown, but what can only be one number is that', () => {
  const rounded = 2 ** 64;
  assert.equal(
    verdict(['-a always,exit -S all -F a0=-1 -k a'], { ...open, syscall: 3, args: [rounded, 0, 0, 0] }),
    'a',
  );
  assert.equal(verdict(['-a always,exit -S all -F a0=-1 -k a'], { ...open, args: [rounded, 0, 0, 0] }), 'unknown');
  assert.equal(verdict(['-a always,exit -S all -F a0&0x80000000 -k a'], { ...open, args: [rounded, 0, 0, 0] }), 'a');
  assert.equal(
    verdict(['-a always,exit -S all -F a0=-100 -k a'], { ...open, syscall: 257, args: [rounded, 0, 0, 0] }),
    'a',
  );
  assert.equal(
    verdict(['-a always,exit -S all -F a0=-1 -k a'], { ...open, args: ['18446744073709551615', 0, 0, 0] }),
    'a',
  );
});

/** What decides after these changes since the rules were loaded. */
const later = (rules: readonly string[], changes: readonly FileChange[], event: FilterEvent = open): unknown => {
  const { recorded, key } = decide(rules, event, { paths, changes });
  return recorded === true ? key : recorded;
};
const replaced: FileChange = { what: 'entry', path: '/d/a', object: { dev, ino: 11 } };

test('each replacement of a file turns the order of its rules around, and -A is forgotten', () => {
  const rules = ['-a always,exit -F path=/d/a -k r1', '-A always,exit -F path=/d/a -k r2'];
  const updates = [0, 1, 2, 3].map((count) => later(rules, Array(count).fill(replaced)));
  assert.deepEqual(updates, ['r2', 'r1', 'r2', 'r1']);
});

test('of two spellings only the one loaded last follows its file', () => {
  const rules = ['-a never,exit -F path=/d/./a', '-a always,exit -F path=/d/a -k plain'];
  const spelled = { ...paths, '/d/./a': { dev, ino: 11 } };
  assert.equal(decide(rules, open, { paths: spelled }).recorded, false);
  const moved: FileChange = { what: 'entry', path: '/d/a', object: { dev, ino: 77 } };
  const event = { ...open, names: [file('/d/a', 77)] };
  assert.equal(decide(rules, event, { paths: spelled, changes: [moved] }).key, 'plain');
  assert.equal(decide(rules, open, { paths: spelled, changes: [moved] }).recorded, false);
});

test('rules go with the directory of what they watch, dir rules with their own', () => {
  const [path, dir, exe] = ['-F path=/d/a', '-F dir=/d', '-F exe=/bin/x'].map((what) => [
    `-a always,exit ${what} -k k`,
  ]);
  const under = (place: string): FilterEvent => ({ ...open, names: [file(`${place}/a`, 11)] });
  const renamed: FileChange = { what: 'renamed', path: '/d', to: '/e' };
  assert.equal(later(path ?? [], [renamed]), false);
  assert.deepEqual([later(dir ?? [], [renamed], under('/e')), later(dir ?? [], [renamed], under('/d'))], ['k', false]);
  assert.equal(later(exe ?? [], [renamed]), 'k');
  for (const what of ['removed', 'unmounted'] as const)
    assert.deepEqual(
      [later(path ?? [], [{ what, path: '/d' }]), later(dir ?? [], [{ what, path: '/d' }])],
      [false, false],
    );
  assert.equal(later(exe ?? [], [{ what: 'renamed', path: '/bin', to: '/sbin' }]), false);
});

test('what is mounted later belongs to no directory above, what is bound before does', () => {
  const rules = ['-a always,exit -F dir=/d -k k'];
  const event = { ...open, names: [file('/d/m/f', 3)] };
  const mounted: FileChange = { what: 'mounted', path: '/d/m' };
  assert.equal(later(rules, [], event), 'k');
  assert.equal(later(rules, [mounted], event), false);
  assert.equal(later(rules, [mounted, { what: 'covered', path: '/d/m' }], event), 'k');
  assert.equal(later(rules, [mounted, { what: 'unmounted', path: '/d/m' }], event), 'k');
  const bound = { ...open, names: [file('/srv/f', 4)] };
  assert.equal(decide(rules, bound, { paths, bound: { '/d/b': '/srv' } }).key, 'k');
  assert.equal(decide(rules, bound, { paths }).recorded, false);
});

test('a record that the kernel writes by itself makes an event of the call', () => {
  const event = {
    ...open,
    syscall: 44,
    names: [],
    types: ['CONFIG_CHANGE', 'SYSCALL', 'EOE'],
    forced: ['CONFIG_CHANGE'],
  };
  const said = (...rules: string[]): unknown => {
    const { recorded, key, types } = decide(rules, event);
    return [recorded, key, types?.join(' ')];
  };
  assert.deepEqual(said(), [true, null, 'CONFIG_CHANGE SYSCALL EOE']);
  assert.deepEqual(said('-a always,exit -S sendto -k k'), [true, 'k', 'CONFIG_CHANGE SYSCALL EOE']);
  assert.deepEqual(said('-a never,exit -S sendto'), [false, null, 'CONFIG_CHANGE']);
  assert.deepEqual(said('-a always,exclude -F msgtype=SYSCALL'), [false, null, 'CONFIG_CHANGE']);
  assert.deepEqual(said('-a always,exclude -F msgtype=CONFIG_CHANGE'), [false, null, '']);
});

test('nothing is recorded of a call that began while auditing was off', () => {
  assert.equal(verdict(['-a always,exit -S all -k k'], { ...open, enabled: 0 }), false);
  assert.equal(verdict(['-a always,exit -S all -k k'], { ...open, enabled: 2 }), 'k');
});

test('an operation of io_uring decides about the call that carries it out', () => {
  const enter = { ...open, syscall: 426, names: [file('/d/a', 11)] };
  const event = { ...enter, operations: [{ ...enter, uring_op: 18 }] };
  const operation = '-a always,io_uring -S openat -k iu';
  assert.equal(verdict([operation], event), 'iu');
  assert.equal(verdict([operation], enter), false);
  assert.equal(verdict([operation, '-a never,exit -S io_uring_enter'], event), 'iu');
  assert.equal(verdict(['-a never,exit -S io_uring_enter', operation], event), false);
});

test('of two files that change places the second is watched no more', () => {
  const [a, b] = [file('/d/a', 11), file('/d/b', 12)];
  const folders = [file('/d', 1, 'PARENT'), file('/d', 1, 'PARENT')];
  const taken = [...folders, { ...a, nametype: 'DELETE' }, { ...b, nametype: 'DELETE' }];
  const moved = [...taken, file('/d/b', 11, 'CREATE')];
  const event: FilterEvent = {
    ...{ ...open, syscall: 316, names: [...moved, file('/d/a', 12, 'CREATE')] },
    early: [
      { gone: '/d/a', names: taken },
      { gone: '/d/b', names: moved },
    ],
    after: { '/d/a': { dev, ino: 12 }, '/d/b': { dev, ino: 11 } },
  };
  const watch = (path: string, condition = ''): readonly string[] => [
    `-a always,exit -F path=${path} ${condition}-k k`,
  ];
  assert.equal(verdict(watch('/d/a'), event), 'k');
  assert.equal(verdict(watch('/d/b'), event), 'k');
  assert.equal(verdict(watch('/d/a', '-F success=1 '), event), 'k');
  assert.equal(verdict(watch('/d/b', '-F success=1 '), event), false);
});
