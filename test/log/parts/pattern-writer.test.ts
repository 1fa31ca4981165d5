/** What the kernel writes of events whose shape has a pattern. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../../src/bytes/out.js';
import { FirstSight } from '../../../src/log/parts/first-sight.js';
import { literal, type Piece, type Reading } from '../../../src/log/parts/pattern.js';
import { PatternWriter } from '../../../src/log/parts/pattern-writer.js';
import type { Regard } from '../../../src/log/parts/regard.js';
import { CWD } from '../../../src/tables/generated/record-type.js';
import { batchesOf } from '../../support/batches.js';
import { draws } from '../../support/draws.js';

const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const times = (sec: number): readonly string[] => [new Date(sec * 1000).toISOString().slice(11, 19)];

function call(sec: number, exit: string, a0 = '1'): string {
  return (
    `type=SYSCALL msg=audit(${sec}.007:${sec}9): arch=c000003e syscall=59 success=yes exit=${exit} a0=${a0} a1=2 a2=3 a3=4 ` +
    `items=0 ppid=1 pid=${sec % 1000} auid=0 comm="sh"\n`
  );
}

/** What is written, with `!` for events that have to be looked at; all that have a shape get the same pattern. */
async function written(
  log: string,
  pieces: readonly Piece[],
  identity: readonly Piece[] = [],
  seconds = all,
  asks = 0,
): Promise<string> {
  const writer = new PatternWriter({ times, identity }, seconds);
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    assert.ok(writer.begin(batch, { event: 0, line: 0 }));
    while (writer.next(out)) {
      out.write('!\n');
      writer.learn(() => ({ pieces: [...pieces, literal('\n')], asks }));
    }
  }
  out.flush();
  return text;
}

test('literals, times, numbers and what was composed once', async () => {
  const identity: readonly Piece[] = [{ kind: 'time', number: 0 }, literal('.'), { kind: 'milli digits' }];
  const pieces: readonly Piece[] = [
    { kind: 'identity' },
    literal(' '),
    { kind: 'second' },
    literal('|'),
    { kind: 'serial' },
    literal('|'),
    { kind: 'milli' },
  ];
  const log = call(1_790_000_001, '0') + call(1_790_000_002, '0') + call(1_790_000_061, '0');
  const expected = [1_790_000_002, 1_790_000_061].map((sec) => `${times(sec)[0]}.007 ${sec}|${sec}9|7\n`).join('');
  assert.equal(await written(log, pieces, identity), `!\n${expected}`);
});

test('passing values with their labels, without, and the line before the rest', async () => {
  const pieces: readonly Piece[] = [
    { kind: 'labelled', first: 5, last: 7 },
    literal('|'),
    { kind: 'value', first: 1, last: 2 },
    literal('|'),
    { kind: 'record', number: 0 },
  ];
  const line = call(1_790_000_002, '5');
  const expected = ` items=0 ppid=1 pid=2|1 a1=2|${line.slice(0, line.indexOf(' auid'))}\n`;
  assert.equal(await written(call(1_790_000_001, '0') + line, pieces), `!\n${expected}`);
});

test('whole lines, with the names that the log added and without', async () => {
  const pieces: readonly Piece[] = [
    { kind: 'line', number: 1, names: true },
    literal('|'),
    { kind: 'line', number: 0, names: true },
    literal('|'),
    { kind: 'line', number: 0, names: false },
  ];
  const lines = (sec: number): readonly string[] => [
    `type=LOGIN msg=audit(${sec}.000:7): pid=${sec % 1000} uid=0 old-auid=1`,
    `type=CWD msg=audit(${sec}.000:7): cwd="/"`,
  ];
  const log = [1, 2].map((sec) => lines(sec).join('\x1dUID="root"\n')).join('\n');
  const [first, second] = lines(2);
  assert.equal(await written(`${log}\n`, pieces), `!\n${second}|${first}\x1dUID="root"|${first}\n`);
});

