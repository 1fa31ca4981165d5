/** A batch in pieces holds the same events, each with its own bytes, however small the pieces are. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Batch, eventsOf, piecesOf } from '../../src/log/batch.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';

const folder = path.resolve(import.meta.dirname, '../../fixtures/logs');
const logs = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));

const told = (batches: Iterable<Batch>) =>
  [...batches].flatMap((batch) =>
    [...eventsOf(batch)].map(({ sec, milli, serial, node, records }) => ({
      id: [sec, milli, serial, node],
      records: records.map(({ type, bytes, start, textEnd, end, newline }) => [
        type,
        textEnd - start,
        newline,
        bytes.toString('latin1', start, end),
      ]),
    })),
  );

test('pieces of a batch hold its events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...logs),
      fc.integer({ min: 1, max: 20_000 }),
      fc.boolean(),
      async (log, size, eachEvent) => {
        const batches = await batchesOf(log, { piece: 60_000, eachEvent });
        const pieces = batches.flatMap((batch) => [...piecesOf(batch, size)]);
        assert.deepEqual(told(pieces), told(batches));
        const each = batches.flatMap((batch) => [...piecesOf(batch, 1)]);
        assert.equal(each.length, told(batches).length);
      },
    ),
    { numRuns: draws(30) },
  );
});
