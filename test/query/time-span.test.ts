/** Words that stand for a stretch of time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cLocale } from '../../src/locale/locale.js';
import { parseTimeSpan } from '../../src/query/time-span.js';

const DAY = 86400;
const midnight = Date.UTC(2026, 10, 27) / 1000;
const now = midnight + 5000;
const span = (text: string) => parseTimeSpan(text, { locale: cLocale(), now });

test('days, weeks, and what lies so far back', () => {
  assert.deepEqual(span('today'), { start: midnight, end: now });
  assert.deepEqual(span('yesterday'), { start: midnight - DAY, end: midnight - 1 });
  assert.deepEqual(span('2026-11-22'), { start: midnight - 5 * DAY, end: midnight - 4 * DAY - 1 });
  assert.deepEqual(span('-2h'), { start: now - 7200, end: now });
});

test('from one time to another, the second one not included', () => {
  assert.deepEqual(span('2026-11-20..2026-11-22'), { start: midnight - 7 * DAY, end: midnight - 5 * DAY - 1 });
});

test('what is no time', () => {
  assert.equal(span('neverday'), undefined);
  assert.equal(span('2026-11-20..soon'), undefined);
});
