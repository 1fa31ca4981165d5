/** Rule sets with one planted defect each, and their clean twins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LintOptions, PathKind } from '../../../src/rules/lint/defect.js';
import { fixFor } from '../../../src/rules/lint/fixes.js';
import { lintRules } from '../../../src/rules/lint/lint.js';
import { plainContext, ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { machineByName } from '../../../src/tables/syscalls.js';
import { draws } from '../../support/draws.js';

const USER = '-F auid>=1000 -F auid!=unset';
const pair = (calls: string, rest: string): readonly string[] => [
  `-a always,exit -F arch=b64 -S ${calls} ${rest}`,
  `-a always,exit -F arch=b32 -S ${calls} ${rest}`,
];
const abis = (b64: string, b32: string, rest: string): readonly string[] => [
  `-a always,exit -F arch=b64 -S ${b64} ${rest}`,
  `-a always,exit -F arch=b32 -S ${b32} ${rest}`,
];
const MKNOD = pair('mknod,mknodat', '-F uid=0 -k mknod');
/** What a ring does instead of the calls in these rules is looked at. */
const RING = '-a always,io_uring -S openat,openat2,renameat,setxattr,fsetxattr,connect,accept -k ring';
const ringed = (calls: string, rest = `${USER} -k x`): readonly string[] => [...pair(calls, rest), RING];
const watch = '-a always,exit -F path=/etc/shadow -F perm=wa -k shadow';