test('a value is asked for once, a plain number never', async () => {
  const asked: string[] = [];
  const reading: Reading = {
    name: 'exit',
    isNamed: true,
    text: (value) => {
      asked.push(value);
      return `<${value}>`;
    },
  };
  const exits = ['7', '-13', '120', '0', '-13', '-2', '00', '-13'];
  const log = exits.map((exit, i) => call(1_790_000_001 + i, exit)).join('');
  const text = await written(log, [{ kind: 'text', first: 0, last: 0, reading }]);
  assert.equal(text, '!\n<-13>\n120\n0\n<-13>\n<-2>\n<00>\n<-13>\n');
  assert.deepEqual(asked, ['-13', '-2', '00']);
});

test('texts that are too long and records without a shape are looked at', async () => {
  const reading: Reading = { name: 'a0', text: (value) => value.repeat(value === 'f' ? 5000 : 1) };
  const log = [
    call(1_790_000_001, '0', 'a'),
    call(1_790_000_002, '0', 'f'),
    call(1_790_000_003, '0', 'b'),
    call(1_790_000_005, '1234567890123456'),
    call(1_790_000_006, '0', 'd'),
  ].join('');
  assert.equal(await written(log, [{ kind: 'text', first: 1, last: 1, reading }]), '!\n!\nb\n!\nd\n');
});

test('events of other seconds are passed over', async () => {
  const log = [1, 2, 3, 4].map((sec) => call(1_790_000_000 + sec, '0')).join('');
  assert.equal(
    await written(log, [{ kind: 'second' }], [], { from: 1_790_000_002, to: 1_790_000_003 }),
    '!\n1790000003\n',
  );
});

test('thousands of values and shapes are forgotten in time', async () => {
  const reading: Reading = { name: 'a0', text: (value) => `<${value}>` };
  const numbers = Array.from({ length: 30_000 }, (_, i) => i);
  const log = numbers.map((i) => call(1_790_000_000 + i, '0', i.toString(16))).join('');
  const text = await written(log, [{ kind: 'text', first: 1, last: 1, reading }]);
  assert.equal(
    text,
    `!\n${numbers
      .slice(1)
      .map((i) => `<${i.toString(16)}>\n`)
      .join('')}`,
  );
  const shapes = Array.from({ length: 30_000 }, (_, i) =>
    call(1_790_000_000 + i, '0').replace('"sh"', `"sh${i % 15_000}"`),
  );
  const looked = await written(shapes.join(''), [{ kind: 'second' }]);
  assert.equal(looked.split('\n').length, 30_001);
});

test('long patterns are kept as long as the documents that they are made of', async () => {
  const shape = (i: number) => `type=CWD msg=audit(1790000001.007:${i}): cwd="/${1000 + (i % 150)}"\n`;
  const log = Array.from({ length: 300 }, (_, i) => shape(i)).join('');
  const writer = new PatternWriter({ times, identity: [] }, all);
  let looked = 0;
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'), { piece: 4096 })) {
    assert.ok(writer.begin(batch, { event: 0, line: 0 }));
    while (writer.next({ writeBytes: () => undefined })) {
      looked++;
      writer.learn(() => ({ pieces: [literal('x'.repeat(50_000))], asks: 0 }));
    }
  }
  assert.equal(looked, 150);
});

test('it is told before a look whether what comes of it is worth remembering', async () => {
  const types = ['CWD', 'PATH', 'EXECVE', 'PROCTITLE']; // ranges of a type none of which comes again are soon not asked for
  const shape = (i: number, serial: number) =>
    `type=${types[i % 4]} msg=audit(1790000001.007:${serial}): cwd="/${i}"\n`;
  const numbers = Array.from({ length: 3600 }, (_, i) => i);
  const log = [...numbers, 3000, 3000].map(shape).join('');
  const writer = new PatternWriter({ times, identity: [] }, all);
  const told: (boolean | undefined)[] = [];
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    assert.ok(writer.begin(batch, { event: 0, line: 0 }));
    while (writer.next({ writeBytes: () => undefined })) {
      told.push(writer.isWorth);
      writer.learn((_, isWorth) => (isWorth ? { pieces: [literal('x')], asks: 0 } : undefined));
    }
  }
  assert.equal(told.length, 3601, 'the third time it is written');
  assert.equal(told[0], true);
  assert.deepEqual(told.slice(-3), [false, false, true]);
});

