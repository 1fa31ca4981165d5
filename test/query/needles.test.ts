/** Needles may only save work: with and without them a query finds the same events, on real and on random records. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { needlesOf } from '../../src/query/needles.js';
import { draws } from '../support/draws.js';
import { found } from './found.js';
import { accounts, query, search } from './needle-draw.js';

const folder = path.resolve(import.meta.dirname, '../../../shared/conformance/logs');

test('random records', async () => {
  await fc.assert(
    fc.asyncProperty(search, fc.integer({ min: 30, max: 5000 }), async ({ lines, query: asked }, piece) => {
      const log = Buffer.from(lines.join(''), 'latin1');
      assert.deepEqual(
        await found(log, asked, accounts, true, piece),
        await found(log, asked, accounts, false, 1 << 20),
        JSON.stringify(needlesOf(asked)),
      );
    }),
    { numRuns: draws(400) },
  );
});

test('real logs', { skip: !existsSync(folder) }, async () => {
  const logs = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...logs), query, async (log, asked) => {
      assert.deepEqual(
        await found(log, asked, accounts, true, 1 << 16),
        await found(log, asked, accounts, false, 1 << 20),
      );
    }),
    { numRuns: draws(60) },
  );
});
