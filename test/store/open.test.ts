/** Stored logs as sources. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeSources } from '../../src/store/open.js';
import type { Store, StoredStream } from '../../src/store/stored-stream.js';

const log = { start: 0, end: 1, span: { first: 1, last: 2 } };

test('streams come in the order of their names, whatever order a server tells them in', () => {
  const streams = ['h10', 'h2', 'h1'].map(
    (name) => ({ name, logs: [{ ...log, name: `${name}.log` }], timeout: 2, notes: [] }) as unknown as StoredStream,
  );
  const sources = storeSources([{ streams } as unknown as Store], {});
  assert.deepEqual(
    sources.map(({ name }) => name),
    ['h1', 'h10', 'h2'].map((name) => `${name}.log`),
  );
});
