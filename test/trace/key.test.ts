import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOwnerAlive, keyText, ownKey, parseKey } from '../../src/trace/key.js';

const unchanged = { wasOff: false, backlog: undefined };

test('keys survive the kernel', () => {
  const key = fc.record({
    pid: fc.nat(4194304),
    start: fc.maxSafeNat().map((n) => n % 1e15),
    wasOff: fc.boolean(),
    backlog: fc.option(fc.nat(1e9), { nil: undefined }),
    inHaste: fc.boolean(),
  });
  fc.assert(fc.property(key, (traceKey) => assert.deepEqual(parseKey(keyText(traceKey)), { ...traceKey })));
});

test('other keys are not ours', () => {
  for (const text of ['', 'autrace', 'autrace-1', 'autrace-1.2-on', 'my-autrace-1.2', 'autrace-1.2\x01x']) {
    assert.equal(parseKey(text), undefined, text);
  }
});

test('a process with the same number is not the owner', () => {
  assert.ok(isOwnerAlive(ownKey(unchanged)));
  assert.ok(!isOwnerAlive({ ...ownKey(unchanged), start: 1 }));
  assert.ok(!isOwnerAlive({ pid: 4194303, start: 1, ...unchanged, inHaste: false }));
});
