import assert from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecordLines } from '../../src/interpret/record-line.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { terminalSafe } from '../../src/output/terminal.js';
import { draws } from '../support/draws.js';
import { eventOf, lineOf, printed, testInterpreter } from './printed.js';

const CASES: readonly (readonly [string, string, string])[] = [
  ['CONFIG_CHANGE', 'plain text only', ' plain text only\n\n'],
  ['CONFIG_CHANGE', 'pid=1 uid=0  two  spaces x=1', ' pid=1 uid=root  two  spaces x=1 \n'],
  ['CONFIG_CHANGE', 'pid=1 roles=a,b', ' pid=1 roles=a,b\n\n'],
  ['CONFIG_CHANGE', 'uid=0,0 gid=0,1', ' uid=root 0 gid=root 1\n\n'],
  ['CONFIG_CHANGE', 'subj=u:r:t:s0:c1,c2 obj=a,b', ' subj=u:r:t:s0:c1,c2 obj=a,b \n'],
  // A label behind a parenthesis ends at its comma; `msg=` forgets a comma (both found on the reference).
  ['CONFIG_CHANGE', '(img-ctx=u:r:t:s0:c1,c2', ' (img-ctx=u:r:t:s0:c1 c2\n\n'],
  ['CONFIG_CHANGE', 'id=0, msg=(abc', ' id=root  msg=\n'],
  ['CONFIG_CHANGE', 'acct=bob: exe="/x"', ' acct=bob exe=/x \n'],
  // Unclassified values stay as they are, for parity; output/terminal.ts guards terminals.
  ['CONFIG_CHANGE', 'a=1\x1b[2J b=2\r', ' a=1\x1b[2J b=2\r \n'],
  ['TTY', 'data=41 x=1', ' data="A"x=1 \n'],
  ['PATH', 'ouid=4242 name="x"\x1dOUID="alice"', ' ouid=alice name=x \n'],
  ['PATH', 'ouid=4242\x1dOUID=610A62', ' ouid=a\\012b \n'],
  ['PATH', 'oflag=0b01 oflag=0102 oflag=66', ' oflag=O_WRONLY oflag=O_RDWR|O_CREAT oflag=O_RDWR|O_CREAT \n'],
  ['PROCTITLE', 'proctitle=0041424344', ' proctitle=ABCD \n'],
  [
    'SYSCALL',
    'arch=c000003e syscall=2 a0=7f a1=241 a2=1a4',
    ' arch=x86_64 syscall=open a0=0x7f a1=O_WRONLY|O_CREAT|O_TRUNC a2=0644 \n',
  ],
  ['SYSCALL', 'arch=40000003 syscall=102 a0=3 a1=0', ' arch=i386 syscall=socketcall(connect) a0=connect a1=0x0 \n'],
];

test('records', () => {
  for (const [type, text, expected] of CASES) assert.strictEqual(printed(type, text), expected, text);
});

test('no bytes make it fail, and no control byte gets by the guard of terminals', () => {
  const word = fc.constantFrom(
    ' ',
    '=',
    ',',
    '"',
    "'",
    '(',
    ')',
    'uid=',
    'msg=',
    'acct=',
    'key=',
    'data=',
    'saddr=',
    'a0=',
    '00',
    '\x1d',
    'UID=',
    '\x01',
    '\x1b',
    '\xff',
  );
  const type = fc.constantFrom('SYSCALL', 'EXECVE', 'TRUSTED_APP', 'SOCKADDR', 'TTY', 'PROCTITLE', 'NO_SUCH_TYPE');
  const bytes = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(type, fc.array(fc.oneof(word, bytes)), (name, parts) => {
      const text = terminalSafe(printed(name, parts.join('').replaceAll('\n', '')));
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f]/);
    }),
    { numRuns: draws(1000) },
  );
});

