/** A small world for proofs: rules over few words, and every event that they can tell apart, made by hand. */
import fc from 'fast-check';
import type { EventName, FilterEvent } from '../../../src/rules/model/event.js';

const condition = fc.oneof(
  fc.constantFrom('uid=0', 'uid!=0', 'uid>=1000', 'auid>=1000', 'auid!=-1', 'auid=-1', 'euid<1000', 'gid=5', 'gid!=5'),
  fc.constantFrom('success=1', 'success=0', 'success!=0', 'exit=-EACCES', 'exit!=0', 'exit<0', 'exit>0'),
  fc.constantFrom('a1=0', 'a1&1', 'a1&=2', 'a1!=2', 'perm=r', 'perm=wa', 'perm=x', 'filetype=file', 'filetype!=file'),
  fc.constantFrom('obj_uid=0', 'obj_uid!=0', 'exe=/bin/x', 'exe!=/bin/x'),
  fc.constantFrom(
    'dir=/d',
    'dir=/e',
    'dir=/d/x',
    'path=/p',
    'path=/d/x',
    'path=/d',
    'path=/other',
    'inode=12',
    'inode=2',
  ),
);

/** One rule of the exit list. */
export const exitLine: fc.Arbitrary<string> = fc
  .record({
    option: fc.constantFrom('-a', '-a', '-a', '-A'),
    action: fc.constantFrom('always', 'always', 'never'),
    arch: fc.constantFrom('', '-F arch=b64 ', '-F arch=b32 '),
    calls: fc.constantFrom(
      ...['2', '2,87', '87', '82', '316', '86', '83', '59', '426', '39', '90', 'all', 'all', '85', '88', '49'],
    ),
    conditions: fc.array(condition, { maxLength: 3 }),
    comparison: fc.constantFrom('', '', '', '', '', '', ' -C uid!=euid', ' -C auid=obj_uid'),
    key: fc.constantFrom('', ' -k one', ' -k two'),
  })
  .map(({ option, action, arch, calls, conditions, comparison, key }) => {
    const tests = conditions.map((test) => ` -F ${test}`).join('');
    return `${option} ${action},exit ${arch}-S ${calls}${tests}${comparison}${key}`;
  })
  // The kernel takes one file to a rule, and one program.
  .filter((text) => (text.match(/path=|dir=|inode=/g) ?? []).length < 2 && (text.match(/exe/g) ?? []).length < 2);

const otherLine = fc.constantFrom(
  ...[
    '-a always,io_uring -S openat -k iu',
    '-a never,io_uring -S unlinkat,openat',
    '-a always,io_uring -S all -F uid=0',
  ],
  ...[
    '-a always,exclude -F uid=0',
    '-a always,exclude -F auid>=1000 -F auid!=-1',
    '-a always,exclude -F pid=1 -F euid=0',
  ],
);

export const ruleLines: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof({ weight: 6, arbitrary: exitLine }, { weight: 1, arbitrary: otherLine }),
  { minLength: 1, maxLength: 5 },
);

/** Many rules that only numbers tell apart. */
const numberLines: fc.Arbitrary<readonly string[]> = fc.array(
  fc
    .record({
      action: fc.constantFrom('always', 'always', 'never'),
      calls: fc.constantFrom('2', '2,39', '82', 'all'),
      ids: fc.subarray(['uid=0', 'uid>=5', 'auid!=-1', 'auid>=1000', 'auid<1000', 'euid!=1000', 'euid<=5', 'gid=5']),
      rest: fc.constantFrom('', '', ' -F exit=-EACCES', ' -F success=1', ' -F a1=1', ' -F dir=/d', ' -F dir=/e'),
      key: fc.constantFrom('one', 'two', 'three'),
    })
    .map(
      ({ action, calls, ids: conditions, rest, key }) =>
        `-a ${action},exit -S ${calls}${conditions.map((test) => ` -F ${test}`).join('')}${rest} -k ${key}`,
    ),
  { minLength: 3, maxLength: 12 },
);

/** Rules about few files, two of which may be in one call, and nothing else that tells them apart. */
const fileLines: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.constantFrom('82', '86', '59,82', 'all'),
    fc.array(
      fc.tuple(
        fc.constantFrom('always', 'always', 'always', 'always', 'never'),
        fc.constantFrom('dir=/d', 'dir=/e', 'path=/p', 'path=/d/x', 'path=/d/y', 'path=/other', 'path=/e/z'),
        fc.constantFrom('one', 'two'),
      ),
      { minLength: 3, maxLength: 6 },
    ),
  )
  .map(([calls, rules]) => rules.map(([action, file, key]) => `-a ${action},exit -S ${calls} -F ${file} -k ${key}`));

