import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, eventsOf, idAt } from '../../src/log/batch.js';
import { EVENT } from '../../src/log/batch-layout.js';
import { NO_NODES, nodeOf, OpenNodes } from '../../src/log/batch-nodes.js';
import { appendEvent, closedBatch, emptyBatch } from '../../src/log/open-batch.js';
import { batchesOf } from '../support/batches.js';

const NAMES = ['a', undefined, 'b', 'a', undefined, 'c', 'b'] as const;

test('events have the names that they were given', () => {
  const open = new OpenNodes();
  for (const name of NAMES) open.add(name);
  const nodes = open.closed();
  assert.deepEqual(nodes.names, ['a', 'b', 'c']);
  assert.deepEqual(
    NAMES.map((_, i) => nodeOf(nodes, i)),
    NAMES,
  );
});

test('a batch without nodes has no numbers', () => {
  const open = new OpenNodes();
  open.add(undefined);
  assert.equal(open.closed(), NO_NODES);
  assert.equal(nodeOf(NO_NODES, 0), undefined);
});

test('names of a log go with its events into batches, copies of them and batches made of others', async () => {
  const lines = NAMES.map(
    (name, i) => `${name === undefined ? '' : `node=${name} `}type=LOGIN msg=audit(${i + 1}.000:1): a=1\n`,
  );
  const merged = emptyBatch();
  const found: (string | undefined)[] = [];
  for (const batch of await batchesOf(Buffer.from(lines.join('')))) {
    const copy = copyOf(batch);
    assert.notEqual(copy.nodes.numbers.buffer, batch.nodes.numbers.buffer);
    for (const { node } of eventsOf(copy)) found.push(node);
    for (let event = 0, line = 0; event < batch.events.length; event += EVENT)
      line = appendEvent(merged, batch, event, line);
  }
  assert.deepEqual(found, NAMES);
  const closed = closedBatch(merged);
  assert.deepEqual(
    NAMES.map((_, i) => idAt(closed, i * EVENT).node),
    NAMES,
  );
});
