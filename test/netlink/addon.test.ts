/** The addon itself, as far as it works without rights; `valgrind node …` runs this file, too. */
import assert from 'node:assert';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { addonFile, openTransport } from '../../src/netlink/addon.js';
import { KernelError } from '../../src/netlink/kernel-error.js';
import { decodeMessage, encodeRequest } from '../../src/netlink/message.js';
import { AUDIT_GET, NLMSG_ERROR } from '../../src/tables/generated/netlink-message.js';

const skip = !existsSync(addonFile(path.resolve(import.meta.dirname, '../..'))) && 'the addon is not built';

/** A kernel without audit refuses the socket itself. */
function open(): ReturnType<typeof openTransport> | undefined {
  try {
    return openTransport(0, 1 << 16);
  } catch (error) {
    assert.ok(error instanceof KernelError);
    return undefined;
  }
}

test('a request is answered by the kernel, with data or a refusal', { skip }, () => {
  const transport = open();
  if (!transport) return;
  assert.strictEqual(transport.receive(0), undefined);
  transport.send(encodeRequest(AUDIT_GET, 4711, Buffer.alloc(0))!);
  const answer = decodeMessage(transport.receive(2000)!);
  assert.ok(answer);
  assert.ok(answer.type === NLMSG_ERROR || answer.type === AUDIT_GET);
  assert.strictEqual(answer.sequence, 4711);
  while (transport.receive(20));
  transport.close();
});

test('nothing comes when nothing was asked, and a closed socket says so', { skip }, () => {
  const transport = open();
  if (!transport) return;
  const before = performance.now();
  assert.strictEqual(transport.receive(30), undefined);
  assert.ok(performance.now() - before >= 20);
  transport.close();
  const isBadDescriptor = (error: unknown): boolean => error instanceof KernelError && error.errnoName === 'EBADF';
  assert.throws(() => transport.receive(0), isBadDescriptor);
  assert.throws(() => transport.send(Buffer.alloc(16)), isBadDescriptor);
  assert.throws(() => transport.close(), isBadDescriptor);
});