// biome-ignore format: a table
const planted: readonly (readonly [id: string, rules: readonly string[], clean: readonly string[]])[] = [
  ['never-task', ['-a never,task', ...MKNOD], MKNOD],
  ['never-task', [...MKNOD, '-a never,task'], ['-a never,task -F uid=33', ...MKNOD]],
  ['always-task', ['-a always,task -F uid=33'], ['-a never,task -F uid=33']],
  ['excludes-all', [...MKNOD, '-a always,exclude -F msgtype=SYSCALL'], [...MKNOD, '-a always,exclude -F msgtype=CWD']],
  ['excludes-all', [...MKNOD, '-a always,exclude -F msgtype>=1000'], [...MKNOD, '-a always,exclude -F msgtype>=2500']],
  ['excludes-all', ['-a always,exclude -F msgtype!=CWD'], ['-a always,exclude -F msgtype=CWD']],
  ['never-exclude', ['-a never,exclude -F msgtype=CWD'], ['-a always,exclude -F msgtype=CWD']],
  ['ends-list', ['-a always,exclude -F msgtype=CWD -F euid=0'], ['-a always,exclude -F msgtype=CWD -F uid=0']],
  ['ends-list', ['-a never,user -F sessionid=4'], ['-a never,user -F auid=4']],
  ['key-on-exclude', ['-a always,exclude -F exe=/usr/bin/x -k x'], ['-a always,exclude -F exe=/usr/bin/x']],
  ['no-condition', ['-a always,exclude'], ['-a always,exclude -F pid=4']],
  ['no-condition', ['-a never,user'], ['-a never,user -F uid=33']],
  ['no-calls', ['-a always,exit -F arch=b64 -S , -F uid=0 -k x'], MKNOD],
  ['unset-auid', pair('mknod,mknodat', '-F auid>=1000 -k x'), pair('mknod,mknodat', `${USER} -k x`)],
  ['unset-auid', pair('mknod,mknodat', '-F auid>999 -k x'), pair('mknod,mknodat', '-F auid>999 -F auid<60000 -k x')],
  ['misses-removal', ['-a always,exit -F path=/etc/shadow -F perm=wa -F success=1 -k x'], [watch]],
  [
    'misses-removal',
    ['-a always,exit -F path=/etc/shadow -F exit=0 -k x'],
    ['-a always,exit -F path=/etc/shadow -k x'],
  ],
  ['unsigned', pair('mknod,mknodat', '-F exit<=-1 -k x'), pair('mknod,mknodat', '-F success=0 -k x')],
  ['unsigned', pair('mknod,mknodat', '-F exit<-1 -k x'), pair('mknod,mknodat', '-F exit=-EPERM -k x')],
  ['unsigned', pair('mknod,mknodat', '-F exit>0 -k x'), pair('mknod,mknodat', '-F exit=0 -k x')],
  ['no-key', pair('mknod,mknodat', '-F uid=0'), MKNOD],
  ['no-arch', ['-a always,exit -S mknod,mknodat -F uid=0 -k x'], MKNOD],
  [
    'slow',
    ['-a always,exit -F dir=/etc -F perm=wa -k x'],
    [
      '-a always,exit -F arch=b64 -F dir=/etc -F perm=w -k x',
      '-a always,exit -F arch=b32 -S truncate64 -F dir=/etc -F perm=w -k x',
    ],
  ],
  ['b32-perm', ['-a always,exit -F arch=b32 -F path=/etc/shadow -F perm=a -k x'], [watch]],
  [
    'b32-perm',
    ['-a always,exit -F arch=b32 -F path=/etc/shadow -F perm=w -k x'],
    ['-a always,exit -F arch=b32 -F path=/etc/shadow -F perm=r -k x'],
  ],
  ['never-matches', pair('mknod,mknodat', '-F uid=0 -F uid=1 -k x'), MKNOD],
  [
    'never-matches',
    pair('mknod,mknodat', '-F auid=unset -F auid<1000 -k x'),
    pair('mknod,mknodat', '-F auid!=unset -F auid<1000 -k x'),
  ],
  ['never-matches', pair('mknod,mknodat', '-F a2&1 -F a2=2 -k x'), pair('mknod,mknodat', '-F a2&1 -F a2=3 -k x')],
  [
    'never-matches',
    pair('mknod,mknodat', '-F success=1 -F exit=-EPERM -k x'),
    pair('mknod,mknodat', '-F success=0 -F exit=-EPERM -k x'),
  ],
  ['never-matches', pair('mknod,mknodat', '-F uid!=0 -F uid<1 -k x'), pair('mknod,mknodat', '-F uid!=0 -F uid<2 -k x')],
  ['redundant', [...MKNOD, ...pair('mknodat', '-F uid=0 -F euid=0 -k mknod')], MKNOD],
  [
    'redundant',
    [watch, '-a always,exit -F path=/etc/shadow -F perm=w -k shadow'],
    [watch, '-a always,exit -F path=/etc/shadow -F perm=r -k shadow'],
  ],
  ['shadowed', ['-a never,exit -F uid=0', ...MKNOD], ['-a never,exit -F uid=5', ...MKNOD]],
  ['shadowed', ['-a never,exit -S all', watch], [watch]],
  [
    'shadowed',
    [watch, '-a never,exit -F path=/etc/shadow -F perm=w -F uid=0'],
    ['-a never,exit -F path=/etc/shadow -F perm=w -F uid=0', watch],
  ],
  [
    'shadowed',
    [...MKNOD, ...pair('mknod,mknodat', '-F uid=0 -k other')],
    [...MKNOD, ...pair('mknod,mknodat', '-F uid=1 -k other')],
  ],
  ['no-b32-twin', [MKNOD[0]!], MKNOD],
  ['no-b32-twin', [MKNOD[0]!, '-a always,exit -F arch=b32 -S mknodat -F uid=0 -k mknod'], [MKNOD[0]!, '-a always,exit -F arch=b32 -S mknod,mknodat -k all']],
  ['no-b32-twin', [MKNOD[0]!, '-a always,exit -F arch=b32 -S all -F uid=5 -k five'], [MKNOD[0]!, '-a never,exit -F arch=b32 -S all']],
  ['newer-calls', ringed('rename,renameat'), ringed('rename,renameat,renameat2')],
  ['newer-calls', ringed('open,openat', '-F exit=-EACCES -k x'), ringed('open,openat,openat2', '-F exit=-EACCES -k x')],
  ['newer-calls', pair('execve', `${USER} -k x`), pair('execve,execveat', `${USER} -k x`)],
  ['newer-calls', ringed('execve'), [...ringed('execve'), ...pair('execveat', '-F auid>=500 -F auid!=unset -k all')]],
  ['newer-calls', pair('chmod,fchmodat', `${USER} -k x`), pair('chmod,fchmodat,fchmodat2', `${USER} -k x`)],
  ['newer-calls', pair('init_module', '-k x'), pair('init_module,finit_module', '-k x')],
  ['newer-calls', ringed('setxattr,fsetxattr', '-k x'), ringed('setxattr,fsetxattr,setxattrat', '-k x')],
  ['newer-calls', pair('mount', '-k x'), pair('mount,move_mount', '-k x')],
  ['newer-calls', abis('adjtimex', 'adjtimex,clock_adjtime,clock_adjtime64', '-k x'), abis('adjtimex,clock_adjtime', 'adjtimex,clock_adjtime,clock_adjtime64', '-k x')],
  ['newer-calls', [...abis('accept', 'accept4', '-F a2=16 -k x'), RING], [...abis('accept,accept4', 'accept4', '-F a2=16 -k x'), RING]],
  // The flags of open are its second argument, those of openat its third.
  ['moved-arguments', ringed('open', '-F a1&0100 -k x'), [...ringed('open', '-F a1&0100 -k x'), ...pair('openat,openat2', '-F a2&0100 -k x')]],
  ['moved-arguments', ringed('openat', '-F a2&0100 -k x'), [...ringed('openat', '-F a2&0100 -k x'), ...pair('openat2', '-k x')]],
  ['b32-calls', pair('setuid', '-F a0=0 -k x'), abis('setuid', 'setuid,setuid32', '-F a0=0 -k x')],
  ['b32-calls', pair('clock_settime', '-F a0=0 -k x'), abis('clock_settime', 'clock_settime,clock_settime64', '-F a0=0 -k x')],
  ['io-uring', pair('connect', '-k x'), ringed('connect', '-k x')],
  ['io-uring', pair('rename,renameat,renameat2', '-k x'), [...pair('rename,renameat,renameat2', '-k x'), ...pair('io_uring_setup', '-k ring')]],
  ['slow', ['-a always,exit -F uid=33 -F perm=x -k x'], ['b64', 'b32'].map((arch) => `-a always,exit -F arch=${arch} -F uid=33 -F perm=x -k x`)],
  ['all-calls', ['-a always,exit -F exe=/usr/bin/x -k x'], pair('mknod,mknodat', '-F exe=/usr/bin/x -k x')],
  ['slow-order', pair('mknod,mknodat', '-F exe=/usr/bin/x -F uid=0 -k x'), pair('mknod,mknodat', '-F uid=0 -F exe=/usr/bin/x -k x')],
  ['link', ['-a always,exit -F path=/bin/link -F perm=x -k x'], ['-a always,exit -F path=/bin/file -F perm=x -k x']],
  [
    'link',
    ['-a always,exit -F arch=b64 -F dir=/lib -F perm=r -k x', '-a always,exit -F arch=b32 -F dir=/lib -F perm=r -k x'],
    [watch],
  ],
  ['missing-path', ['-a always,exit -F path=/nowhere -k x'], [watch]],
];

