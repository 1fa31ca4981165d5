/** What is taken of some thousand events, whole and damaged: see `test/support/record-attributes.ts`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Asked, ATTRIBUTES_FILE, type Told, told } from './told.js';

const recorded = gunzipSync(readFileSync(ATTRIBUTES_FILE))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((row): Asked & { readonly tells: Told } => JSON.parse(row));

test('each event tells what it told when it was recorded', () => {
  for (const { tells, ...event } of recorded) assert.deepEqual(told(event), tells, event.lines.join('\n'));
});
