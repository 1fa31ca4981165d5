import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describedEvent } from '../../../src/rules/model/described.js';

test('an event in words', () => {
  const { event, call, path } = describedEvent([
    'execve',
    'path=/bin/x',
    'uid=0',
    'auid=unset',
    'exit=-EACCES',
    'arch=b32',
  ]);
  assert.deepEqual([call, path, event.arch, event.syscall], ['execve', '/bin/x', 0x40000003, 11]);
  assert.deepEqual([event.uid, event.euid, event.fsuid, event.auid, event.exit], [0, 0, 0, 0xffffffff, -13]);
  assert.equal(event.gid, undefined);
});

test('an event that is not understood is refused with the word', () => {
  assert.throws(() => describedEvent(['nocall']), /no system call nocall/);
  assert.throws(() => describedEvent(['open', 'color=red']), /unknown attribute color/);
  assert.throws(() => describedEvent(['open', 'uid=many']), /uid needs a number, not many/);
  assert.throws(() => describedEvent(['uid=0']), /names no system call/);
});
