/** Fetching many records at once, from transports that can and that cannot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KernelError } from '../../src/netlink/kernel-error.js';
import { type KernelRecord, RecordReader } from '../../src/netlink/multicast.js';
import type { Transport } from '../../src/netlink/transport.js';

const ENOBUFS = 105;

function datagram(type: number, text: string): Buffer {
  const bytes = Buffer.alloc(16 + text.length);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.write(text, 16, 'latin1');
  return bytes;
}

const waiting = [
  datagram(1300, 'audit(1.000:1): a'),
  datagram(2, 'answer'),
  datagram(1006, 'audit(1.000:2): b'),
  Buffer.alloc(3),
];
const expected: readonly KernelRecord[] = [
  { type: 1300, text: 'audit(1.000:1): a' },
  { type: 1006, text: 'audit(1.000:2): b' },
];

function transport(rest: Partial<Transport>): Transport {
  return { send: () => {}, receive: () => undefined, close: () => {}, ...rest };
}

test('records out of one call, others left out', () => {
  const bytes = Buffer.concat([Buffer.from('head'), ...waiting]);
  const reader = new RecordReader(
    transport({
      receiveMany: (visit) => {
        let start = 4;
        for (const { length } of waiting) {
          visit(bytes, start, start + length);
          start += length;
        }
        return waiting.length;
      },
    }),
  );
  const got: KernelRecord[] = [];
  assert.equal(
    reader.receiveMany((record) => got.push(record)),
    4,
  );
  assert.deepEqual(got, expected);
});

test('a transport that fetches one at a time', () => {
  const queue = [waiting[0], waiting[2]];
  const reader = new RecordReader(transport({ receive: () => queue.shift() }));
  const got: KernelRecord[] = [];
  const counts = [0, 1, 2].map(() => reader.receiveMany((record) => got.push(record)));
  assert.deepEqual([counts, got], [[1, 1, 0], expected]);
});

test('dropped records are told', () => {
  const overflow = (): never => {
    throw new KernelError(ENOBUFS, 'recvmmsg');
  };
  assert.equal(
    new RecordReader(transport({ receiveMany: overflow })).receiveMany(() => {}),
    'lost',
  );
  assert.equal(
    new RecordReader(transport({ receive: overflow })).receiveMany(() => {}),
    'lost',
  );
});