test('how many are remembered at first sight can be said', async () => {
  const log = [1, 2, 3, 4].map((sec) => call(1_790_000_000 + sec, '0').replace('"sh"', `"sh${sec}"`)).join('');
  const writer = new PatternWriter({ times, identity: [] }, all, new FirstSight(2));
  const told: (boolean | undefined)[] = [];
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    assert.ok(writer.begin(batch, { event: 0, line: 0 }));
    while (writer.next({ writeBytes: () => undefined })) {
      told.push(writer.isWorth);
      writer.learn(() => undefined);
    }
  }
  assert.deepEqual(told, [true, true, false, false]);
});

test('what was composed once stays as it is when patterns are forgotten', async () => {
  const log = Array.from({ length: 30_000 }, (_, i) =>
    call(1_790_000_000 + i, '0').replace('"sh"', `"sh${Math.floor(i / 2)}"`),
  ).join('');
  const text = await written(log, [{ kind: 'identity' }], [literal('at '), { kind: 'second' }, literal(" o'clock")]);
  const wrong = text.split('\n').filter((line) => line !== '' && line !== '!' && !/^at 17900\d{5} o'clock$/.test(line));
  assert.deepEqual(wrong, []);
  assert.ok(text.length > 100_000, 'most events were written');
});

test('where a passing value is asked for, one event of each value is looked at', async () => {
  const log = ['1', '2', '1', '2', '3', '1'].map((a0, i) => call(1_790_000_001 + i, String(i), a0)).join('');
  const text = await written(log, [{ kind: 'value', first: 0, last: 1 }], [], all, 1 << 1);
  assert.equal(text, '!\n!\n2 a0=1\n3 a0=2\n!\n5 a0=1\n');
});

test('a part that stands in many patterns', async () => {
  const part: Piece = { kind: 'part', pieces: [{ kind: 'value', first: 0, last: 0 }, literal('|')] };
  const log = [1, 2, 3, 4].map((i) => call(1_790_000_000 + i, String(i)).replace('"sh"', `"sh${i % 2}"`)).join('');
  assert.equal(await written(log, [part, literal('and '), part]), '!\n!\n3|and 3|\n4|and 4|\n');
});

test('readings whose numbers are given again do not mix', async () => {
  const log = Array.from({ length: 30_000 }, (_, i) =>
    call(1_790_000_000 + i, '0').replace('"sh"', `"sh${i >> 1}"`),
  ).join('');
  let made = 0;
  const writer = new PatternWriter({ times, identity: [] }, all);
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    assert.ok(writer.begin(batch, { event: 0, line: 0 }));
    while (writer.next(out)) {
      const name = String(made++);
      const reading: Reading = { name, text: (value) => `${name} ${value}\n` };
      out.write(`${name} 1\n`);
      writer.learn(() => ({ pieces: [{ kind: 'text', first: 1, last: 1, reading }] }));
    }
  }
  out.flush();
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, 30_000);
  for (let i = 0; i < lines.length; i += 2)
    assert.ok(lines[i + 1] === lines[i] || Number.parseInt(lines[i + 1]!, 10) > Number.parseInt(lines[i]!, 10));
});

test('the digest of texts of any length, without what the log added', async () => {
  const texts = Array.from({ length: 150 }, (_, i) => [
    `type=SYSCALL msg=audit(${1_790_000_001 + i}.007:${i}): arch=c000003e syscall=59 success=yes exit=${'1'.repeat(i % 10) || '0'} a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=9 auid=0 key="${'k'.repeat(i >> 1)}"`,
    `type=CWD msg=audit(${1_790_000_001 + i}.007:${i}): cwd="/\xe9"`,
  ]);
  const log = texts.map((each) => each.map((text) => `${text}\x1dAUID="root"\n`).join('')).join('');
  const digests = texts.map((each) =>
    createHash('sha256')
      .update(each.map((text) => `${text}\n`).join(''), 'latin1')
      .digest('hex')
      .slice(0, 16),
  );
  const found = (await written(log, [{ kind: 'digest' }])).split('\n').slice(0, -1);
  assert.equal(found.length, 150);
  assert.ok(found.filter((line) => line !== '!').length >= 50);
  assert.deepEqual(
    found.filter((line, i) => line !== '!' && line !== digests[i]),
    [],
  );
});

