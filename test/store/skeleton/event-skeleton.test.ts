/** Skeletons are told from each other as a plain reader of texts tells them, and what was left out of them is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Batch, bytesOf } from '../../../src/log/batch.js';
import { EVENT, endAt, kindAt, LINE, linesEnd, startAt, textEndAt, typeOfKind } from '../../../src/log/batch-layout.js';
import { EventSkeleton } from '../../../src/store/skeleton/event-skeleton.js';
import { MOST_SKELETONS, NONE, UNKNOWN } from '../../../src/store/skeleton/layout.js';
import { EXECVE, PATH, PROCTITLE, SYSCALL } from '../../../src/tables/generated/record-type.js';
import { repeatingLog } from '../../engine/repeating-log.js';
import { batchesOf } from '../../support/batches.js';
import { draws } from '../../support/draws.js';

const BEHIND = '(?=[ \\x1d]|$)';
const QUOTED = '"[^\\x00-\\x1f"=\\x7f-\\xff]+"';
const NUMBER = `(?:0|[1-9][0-9]{0,8})${BEHIND}`;
const TEXT = `(?:${QUOTED}|[0-9A-F]+)${BEHIND}`;
const NAMED: readonly (readonly [names: string, value: string, type?: number])[] = [
  ['msg', 'audit\\([0-9.:]*'],
  ['pid|ppid|ses', NUMBER],
  ['ino', `[0-9a-f]+${BEHIND}`],
  ['exit', NUMBER, SYSCALL],
  ['a[0-3]', `[0-9a-f]+${BEHIND}`, SYSCALL],
  ['name', `(?!"\\.)${QUOTED}${BEHIND}`, PATH],
  ['inode', `[0-9a-f]+${BEHIND}`, PATH],
  ['a[0-9]', TEXT, EXECVE],
  ['proctitle', TEXT, PROCTITLE],
];
const COUNTED = /^(?:pid|ppid|ses|exit|name)$/;

interface Plain {
  readonly text: string;
  readonly values: readonly string[];
}

function plainSkeleton(batch: Batch, at: number, line: number): Plain | undefined {
  const bytes = bytesOf(batch);
  const { events, lines } = batch;
  const values: string[] = [];
  const places = new Map<string, number>();
  const left = (name: string, value: string): string => {
    const key = COUNTED.test(name) ? `${name} ${value}` : `${values.length}`;
    if (!places.has(key)) places.set(key, values.length);
    values.push(name === 'name' ? value.slice(1, -1) : value);
    return `${name}=\0${String.fromCharCode(places.get(key) ?? 0)}`;
  };
  let text = '';
  for (let l = line; l < linesEnd(events, at, line); l += LINE) {
    const whole = bytes.toString('latin1', startAt(lines, l), endAt(lines, l));
    if (text.length + whole.length >= 8192) return undefined;
    const [node = '', name = ''] = new RegExp(`^node=([\\w.-]+)${BEHIND}`).exec(whole) ?? [];
    const rest = whole.slice(node.length);
    if (textEndAt(lines, l) - startAt(lines, l) - node.length < 40 || rest.includes('\0')) return undefined;
    if (node !== '') text += left('node', name);
    const type = typeOfKind(kindAt(lines, l));
    const named = NAMED.filter(([, , only]) => only === undefined || only === type);
    const pattern = named.map(([names, value]) => `(?<=^|[ \\x1d])(?:${names})=${value}`).join('|');
    text += `${rest.replace(new RegExp(pattern, 'g'), (found) => {
      const equals = found.indexOf('=');
      return left(found.slice(0, equals), found.slice(equals + 1));
    })}\n`;
  }
  return values.length > 100 ? undefined : { text, values };
}

async function assertTold(log: string): Promise<void> {
  const skeletons = new EventSkeleton();
  const numbers = new Map<string, number>();
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    skeletons.load(batch);
    for (let at = 0, line = 0; at < batch.events.length; at += EVENT) {
      const last = linesEnd(batch.events, at, line);
      const plain = plainSkeleton(batch, at, line);
      let number = skeletons.read(line, last);
      if (number === UNKNOWN) number = skeletons.enter();
      line = last;
      if (!plain) {
        assert.equal(number, NONE);
        continue;
      }
      if (!numbers.has(plain.text)) numbers.set(plain.text, numbers.size);
      assert.equal(number, numbers.get(plain.text), plain.text);
      const bytes = bytesOf(batch);
      const values = plain.values.map((_, i) => bytes.toString('latin1', skeletons.start(i), skeletons.end(i)));
      assert.deepEqual([skeletons.count, values], [plain.values.length, plain.values]);
      for (const [i, value] of values.entries())
        if (skeletons.kind(i) === 'number') assert.equal(skeletons.number(i), Number(value));
    }
  }
}

const word = fc.constantFrom(
  ...[
    'pid=1',
    'pid=2',
    'ppid=2',
    'ppid=01',
    'ses=0',
    'ses=00',
    'ses=4294967295',
    'ino=1f',
    'ino=1F',
    'exit=3',
    'exit=-3',
  ],
  ...[
    'a0=f',
    'a1="x y"',
    'a1="x=y"',
    'a3=',
    'a4=7',
    'a9=4A',
    'a10=1',
    'xa0=1',
    'opid=1',
    'pid=1,',
    'pid="1"',
    'pid',
    '=',
    'pid==',
  ],
  ...['name="/a"', 'name="/b"', 'name="./c"', 'name=""', 'name="/a', 'name=2F61', 'name=(null)', 'inode=7', 'inode=x'],
  ...[
    'proctitle=2F',
    'proctitle="ls"',
    'xproctitle=2F',
    'comm="a pid=3 b"',
    'msg=audit(1.2:3)',
    'msg=audit(1.2:3=x',
    "msg='op=x pid=5'",
  ],
  ...['\x1dpid=7', 'node=web', 'key="k"', 'name="\xe4"', 'a0="\x7f"', '\0', '', 'exit=123456789', 'exit=1234567890'],
);
const type = fc.constantFrom('SYSCALL', 'PATH', 'EXECVE', 'PROCTITLE', 'CWD', 'USER_LOGIN');
const node = fc.constantFrom('', '', 'node=web-1.org ', 'node=db ', 'node=a:b ');
const record = fc.tuple(node, type, fc.array(word, { maxLength: 12 }), fc.constantFrom(' ', ' ', '  ', '\x1d'));
const hostile = fc
  .array(fc.array(record, { minLength: 1, maxLength: 3 }), { maxLength: 12 })
  .map((events) =>
    events
      .flatMap((records, i) =>
        records.map(
          ([from, name, words, gap]) => `${from}type=${name} msg=audit(1700000000.000:${i}): ${words.join(gap)}\n`,
        ),
      )
      .join(''),
  );

test('logs that repeat themselves', async () => {
  await fc.assert(fc.asyncProperty(repeatingLog, assertTold), { numRuns: draws(40) });
});

test('values and names that are hard to tell', async () => {
  await fc.assert(fc.asyncProperty(hostile, assertTold), { numRuns: draws(300) });
});

test('the first events are forgotten when there are too many', async () => {
  const count = MOST_SKELETONS + 2;
  const lines = Array.from(
    { length: count },
    (_, i) => `type=CWD msg=audit(${1700000000 + i}.000:${i}): cwd="/home/${i}"\n`,
  );
  const later = (line: string): string => line.replace('audit(17', 'audit(18');
  const skeletons = new EventSkeleton();
  const numbers: number[] = [];
  for (const batch of await batchesOf(Buffer.from([...lines, ...lines.slice(0, 2).map(later)].join('')))) {
    skeletons.load(batch);
    for (let at = 0, line = 0; at < batch.events.length; at += EVENT) {
      const last = linesEnd(batch.events, at, line);
      const number = skeletons.read(line, last);
      numbers.push(number === UNKNOWN ? skeletons.enter() : number);
      line = last;
    }
  }
  assert.deepEqual(numbers.slice(0, 3), [0, 1, 2]);
  assert.deepEqual(numbers.slice(-5), [MOST_SKELETONS - 1, 0, 1, 2, 3]);
});