const kinds: Readonly<Record<string, PathKind>> = { '/bin/link': 'link', '/lib': 'link', '/nowhere': 'missing' };
const kindOf = (path: string): PathKind => kinds[path] ?? 'file';

planted.forEach(([id, rules, clean], i) => {
  test(`lint ${i + 1}: ${id}`, () => {
    const found = lintRules(ruleSetOfLines(rules), { kindOf });
    assert.deepEqual([...new Set(found.map((defect) => defect.id))], [id]);
    assert.deepEqual(lintRules(ruleSetOfLines(clean), { kindOf }), []);
  });
});

/** Lines with the first fixable defect of each mended, until there is none; as `lint --fix` does. */
function mended(lines: readonly string[], options: LintOptions): readonly string[] {
  let left = lines;
  for (let round = 0; round < 6; round++) {
    const rules = left.filter((line) => !line.startsWith('#'));
    const fixed = new Map<number, readonly string[]>();
    for (const defect of lintRules(ruleSetOfLines(rules), options)) {
      const instead = fixFor(defect, options);
      if (instead && !fixed.has(defect.rule.loaded)) fixed.set(defect.rule.loaded, instead);
    }
    if (fixed.size === 0) return rules;
    left = rules.flatMap((line, i) => fixed.get(i) ?? [line]);
  }
  return left;
}

