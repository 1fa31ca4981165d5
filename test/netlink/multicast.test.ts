import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KernelError } from '../../src/netlink/kernel-error.js';
import { type KernelRecord, RecordReader } from '../../src/netlink/multicast.js';
import type { Transport } from '../../src/netlink/transport.js';
import { reply } from './fake-kernel.js';

const ENOBUFS = 105;
const record = (type: number, text: string): Buffer => reply(Buffer.alloc(16), type, Buffer.from(text, 'latin1'));

const refuse = (): never => assert.fail();

/** Gives these in turn; an error is thrown. */
function transportOf(...coming: (Buffer | KernelError)[]): Transport & { isClosed: boolean } {
  return {
    isClosed: false,
    send: () => {},
    receive: () => {
      const next = coming.shift();
      if (next instanceof KernelError) throw next;
      return next;
    },
    close() {
      this.isClosed = true;
    },
  };
}

test('records are given as text; answers, and what is shorter than a header, are none', () => {
  const records = new RecordReader(transportOf(record(1300, 'audit(1.0:1): \xe9'), record(1000, 'x'), Buffer.alloc(7)));
  assert.deepEqual(records.receive(0), { type: 1300, text: 'audit(1.0:1): \xe9' });
  for (const what of ['an answer', 'a piece', 'nothing']) assert.equal(records.receive(0), undefined, what);
});

test('a queue that ran over is said, other errors are thrown', () => {
  const lost = new KernelError(ENOBUFS, 'recvmsg');
  const records = new RecordReader(transportOf(lost, lost, new KernelError(9, 'recvmsg')));
  assert.equal(records.receive(0), 'lost');
  assert.equal(records.receiveMany(refuse), 'lost');
  assert.throws(() => records.receiveMany(refuse), /recvmsg|descriptor/);
});

test('where the socket gives many at a time, each is looked at, and the queue that ran over is said', () => {
  const seen: KernelRecord[] = [];
  const transport = transportOf();
  const coming = [record(1300, 'one'), Buffer.alloc(7), record(1000, 'status'), record(1320, 'two')];
  let calls = 0;
  const records = new RecordReader(
    Object.assign(transport, {
      receiveMany: (visit: (bytes: Buffer, start: number, end: number) => void) => {
        if (calls++ > 0) throw new KernelError(calls === 2 ? ENOBUFS : 9, 'recvmmsg');
        for (const datagram of coming) visit(datagram, 0, datagram.length);
        return coming.length;
      },
    }),
  );
  assert.equal(
    records.receiveMany((one) => seen.push(one)),
    4,
  );
  assert.deepEqual(seen, [
    { type: 1300, text: 'one' },
    { type: 1320, text: 'two' },
  ]);
  assert.equal(records.receiveMany(refuse), 'lost');
  assert.throws(() => records.receiveMany(refuse), KernelError);
  records.close();
  assert.ok(transport.isClosed);
});