/** Two sets: any, or almost the same rules in another order. */
export const rulePairs: fc.Arbitrary<readonly [one: readonly string[], other: readonly string[]]> = fc.oneof(
  fc.tuple(ruleLines, ruleLines),
  fc
    .tuple(fc.oneof(ruleLines, numberLines, fileLines), fc.oneof(fc.constant([]), fc.tuple(exitLine)))
    .chain(([lines, more]) =>
      fc.tuple(
        fc.constant(lines),
        fc.shuffledSubarray([...lines, ...more], { minLength: Math.max(1, lines.length - 1) }),
      ),
    ),
);

/** And a rule that the second set may cover: any, or one of the first. */
export const ruleCases: fc.Arbitrary<readonly [one: readonly string[], other: readonly string[], wanted: string]> =
  rulePairs.chain(([one, other]) => {
    const asking = one.filter((line) => / always,exit /.test(line));
    const wanted = asking.length === 0 ? exitLine : fc.oneof(exitLine, fc.constantFrom(...asking));
    return fc.tuple(fc.constant(one), fc.constant(other), wanted);
  });

const ids = [0, 5, 1000];
const plain = (path: string, ino: number, nametype: string, ouid: number, mode = 0o100644): EventName => ({
  ...{ name: path, path, ino, nametype, ouid, ogid: 0, mode, dev: [8, 1], rdev: [0, 0] },
});
const files = [
  ['/p', 11],
  ['/d/x', 12],
  ['/d/y', 13],
  ['/other', 14],
  ['/e/z', 15],
] as const;

/** Calls that make a file: open and creat, symlink, bind of a socket. */
function making(path: string, ino: number, ouid: number): readonly Partial<FilterEvent>[] {
  const names = [folder(path), plain(path, ino, 'CREATE', ouid)];
  const text: EventName = { name: 'text', nametype: 'UNKNOWN', ino: null };
  const made = { after: { [path]: { dev: [8, 1] as const, ino } }, exit: 3, success: true };
  const refused = { names: names.slice(0, 1), exit: -13, success: false };
  return [
    ...[0x40, 0x41].flatMap((a1) => [
      { ...made, syscall: 2, names, args: [0, a1, 0, 0] },
      { ...refused, syscall: 2, args: [0, a1, 0, 0] },
    ]),
    { ...made, syscall: 85, names },
    { ...made, syscall: 88, names: [folder(path), text, plain(path, ino, 'CREATE', ouid)], exit: 0 },
    { ...refused, syscall: 88, names: [folder(path), text] },
    { ...made, syscall: 49, names, exit: 0, saddr_fam: 1 },
    { ...refused, syscall: 49, saddr_fam: 1 },
  ];
}

/** Names of a call about a file, with what goes when it is removed. */
function about(syscall: number, path: string, ino: number, ouid: number, succeeds: boolean): Partial<FilterEvent> {
  if (syscall !== UNLINK_B64) return { names: [plain(path, ino, 'NORMAL', ouid)] };
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const names = [plain(parent, 2, 'PARENT', 0, 0o40755), plain(path, ino, 'DELETE', ouid)];
  return succeeds ? { names, early: [{ gone: path, names }], after: { [path]: null } } : { names };
}

const UNLINK_B64 = 87;
const B64 = 0xc000003e;
const B32 = 0x40000003;

function folder(path: string): EventName {
  return plain(path.slice(0, path.lastIndexOf('/')) || '/', 2, 'PARENT', 0, 0o40755);
}