const byHand = new Set([
  'always-task',
  'excludes-all',
  'ends-list',
  'misses-removal',
  'moved-arguments',
  'all-calls',
  'io-uring',
  'unsigned',
  'no-key',
  'shadowed',
  'missing-path',
]);
const options: LintOptions = { kindOf, targetOf: (path) => (kinds[path] === 'link' ? `/usr${path}/real` : undefined) };

planted.forEach(([id, rules], i) => {
  if (byHand.has(id)) return;
  test(`fix ${i + 1}: ${id}`, () => {
    assert.deepEqual(lintRules(ruleSetOfLines(mended(rules, options)), options), []);
  });
});

test('a fix keeps the hand of the author, and the words that a backslash holds together', () => {
  const fixed = (line: string): readonly string[] => mended([line], {});
  assert.deepEqual(fixed('-a always,exit -F path=/a\\ b -F perm=wa -F auid>=1000 -k x'), [
    '-a always,exit -F path=/a\\ b -F perm=wa -F auid>=1000 -F auid!=unset -k x',
  ]);
  assert.deepEqual(fixed('-a exclude,never -F msgtype=CWD'), ['-a always,exclude -F msgtype=CWD']);
});

test('rules of other machines are judged by their own calls', () => {
  const machine = machineByName('aarch64');
  const set = ruleSetOfLines(['-a always,exit -F arch=b64 -S renameat -F uid=0 -k x'], plainContext(machine));
  assert.deepEqual(
    lintRules(set, { machine })
      .map(({ id }) => id)
      .sort(),
    ['io-uring', 'newer-calls', 'no-b32-twin'],
  );
  assert.deepEqual(
    lintRules(set).map(({ id }) => id),
    ['newer-calls', 'io-uring'],
    'for x86_64 it is a rule of another machine',
  );
});

test('mounts below a folder are a border', () => {
  const set = ruleSetOfLines([
    '-a always,exit -F arch=b64 -F dir=/var -F perm=r -k x',
    '-a always,exit -F arch=b32 -F dir=/var -F perm=r -k x',
  ]);
  const found = lintRules(set, { mountsBelow: (folder) => (folder === '/var' ? ['/var/log', '/var/tmp'] : []) });
  assert.match(found[0]?.text ?? '', /^\/var\/log and 1 more is mounted below/);
  assert.deepEqual([...new Set(found.map(({ id }) => id))], ['mount-border']);
});

test('a very large set is judged rule by rule, and that is said', () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `-w /srv/${i} -p wa -k k`);
  assert.deepEqual(
    lintRules(ruleSetOfLines(lines)).map(({ id }) => id),
    ['too-many-rules'],
  );
});

test('comparisons of rules with thousands of conditions end, and that is said', () => {
  const conditions = (i: number): string =>
    Array.from({ length: 40 }, (_, n) => ` -F pid!=${(i * 37 + n * 11) % 99}`).join('');
  const lines = Array.from({ length: 60 }, (_, i) => `-a always,exit -F arch=b64${conditions(i)}`);
  const budget = { left: 100_000 };
  const ids = lintRules(ruleSetOfLines(lines), { budget }).map(({ id }) => id);
  assert.equal(ids.filter((id) => id === 'too-many-cases').length, 1);
  assert.ok(budget.left < 0 && budget.left > -10_000, `what was spent beyond it: ${-budget.left}`);
});

