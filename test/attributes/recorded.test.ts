/** What is taken of some thousand events, whole and damaged: see `test/support/record-attributes.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedEvents, told } from './told.js';

test('each event tells what it told when it was recorded', () => {
  for (const { tells, ...event } of recordedEvents()) assert.deepEqual(told(event), tells, event.lines.join('\n'));
});