/** Renaming, linking, making a directory and running a script, all of two files of which the second is there or not. */
function aboutTwo(
  one: (typeof files)[number],
  other: (typeof files)[number],
  ouid: number,
): readonly Partial<FilterEvent>[] {
  const [[from, ino], [to, taken]] = [one, other];
  const identity = { dev: [8, 1] as const, ino };
  const gone = plain(from, ino, 'DELETE', ouid);
  const made = plain(to, ino, 'CREATE', ouid);
  const over = [folder(to), folder(from), gone, plain(to, taken, 'DELETE', 0)];
  const notYet: EventName = { name: to, nametype: 'CREATE', ino: null };
  const swapped = plain(from, taken, 'CREATE', 0);
  const renamed = { syscall: 82, after: { [from]: null, [to]: identity }, exit: 0, success: true };
  return [
    { ...renamed, names: [...over.slice(0, 3), made], early: [{ gone: from, names: [...over.slice(0, 3), notYet] }] },
    { ...renamed, names: [...over, made], early: [{ gone: from, names: over }] },
    { syscall: 82, names: [folder(to), folder(from)], exit: -18, success: false },
    {
      ...renamed,
      syscall: 316,
      names: [...over, made, swapped],
      early: [
        { gone: from, names: over },
        { gone: to, names: [...over, made] },
      ],
      after: { [from]: { dev: [8, 1], ino: taken }, [to]: identity },
    },
    {
      syscall: 86,
      names: [folder(to), plain(from, ino, 'NORMAL', ouid), made],
      after: { [to]: identity },
      exit: 0,
      success: true,
    },
    {
      syscall: 83,
      names: [folder(from), plain(from, ino, 'CREATE', ouid, 0o40755)],
      after: { [from]: identity },
      exit: 0,
      success: true,
    },
    { syscall: 59, names: [plain(from, ino, 'NORMAL', ouid), plain(to, taken, 'NORMAL', 0)], exit: 0, success: true },
  ];
}

function eventsMaking(subject: Partial<FilterEvent>): readonly FilterEvent[] {
  const event = { ...subject, arch: B64, args: [0, 0, 0, 0], saddr_fam: null };
  return files.flatMap(([path, ino]) =>
    [0, 1000].flatMap((ouid) => making(path, ino, ouid).map((form) => ({ ...event, ...form }))),
  );
}

function eventsOfTwo(subject: Partial<FilterEvent>): readonly FilterEvent[] {
  const event = { ...subject, arch: B64, args: [0, 0, 0, 0], saddr_fam: null };
  return files.flatMap((one) =>
    files.flatMap((other) =>
      one === other
        ? []
        : [0, 1000].flatMap((ouid) => aboutTwo(one, other, ouid).map((form) => ({ ...event, ...form }))),
    ),
  );
}

/** openat and unlinkat of io_uring, inside their call and in a worker. */
function operationsOf(subject: Partial<FilterEvent>): readonly FilterEvent[] {
  const done = { ...subject, exit: 0, success: true, saddr_fam: null, args: [0, 0, 0, 0] };
  return files.flatMap(([path, ino]) =>
    [
      { uring_op: 18, names: [plain(path, ino, 'NORMAL', 0)] },
      { uring_op: 36, names: [folder(path), plain(path, ino, 'DELETE', 0)] },
    ].flatMap((form) => [
      { ...done, ...form, arch: B64, syscall: 426 },
      { ...done, ...form, arch: 0 },
    ]),
  );
}

/** open, unlink and chmod of 64-bit programs about files; what is 39 on both; 2 of 32-bit programs (fork). */
const calls: readonly (readonly [arch: number, syscall: number, isAboutFiles: boolean])[] = [
  [B64, 2, true],
  [B64, UNLINK_B64, true],
  [B64, 90, true],
  [B64, 39, false],
  [B32, 2, false],
];

function eventsOf(subject: Partial<FilterEvent>): readonly FilterEvent[] {
  return calls.flatMap(([arch, syscall, isAboutFiles]) =>
    [0, -13].flatMap((exit) =>
      [0, 1, 2].flatMap((a1) => {
        const event = { ...subject, arch, syscall, exit, success: exit === 0, args: [0, a1, 0, 0], saddr_fam: null };
        if (!isAboutFiles) return [{ ...event, names: [] }];
        return files.flatMap(([path, ino]) =>
          [0, 1000].map((ouid) => ({ ...event, ...about(syscall, path, ino, ouid, exit === 0) })),
        );
      }),
    ),
  );
}

export const universe: readonly FilterEvent[] = ids.flatMap((uid) =>
  [1000, 0xffffffff, 0].flatMap((auid) =>
    [uid, 1000].flatMap((euid) =>
      ['/bin/x', '/bin/y'].flatMap((program) => {
        const groups = program === '/bin/x' ? [] : [5];
        const same = { uid, euid, suid: euid, fsuid: euid, auid, gid: 1, egid: 1, sgid: 1, fsgid: 1, groups };
        const subject = { ...same, ses: 1, pid: 10, ppid: 9, pers: 0, exe: { path: program } };
        return [...eventsOf(subject), ...eventsMaking(subject), ...eventsOfTwo(subject), ...operationsOf(subject)];
      }),
    ),
  ),
);
