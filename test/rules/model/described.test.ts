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
  assert.throws(
    () => describedEvent(['open', 'auid=4294967296']),
    /auid needs a number from 0 to 4294967295, not 42949/,
  );
  assert.throws(() => describedEvent(['open', 'groups=0,-2']), /groups needs a number from 0 to 4294967295, not -2/);
  assert.throws(() => describedEvent(['rename', 'path=/a', 'path=/b']), /path is given twice: a described event/);
  assert.throws(() => describedEvent(['open', 'exe=su']), /exe needs a whole path, not su/);
  assert.throws(() => describedEvent(['open', 'success=maybe']), /success is yes or no, not maybe/);
  assert.throws(() => describedEvent(['open', 'exit=EACCES', 'success=yes']), /exit=-13 and success=yes exclude/);
});