test('so do comparisons of rules that compare fields with one another', () => {
  const pairs = ['uid!=euid', 'gid!=egid', 'uid!=suid', 'euid!=fsuid', 'auid!=fsuid', 'uid!=auid', 'egid!=sgid'];
  const lines = Array.from({ length: 20 }, (_, i) => {
    const values = Array.from({ length: 30 }, (_, n) => ` -F ${n % 2 ? 'auid' : 'uid'}!=${(i * 97 + n * 31) % 2000}`);
    return `-a always,exit${pairs.map((pair) => ` -C ${pair}`).join('')}${values.join('')}`;
  });
  const budget = { left: 100_000 };
  lintRules(ruleSetOfLines(lines), { budget });
  assert.ok(budget.left < 0 && budget.left > -10_000, `what was spent beyond it: ${-budget.left}`);
});

test('what programs write is compared to its end: rules of one shape are judged once', () => {
  const watches = Array.from({ length: 2000 }, (_, i) => `-w /srv/${i} -p wa -k k`);
  const calls = Array.from({ length: 200 }, (_, i) => `-a always,exit -F arch=b32 -S kill -F a1=${i} -k k`);
  const found = lintRules(ruleSetOfLines([...watches, ...calls, '-w /srv/7 -p w -k k']));
  assert.deepEqual(
    found.map(({ id, rule }) => [id, rule.line]),
    [['redundant', '-w /srv/7 -p w -k k']],
  );
});

test('whether a rule can match is the same for it alone and among others of its shape', () => {
  const condition = fc.constantFrom(
    ...['path=/etc/a', 'path=/b', 'dir=/etc', 'dir=/', 'perm=r', 'perm=w', 'perm=x', 'a0=0', 'a1=0', 'a1=1', 'a1=2'],
    ...['a2=65', 'a1!=1', 'a1&2', 'uid=0', 'uid!=0', 'exit=0', 'success=0', 'filetype=dir'],
  );
  const calls = fc.constantFrom('', ' -S open', ' -S openat', ' -S kill');
  const line = fc
    .tuple(calls, fc.array(condition, { minLength: 1, maxLength: 4 }))
    .map(([call, asked]) => `-a always,exit -F arch=b64${call}${asked.map((each) => ` -F ${each}`).join('')}`)
    .filter(loads);
  const impossible = (lines: readonly string[]): readonly string[] =>
    lintRules(ruleSetOfLines(lines), { budget: { left: 1e8 } }).flatMap(({ id, rule }) =>
      id === 'never-matches' ? [rule.line] : [],
    );
  fc.assert(
    fc.property(fc.uniqueArray(line, { minLength: 2, maxLength: 6 }), (lines) => {
      assert.deepEqual(
        impossible(lines),
        lines.flatMap((each) => impossible([each])),
      );
    }),
    { numRuns: draws(60) },
  );
});

function loads(line: string): boolean {
  try {
    ruleSetOfLines([line]);
    return true;
  } catch {
    return false;
  }
}

test('thousands of folders in one another are looked at as far as the work goes', () => {
  const lines = Array.from(
    { length: 1300 },
    (_, i) => `-a always,exit -F dir=/${'d/'.repeat((i % 900) + 1)} -F perm=wa`,
  );
  const budget = { left: 20_000 };
  const ids = lintRules(ruleSetOfLines(lines), { budget }).map(({ id }) => id);
  assert.equal(ids.filter((id) => id === 'too-many-cases').length, 1);
  assert.ok(budget.left < 0 && budget.left > -40_000, `what was spent beyond it: ${-budget.left}`);
});
