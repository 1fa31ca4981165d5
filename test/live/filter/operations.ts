/** Random rule sets and system calls for experiments with the kernel's filter. `$D` is the folder they are about. */
import fc from 'fast-check';

/** Files of the folder, made anew for each experiment. */
export const files = ['a', 'b', 'd/x', 'e/y', 'q'] as const;
export const folders = ['d', 'e'] as const;

/** They leave all files as they are. */
const still = [
  ...['2 s:$D/a 0', '2 s:$D/a 1', '2 s:$D/d/x 2', '2 s:$D/none 0', '257 -100 s:$D/b 0', '4 s:$D/a', '21 s:$D/e/y 4'],
  ...['90 s:$D/a 420', '76 s:$D/b 0', '92 s:$D/q 0 0', '86 s:$D/none s:$D/e/new', '83 s:$D/d 493', '87 s:$D/d/none'],
  ...['39', '110', '95 18', '41 1 1 0', '41 99 1 0', '3 -1', '2000 1 2 3', '105 0'],
];
/** They take entries away or make them. */
const changing = [
  ...[
    '87 s:$D/a',
    '87 s:$D/d/x',
    '82 s:$D/a s:$D/b',
    '82 s:$D/q s:$D/d/q',
    '82 s:$D/d/x s:$D/e/y',
    '86 s:$D/a s:$D/e/a',
  ],
  ...['83 s:$D/e/new 493', '84 s:$D/d', '263 -100 s:$D/q 0', '2 s:$D/d/new 65 420', '88 s:$D/a s:$D/e/link'],
];

const condition = fc.oneof(
  fc.constantFrom(
    'uid=0',
    'uid!=0',
    'uid>=1000',
    'auid=4242',
    'auid!=-1',
    'auid>=4243',
    'euid<1000',
    'gid=5000',
    'gid!=5000',
  ),
  fc.constantFrom(
    'success=1',
    'success=0',
    'success!=0',
    'exit=-ENOENT',
    'exit!=0',
    'exit<0',
    'exit>0',
    'exit=-EACCES',
  ),
  fc.constantFrom('a1=0', 'a1&1', 'a1&=2', 'a1!=2', 'perm=r', 'perm=wa', 'perm=x', 'filetype=file', 'filetype!=dir'),
  fc.constantFrom(
    'obj_uid=0',
    'obj_uid!=0',
    'exe=$D/caller',
    'exe!=$D/caller',
    'pers=0',
    'sessionid!=-1',
    'saddr_fam=1',
  ),
  fc.constantFrom(
    'dir=$D/d',
    'dir=$D',
    'path=$D/a',
    'path=$D/b',
    'path=$D/d/x',
    'path=$D/d',
    'path=$D/q',
    'path=$D/e/new',
  ),
);

const line = fc
  .record({
    option: fc.constantFrom('-a', '-a', '-a', '-A'),
    action: fc.constantFrom('always', 'always', 'never'),
    arch: fc.constantFrom('', '-F arch=b64 ', '-F arch=b32 '),
    calls: fc.constantFrom('open', '2,87', 'unlink,rename', '86', '39', '90', '83', 'all', 'all', 'all'),
    conditions: fc.array(condition, { maxLength: 3 }),
    comparison: fc.constantFrom('', '', '', ' -C uid!=euid', ' -C uid=obj_uid', ' -C auid!=obj_uid'),
    key: fc.constantFrom('', ' -k one', ' -k two'),
  })
  .map(({ option, action, arch, calls, conditions, comparison, key }) => {
    const tests = conditions.map((test) => ` -F ${test}`).join('');
    return `${option} ${action},exit ${arch}-S ${calls}${tests} -F ppid=$P${comparison}${key}`;
  })
  .filter((text) => (text.match(/path=|dir=/g) ?? []).length < 2 && (text.match(/exe/g) ?? []).length < 2);

const exclude = fc.constantFrom(
  '-a always,exclude -F auid=4243 -F msgtype=SYSCALL',
  '-a never,exclude -F uid=0 -F msgtype=CWD',
);

export interface Plan {
  readonly rules: readonly string[];
  readonly calls: readonly string[];
  /** Made by a user instead of root. */
  readonly isUser: boolean;
}

const CALLS = 5;

const plan: fc.Arbitrary<Plan> = fc.record({
  // The kernel takes no rule twice, wherever it is put.
  rules: fc.uniqueArray(fc.oneof({ weight: 15, arbitrary: line }, { weight: 1, arbitrary: exclude }), {
    minLength: 1,
    maxLength: 6,
    selector: (text) => text.slice(2),
  }),
  calls: fc
    .tuple(fc.shuffledSubarray(still, { minLength: CALLS, maxLength: CALLS }), fc.constantFrom(...changing))
    .map(([calls, last]) => [...calls, last]),
  isUser: fc.boolean(),
});

export function plans(seed: number, count: number): readonly Plan[] {
  return fc.sample(plan, { seed, numRuns: count });
}
