/** A log written as JSON and read back is the log, whatever order its events were in. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main } from '../../../src/cli/ausearch/main.js';
import { draws } from '../../support/draws.js';
import { runMain } from '../../support/run-main.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-json-'));
after(() => rmSync(folder, { recursive: true }));

async function roundTrip(log: string): Promise<[before: string, after: string]> {
  const { stdout: raw } = await runMain(main, ['-if', log, '--raw']);
  const { stdout: json } = await runMain(main, ['-if', log, '--json']);
  const file = path.join(folder, 'log.json');
  writeFileSync(file, json, 'latin1');
  return [raw, (await runMain(main, ['-if', file, '--raw'])).stdout];
}

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/logs');
const shared = path.resolve(import.meta.dirname, '../../../../shared/conformance/logs');

for (const place of [fixtures, shared].filter((candidate) => existsSync(candidate))) {
  for (const name of readdirSync(place)) {
    test(name, async () => {
      const [before, back] = await roundTrip(path.join(place, name));
      assert.ok(before.length > 0);
      assert.equal(back, before);
    });
  }
}

test('random logs out of order', async () => {
  const body = fc.string({
    unit: fc
      .integer({ min: 1, max: 255 })
      .filter((c) => c !== 10)
      .map((c) => String.fromCharCode(c)),
    maxLength: 30,
  });
  const line = fc
    .tuple(
      fc.constantFrom('SYSCALL', 'PATH', 'USER_LOGIN', 'TEST'),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      body,
    )
    .map(([type, sec, serial, text]) => `type=${type} msg=audit(170000000${sec}.000:${serial}): ${text}\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 15 }), async (lines) => {
      const log = path.join(folder, 'random.log');
      writeFileSync(log, lines.join(''), 'latin1');
      const [before, back] = await roundTrip(log);
      assert.equal(back, before);
    }),
    { numRuns: draws(60) },
  );
});
