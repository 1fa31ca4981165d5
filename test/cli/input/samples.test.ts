/** Every record of real journals, kernel logs and syslogs is found, as a plain look for their headers counts them. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { main } from '../../../src/cli/ausearch/main.js';
import { recordTypeName } from '../../../src/tables/record-types.js';
import { runMain } from '../../support/run-main.js';

const samples = path.resolve(import.meta.dirname, '../../../../shared/conformance/inputs');
const skip = !existsSync(samples) && 'the shared samples are not there';

/** Where a record's type stands, by who tells of it: a number, or a name. */
const WAYS = [
  /\btype=(\d+) audit\(|\baudit\([\d.:]+\): +type=(\d+)/g,
  /\b_AUDIT_TYPE"?[=:]"?(\d+)/g,
  /\baudit(?:\[\d+\])?: ([A-Z][A-Z_]+) /g,
];

/** Who tells of the same records in another way as well tells of no more. */
function counted(text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const way of WAYS) {
    const own: Record<string, number> = {};
    for (const [, first, second] of text.matchAll(way)) {
      const word = first ?? second ?? '';
      const type = /^\d+$/.test(word) ? (recordTypeName(Number(word)) ?? word) : word;
      own[type] = (own[type] ?? 0) + 1;
    }
    for (const [type, count] of Object.entries(own)) counts[type] = Math.max(count, counts[type] ?? 0);
  }
  return counts;
}

test('every record of the samples is found', { skip }, async () => {
  let all = 0;
  for (const name of readdirSync(samples)) {
    const sample = path.join(samples, name);
    const { stdout } = await runMain(main, ['-if', sample, '--raw']);
    const found: Record<string, number> = {};
    for (const [, type = ''] of stdout.matchAll(/^(?:node=\S+ )?type=(\S+) msg=/gm))
      found[type] = (found[type] ?? 0) + 1;
    assert.deepEqual(found, counted(readFileSync(sample, 'latin1')), name);
    all += Object.values(found).reduce((sum, count) => sum + count, 0);
  }
  assert.ok(all > 4000, `${all} records`);
});
