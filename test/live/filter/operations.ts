/** Random rule sets and system calls for experiments with the kernel's filter. `$D` is the folder they are about. */
import fc from 'fast-check';

/** Files of the folder, made anew for each experiment. */
export const files = ['a', 'b', 'd/x', 'e/y', 'q'] as const;
export const folders = ['d', 'e'] as const;
export const LINK = 'l';

/** They leave all files as they are. */
const still = [
  ...['2 s:$D/a 0', '2 s:$D/a 1', '2 s:$D/d/x 2', '2 s:$D/none 0', '257 -100 s:$D/b 0', '4 s:$D/a', '21 s:$D/e/y 4'],
  ...['90 s:$D/a 420', '76 s:$D/b 0', '92 s:$D/q 0 0', '86 s:$D/none s:$D/e/new', '83 s:$D/d 493', '87 s:$D/d/none'],
  ...['39', '110', '95 18', '41 1 1 0', '41 99 1 0', '3 -1', '2000 1 2 3', '105 0'],
  ...['2 s:$D/l 0', '6 s:$D/l', '59 s:$D/none', '59 s:$D/a 0 0', '188 s:$D/a s:user.x s:v 1 0', '62 $P 0', '8 0 -5 0'],
  ...[
    '316 -100 s:$D/a -100 s:$D/b 1',
    '82 s:$D/none s:$D/e/new',
    '133 s:$D/a 33188 0',
    '88 s:$D/a s:$D/b',
    '117 -1 -1 -1',
  ],
  ...['32:5 s:$D/a 2', '32:39 s:$D/d 493', '32:20', '32:212 s:$D/b 0 0', '32:15 s:$D/d/x 420', '32:102 2 0', '32:1000'],
  ...['437 -100 s:$D/a h:020000000000000000000000000000000000000000000000 24', '437 -100 s:$D/none h:00 24'],
  ...['42 50 h:01002f6e6f6e6500 8', '42 50 h:0200003500000000 16', '49 50 h:0a00 2', '44 50 s:x 1 0 h:01002f6e6f00 6'],
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
  ...['316 -100 s:$D/a -100 s:$D/b 2', '316 -100 s:$D/e/y -100 s:$D/d/x 2', '264 -100 s:$D/a -100 s:$D/q', '87 s:$D/l'],
  ...[
    '32:10 s:$D/a',
    '32:38 s:$D/q s:$D/b',
    '82 s:$D/d s:$D/f',
    '265 -100 s:$D/q -100 s:$D/d/hard 0',
    '82 s:$D/l s:$D/b',
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

/** Rarer ones. */
const other = fc.oneof(
  fc.constantFrom('suid=0', 'fsuid!=0', 'fsuid>=1000', 'egid=5000', 'egid!=1000', 'sgid=0', 'fsgid!=1000', 'gid>=1000'),
  fc.constantFrom('a0=-100', 'a0!=0', 'a2&0x40', 'a2&=0x1a4', 'a3=0', 'a2>=0x1a4', 'a3!=0', 'a0<=50'),
  fc.constantFrom('devmajor=0', 'devmajor!=0', 'devminor=0', 'inode!=1', 'obj_gid=0', 'obj_gid>=1000', 'obj_gid!=0'),
  fc.constantFrom('filetype=dir', 'filetype!=link', 'filetype=link', 'filetype=socket', 'pers!=0', 'pers&1', 'pers<5'),
  fc.constantFrom('sessionid=-1', 'saddr_fam=2', 'saddr_fam!=1', 'saddr_fam>=2', 'perm=a', 'perm=rwxa', 'perm=w'),
  fc.constantFrom('exit>=0', 'exit<=-2', 'exit=-EEXIST', 'success>0', 'success<=1', 'success!=1', 'exit!=-2'),
  fc.constantFrom('subj_type=x', 'obj_type!=x', 'path=$D/l', 'path=$D/none', 'dir=$D/a', 'dir=$D/e', 'path=$D/d/hard'),
);

const line = fc
  .record({
    option: fc.constantFrom('-a', '-a', '-a', '-A'),
    action: fc.constantFrom('always', 'always', 'never'),
    arch: fc.constantFrom('', '', '-F arch=b64 ', '-F arch=b32 ', '-F arch!=b64 '),
    calls: fc.constantFrom(
      '2',
      '2,87',
      '82,87,316',
      '86',
      '39,5,10',
      '90',
      '83',
      '42,44,437',
      'all',
      'all',
      'all',
      'all',
    ),
    conditions: fc.array(fc.oneof({ weight: 2, arbitrary: condition }, { weight: 1, arbitrary: other }), {
      maxLength: 3,
    }),
    comparison: fc.constantFrom(
      ...[
        '',
        '',
        '',
        '',
        '',
        ' -C uid!=euid',
        ' -C uid=obj_uid',
        ' -C auid!=obj_uid',
        ' -C gid=egid',
        ' -C gid!=obj_gid',
      ],
      ...[' -C fsuid!=obj_uid', ' -C suid=fsuid', ' -C auid!=euid', ' -C egid=obj_gid'],
    ),
    key: fc.constantFrom('', ' -k one', ' -k two'),
  })
  .map(({ option, action, arch, calls, conditions, comparison, key }) => {
    const tests = conditions.map((test) => ` -F ${test}`).join('');
    return `${option} ${action},exit ${arch}-S ${calls}${tests} -F ppid=$P${comparison}${key}`;
  })
  .filter((text) => (text.match(/path=|dir=|inode/g) ?? []).length < 2 && (text.match(/exe/g) ?? []).length < 2);

const exclude = fc.constantFrom(
  '-a always,exclude -F auid=4243 -F msgtype=SYSCALL',
  '-a never,exclude -F uid=0 -F msgtype=CWD',
  '-a always,exclude -F gid=1000 -F msgtype=SYSCALL',
  '-a always,exclude -F exe=$D/caller -F msgtype<=1300',
  '-a always,exclude -F uid=1000 -F euid=0',
  '-a always,exclude -F auid=4242 -F msgtype=1300 -F subj_type=x',
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
