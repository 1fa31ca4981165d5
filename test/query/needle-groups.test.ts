/** Which needles a query has, and in which order: the first group is searched for in every line, so it must be the rarest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSearchOptions } from '../../src/cli/ausearch/options.js';
import { cLocale } from '../../src/locale/locale.js';
import type { Needle } from '../../src/log/scan/needle.js';
import { anyOf, type Criterion, leaf } from '../../src/query/criterion.js';
import { needlesOf } from '../../src/query/needles.js';
import { accounts } from './needle-draw.js';

function queried(...words: readonly string[]): Criterion | undefined {
  const context = { accounts, machine: 'x86_64', forPeople: false, times: () => ({ locale: cLocale() }) };
  const command = parseSearchOptions(words, context);
  return command.kind === 'search' ? command.config.query.criterion : assert.fail();
}

/** A needle as one word. */
function word(needle: Needle): string {
  if ('text' in needle) return `${needle.kind} ${needle.text}`;
  return 'value' in needle ? `${needle.kind} ${needle.prefix}${needle.value}` : `${needle.kind} ${needle.prefix}`;
}

const groups = (criterion: Criterion | undefined): readonly (readonly string[])[] =>
  needlesOf({ criterion }).map((group) => group.map(word));

const FILE = ['text /x', 'hex 2f78'];
const SHORT = 'address saddr=';
const SYSCALLS = ['text type=SYSCALL '];
const ADDRESSES = ['addr', 'laddr', 'faddr', 'raddr', 'daddr', 'saddr', 'ip', 'src', 'dst'];
const FOO = ['text foo=bar', 'text foo="bar', "text foo='bar", 'hex 626172'];

const cases: readonly (readonly [words: string, needles: readonly (readonly string[])[]])[] = [
  ['-p 12', [['unsigned pid=12']]],
  ['-k k1 -p 12', [['unsigned pid=12'], ['string key=k1']]],
  ['-sc 59 -c cat', [['string comm=cat'], ['unsigned syscall=59', 'unsigned uring_op=59']]],
  ['-sc 0', []],
  ['-e -13 -x sh', [['string exe=sh'], ['signed exit=-13']]],
  ['-f /x', [[...FILE, SHORT]]],
  [
    '-f /x -p 12',
    [
      ['unsigned pid=12', SHORT],
      [...FILE, SHORT],
    ],
  ],
  ['-f /x/', []],
  [
    '-hn h -p 12',
    [
      ['unsigned pid=12', SHORT],
      ['text h', 'host saddr='],
    ],
  ],
  ['-n one -n two', [['text node=one', 'text node=two']]],
  ['-n one -m SYSCALL', [SYSCALLS, ['text node=one']]],
  ['-ua 1000', [['unsigned uid=1000']]],
  ['-ua root', []],
  ['-ul -1', []],
  ['-ga 12', [['unsigned id=12']]],
  ['--session 3 -uu u', [['text u'], ['unsigned ses=3']]],
  ['--session -1', []],
  ['-vm v -tm pts0', [['string vm=v'], ['text pts0']]],
  ['-tm none', []],
  ['-se u:r', [['text u:r', 'hex 753a72']]],
  ['-m ALL', []],
  ['-sv no', [['unlike success=yes ', 'unlike res=1', 'text result=', 'text denied', 'text DENIED']]],
  ['-sv yes', []],
  ['-a 7', []],
  // A field is as rare as the criterion that it is like.
  ['--where name=/x -x sh', [['string name=/x'], ['string exe=sh']]],
  ['--where path=/x -x sh', [['text x', 'hex 78'], ['string exe=sh']]],
  ['--where cwd=/x -x sh', [['string cwd=/x'], ['string exe=sh']]],
  ['--where proctitle~/x -x sh', [FILE, ['string exe=sh']]],
  ['--where cmd~/x -x sh', [[...FILE, 'text _len='], ['string exe=sh']]],
  ['--where ses=3 -m SYSCALL', [SYSCALLS, ['signed ses=3']]],
  ['--where ses=3 -e -13', [['signed ses=3'], ['signed exit=-13']]],
  ['--where subj=q -m SYSCALL', [['text subj=q', 'text subj="q', "text subj='q", 'hex 71'], SYSCALLS]],
  ['--where obj=q -m SYSCALL', [['text obj=q', 'text obj="q', "text obj='q", 'hex 71'], SYSCALLS]],
  ['--where addr=h -m SYSCALL', [ADDRESSES.map((name) => `text ${name}=`), SYSCALLS]],
  ['--where pid!=12 -x sh', [['string exe=sh']]],
  ['--where exit=EACCES -m SYSCALL', [SYSCALLS, ['signed exit=-13']]],
  ['--where foo=bar -m SYSCALL', [SYSCALLS, FOO]],
  ['--where foo=bar -e -13', [['signed exit=-13'], FOO]],
];