test('the stamp stands behind the name of the node, whatever that has in it', () => {
  const lines = new RecordLines(testInterpreter(), cLocale());
  for (const node of ['a(b):c', '(', ')(']) {
    const line = `node=${node} ${eventOf('CWD', 'uid=0').records[0]?.text}`;
    const event = { ...eventOf('CWD', ''), node, records: [AuditRecord.fromLine(1307, line)] };
    assert.strictEqual(lineOf(lines, event), `node=${node} type=CWD msg=audit(11/14/23 22:13:20.123:10) : uid=root \n`);
  }
});

test('of a record whose stamp stands behind the separator nothing is shown, and that is said', () => {
  const said: string[] = [];
  const lines = new RecordLines(testInterpreter(), cLocale(), (text) => said.push(text));
  const [record] = eventOf('ANOM_ABEND', 'sig=11').records;
  const line = `node=a \x1d${record?.text.slice(1)}`;
  const event = { ...eventOf('ANOM_ABEND', ''), node: 'a', records: [AuditRecord.fromLine(1701, line)] };
  assert.strictEqual(lineOf(lines, event), '');
  assert.deepStrictEqual(said, ["can't find time stamp\n"]);
});

/** Nothing is remembered of it, and it is printed the same. */
function withoutNewline(event: AuditEvent): AuditEvent {
  return { ...event, records: event.records.map(({ type, line }) => AuditRecord.fromLine(type, line, false)) };
}

test('denials, terminal input and killed calls are written by the pattern of their shape, the calls by what is told of them', () => {
  const lines = new RecordLines(testInterpreter(), cLocale());
  for (const [type, text, expected] of [
    ['AVC', 'avc:  denied  { read } for  pid=1 comm="a"', ' avc:  denied  { read } for  pid=1 comm=a \n'],
    ['TTY', 'tty pid=1 uid=0 data=41', ' tty pid=1 uid=root data="A"\n'],
    ['SECCOMP', 'auid=0 pid=1 arch=c000003e syscall=2', ' auid=root pid=1 arch=x86_64 syscall=open \n'],
  ] as const) {
    const line = lineOf(lines, eventOf(type, text));
    assert.strictEqual(line.slice(line.indexOf(') :') + 3), expected);
    assert.notStrictEqual(lines.pieces(0), undefined, type);
  }
  for (const told of ['arch=40000003', 'arch=c000003e', '']) {
    const event = eventOf('SECCOMP', `auid=0 ${told} pid=1 comm="a" syscall=2`);
    assert.strictEqual(lineOf(lines, event), lineOf(lines, withoutNewline(event)), told);
  }
});

test('what was printed before does not matter', () => {
  const interpreter = testInterpreter();
  const lines = new RecordLines(interpreter, cLocale());
  const word = fc.constantFrom(
    'uid=0',
    'pid=1',
    'key="a"',
    'comm=6C73',
    'foo=,',
    '=',
    'acct=bob:',
    "msg='op=x",
    'subj=a,b',
    'obj=',
    'a0=1',
    'x',
    'auid=0',
    'dev=1',
    'auid=0 dev=1',
    'arch=c000003e syscall=2',
    'arch=40000003',
    'syscall=102',
    'syscall=2',
    'a1=241',
    'fan_type=1 fan_info=3',
    'fan_info=3',
    'data=41',
    '\x1dUID="x"',
  );
  const type = fc.constantFrom('SYSCALL', 'PATH', 'USER_AUTH', 'EXECVE', 'FANOTIFY', 'SECCOMP', 'AVC', 'TTY');
  fc.assert(
    fc.property(type, fc.array(word), (name, words) => {
      const event = eventOf(name, words.join(' '));
      const line = lineOf(lines, event);
      assert.strictEqual(line.slice(line.indexOf(') :') + 3), printed(name, words.join(' ')));
      assert.strictEqual(line, lineOf(lines, withoutNewline(event)));
    }),
    { numRuns: draws(4000) },
  );
});
