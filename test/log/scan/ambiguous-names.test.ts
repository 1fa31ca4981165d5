import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeString } from '../../../src/bytes/hex.js';
import { parseEnrichment } from '../../../src/log/enrichment.js';
import { ambiguousIds } from '../../../src/log/scan/ambiguous-names.js';
import { draws } from '../../support/draws.js';

const line = (id: number, name: string, node = ''): string =>
  `${node}type=USER_LOGIN msg=audit(1.000:1): pid=1 uid=0 auid=${id} ses=1\x1dUID="root" AUID="${name}"\n`;

test('a log of one machine has no ambiguous ids', () => {
  assert.deepEqual(ambiguousIds(line(1000, 'alice') + line(1001, 'bob') + line(1000, 'alice')), []);
  assert.deepEqual(ambiguousIds('no enrichment\n\x1d'), []);
});

test('an id with two names, a name with two ids', () => {
  assert.deepEqual(ambiguousIds(line(1000, 'alice') + line(1000, 'admin') + line(1002, 'carol')), [1000]);
  assert.deepEqual(ambiguousIds(line(1000, 'user') + line(500, 'user')), [1000, 500]);
});

test('machines with a name of their own do not contradict each other', () => {
  assert.deepEqual(ambiguousIds(line(1000, 'alice', 'node=a ') + line(1000, 'admin', 'node=b ')), []);
});

test('a name that the end of the sample cuts is none', () => {
  const log = line(1000, 'alice') + line(1000, 'alice');
  for (let length = 0; length < log.length; length++) assert.deepEqual(ambiguousIds(log.slice(0, length)), []);
});

/** Lines as they are and as they are not: other orders, other fields with those names in them, values that are no numbers. */
const aLine: fc.Arbitrary<string> = fc
  .record({
    node: fc.constantFrom('', '', 'node=a ', 'node=b '),
    fields: fc.array(
      fc.tuple(
        fc.constantFrom('auid', 'uid', 'ouid', 'euid', 'a', 'comm'),
        fc.constantFrom('0', '7', '10', 'x', '"a uid=7"'),
      ),
      { maxLength: 5 },
    ),
    names: fc.array(fc.tuple(fc.constantFrom('AUID', 'UID', 'OUID'), fc.constantFrom('"a"', '"b"', '61', 'unset')), {
      maxLength: 3,
    }),
    mark: fc.constantFrom('\x1d', '\x1d', '\x1d', ' ', '\x1d uid=1 \x1d'),
  })
  .map(({ node, fields, names, mark }) => {
    const text = (list: readonly (readonly [string, string])[]): string =>
      list.map(([name, value]) => `${name}=${value}`).join(' ');
    return `${node}type=A msg=audit(1.000:1): ${text(fields)}${mark}${text(names)}\n`;
  });

test('no line is passed over that says something new', () => {
  fc.assert(
    fc.property(fc.array(aLine, { maxLength: 60, size: 'max' }), (lines) => {
      assert.deepEqual([...ambiguousIds(lines.join(''))].sort(), [...contradicted(lines)].sort());
    }),
    { numRuns: draws(400) },
  );
});

/** Line by line. */
function contradicted(lines: readonly string[]): ReadonlySet<number> {
  const said = lines.flatMap((text) => {
    const [body = '', list] = text.slice(0, -1).split(/\x1d(.*)/s);
    const node = /^node=\S+/.exec(body)?.[0] ?? '';
    return ['auid', 'uid'].flatMap((field) => {
      const name = parseEnrichment(list ?? '')?.get(field);
      const id = new RegExp(` ${field}=(\\d+)`).exec(body)?.[1];
      return name === undefined || id === undefined ? [] : [{ node, id: Number(id), name }];
    });
  });
  const bad = said.filter((one) =>
    said.some(
      (other) =>
        other.node === one.node &&
        ((other.id === one.id && other.name !== one.name) ||
          (other.id !== one.id && decodeString(other.name) === decodeString(one.name))),
    ),
  );
  return new Set(bad.map(({ id }) => id));
}