test('digests of events of few and many blocks, put together with values that stop the writing', async () => {
  const reading: Reading = { name: 'brackets', text: (value) => `<${value}>` };
  const pieces: readonly Piece[] = [
    { kind: 'digest' },
    literal(' '),
    { kind: 'text', first: 0, last: 0, reading },
    literal(' '),
    { kind: 'digest' },
  ];
  const shape = fc.array(fc.nat({ max: 470 }), { maxLength: 25, size: 'max' });
  const shapes = fc.array(shape, { minLength: 1, maxLength: 5, size: 'max' });
  const logged = shapes.chain((known) =>
    fc.tuple(fc.constant(known), fc.array(fc.nat({ max: known.length - 1 }), { maxLength: 700, size: 'max' })),
  );
  let fromKernel = 0;
  await fc.assert(
    fc.asyncProperty(logged, async ([known, order]) => {
      const events = order.map((number, i) => {
        const stamp = `${1_790_000_001 + (i >> 3)}.007:${i}`;
        const paths = (known[number] ?? []).map(
          (length, j) => `type=CWD msg=audit(${stamp}): cwd="/${j}${'d'.repeat(length)}"\n`,
        );
        const exit = String(i % 40);
        const first = `type=SYSCALL msg=audit(${stamp}): arch=c000003e syscall=59 success=yes exit=${exit} a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=${i} auid=0\n`;
        const digest = createHash('sha256')
          .update([first, ...paths].join(''))
          .digest('hex')
          .slice(0, 16);
        return { text: [first, ...paths].join(''), line: `${digest} <${exit}> ${digest}` };
      });
      const found = (await written(events.map(({ text }) => text).join(''), pieces)).split('\n').slice(0, -1);
      assert.equal(found.length, events.length);
      fromKernel += found.filter((line) => line !== '!').length;
      assert.deepEqual(
        found.filter((line, i) => line !== '!' && line !== events[i]?.line),
        [],
      );
    }),
    { numRuns: draws(30) },
  );
  assert.ok(fromKernel > 5000, String(fromKernel));
});

test('rows are numbered, and what does not count is told or left out', async () => {
  const regard: Regard = { record: (type) => (type === CWD ? 'nothing' : 'all'), names: false, numbers: false };
  const writer = new PatternWriter({ times, identity: [], regard }, all);
  const log = [1, 2, 3, 4].map(
    (i) =>
      call(1_790_000_000 + i, String(i))
        .replace('auid=0', `auid=0 ses=${i}`)
        .replace('\n', `\x1dAUID="u${i}"\n`) +
      `type=CWD msg=audit(${1_790_000_000 + i}.007:${1_790_000_000 + i}9): cwd="/${i}"\n`,
  );
  const pieces: readonly Piece[] = [{ kind: 'row' }, literal('. '), { kind: 'pid' }, literal('\n')];
  let text = '';
  const starts: number[] = [];
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const rows = {
    get number() {
      return 41 + starts.length;
    },
    place: 100,
    begin: (some: Uint32Array): unknown => starts.push(...some),
  };
  for (const batch of await batchesOf(Buffer.from(log.join(''), 'latin1'))) {
    assert.ok(writer.begin(batch, { event: 0, line: 0 }));
    while (writer.next(out, rows))
      writer.learn(({ count }) => (count === 1 ? { pieces: [...pieces, ...pieces] } : undefined));
  }
  out.flush();
  assert.equal(text, '42. 2\n43. 2\n44. 3\n45. 3\n46. 4\n47. 4\n');
  assert.deepEqual(starts, [100, 106, 100, 106, 112, 118]); // the kernel stops for the texts of a second
});
