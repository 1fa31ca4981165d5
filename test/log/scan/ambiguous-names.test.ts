import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ambiguousIds } from '../../../src/log/scan/ambiguous-names.js';

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