test('what a query looks for, the rarest first', () => {
  for (const [words, needles] of cases) assert.deepEqual(groups(queried(...words.split(' '))), needles, words);
});

test('a terminal of one type of record is as rare as any', () => {
  const tty = leaf('field', { type: 1300, field: 'tty', operator: '=', values: ['pts0'] });
  const [first, second] = groups({ kind: 'and', of: [leaf('type', [1300]), tty] });
  assert.deepEqual([first?.[0], second], ['text tty=pts0', SYSCALLS]);
});

const pid = (value: number): Criterion => leaf('pid', value);
const pids = (count: number): readonly Criterion[] => Array.from({ length: count }, (_, i) => pid(i + 1));

test('criteria in the order of how few lines hold them', () => {
  const firsts = (words: string): readonly (string | undefined)[] =>
    groups(queried(...words.split(' '))).map(([first]) => first);
  assert.deepEqual(firsts('-tm tm -c co -x ex -k ke -hn ho -f fi -pp 11 -p 12 -vm vm -uu uu'), [
    ...[
      'text uu',
      'string vm=vm',
      'unsigned pid=12',
      'unsigned ppid=11',
      'text fi',
      'text ho',
      'string key=ke',
      'string exe=ex',
    ],
    ...['string comm=co', 'text tm'],
  ]);
  assert.deepEqual(firsts('-n no -e -13 -ge 8 -ue 5 -ul 6 -sc 59 --session 3 -m SYSCALL -o ob -su su -tm tm'), [
    ...[
      'text tm',
      'text su',
      'text ob',
      'text type=SYSCALL ',
      'unsigned ses=3',
      'unsigned syscall=59',
      'unsigned uid=6',
    ],
    ...['unsigned uid=5', 'unsigned id=8', 'signed exit=-13', 'text node=no'],
  ]);
  assert.deepEqual(firsts('-e -13 -gi 9'), ['unsigned id=9', 'signed exit=-13']);
  assert.deepEqual(firsts('-gi 9 -ui 7 -ue 5'), ['unsigned uid=7', 'unsigned uid=5', 'unsigned id=9']);
});

test('of alternatives each gives its rarest needles, or there are none', () => {
  assert.deepEqual(groups(anyOf([pid(1), pid(2), pid(1)])), [['unsigned pid=1', 'unsigned pid=2']]);
  assert.deepEqual(groups(anyOf([pid(1), leaf('success', 1)])), []);
  assert.deepEqual(groups(anyOf([])), []);
  const both: Criterion = { kind: 'and', of: [leaf('syscall', 5), pid(3), leaf('egid', { id: 4 })] };
  assert.deepEqual(groups(anyOf([both, leaf('type', [1300])])), [['unsigned pid=3', 'text type=SYSCALL ']]);
  // Of two that are as rare, the first.
  assert.deepEqual(groups(anyOf([{ kind: 'and', of: [pid(3), pid(4)] }, pid(5)])), [
    ['unsigned pid=3', 'unsigned pid=5'],
  ]);
  // As rare as its most frequent side.
  assert.deepEqual(
    groups({ kind: 'and', of: [anyOf([pid(3), leaf('type', [1300])]), leaf('comm', { text: 'c', whole: false })] }),
    [['string comm=c'], ['unsigned pid=3', 'text type=SYSCALL ']],
  );
});

test('what is negated proves nothing', () => {
  assert.deepEqual(groups({ kind: 'not', of: pid(1) }), []);
  assert.deepEqual(groups({ kind: 'and', of: [{ kind: 'not', of: pid(1) }, pid(2)] }), [['unsigned pid=2']]);
  assert.deepEqual(groups(undefined), []);
});

test('the table of the kernel is not filled beyond what pays', () => {
  assert.equal(groups(anyOf(pids(12)))[0]?.length, 12);
  assert.deepEqual(groups(anyOf(pids(13))), []);
  assert.equal(groups({ kind: 'and', of: pids(40) }).length, 32);
  const key = (length: number): Criterion => leaf('key', { text: 'k'.repeat(length), whole: false });
  assert.deepEqual(
    [groups(key(0)).length, groups(key(1)).length, groups(key(400)).length, groups(key(401)).length],
    [0, 1, 1, 0],
  );
  const types = (count: number): Criterion =>
    leaf(
      'type',
      Array.from({ length: count }, (_, i) => 1300 + i),
    );
  assert.deepEqual([groups(types(12)).length, groups(types(13)).length], [1, 0]);
});
