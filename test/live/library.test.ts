/** The library's live events; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { liveEvents, parseQuery } from '../../src/index.js';
import { liveSkip, saveKernelState, withClient } from './kernel-state.js';

const AUDIT_USER = 1005;
const skip = liveSkip();
const restore = skip ? undefined : saveKernelState();
after(() => restore?.());

test('what is written now comes now, and the iteration ends when asked to', { skip, timeout: 20_000 }, async () => {
  withClient((client) => client.set('enabled', 1));
  const word = `ts-audit-library-${process.pid}`;
  const end = new AbortController();
  const say = setInterval(() => withClient((client) => client.sendUserMessage(AUDIT_USER, `op=${word}`)), 200);
  const found: string[] = [];
  try {
    const query = await parseQuery(`op = "${word}"`);
    for await (const { records } of liveEvents({ query, signal: end.signal })) {
      found.push(records[0]?.get('op')?.value ?? '');
      clearInterval(say);
      end.abort();
    }
  } finally {
    clearInterval(say);
  }
  assert.ok(found.length > 0 && found.every((one) => one === word), String(found));
});
