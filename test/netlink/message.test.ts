/** Datagrams of the kernel, whole and with lengths that do not fit; payloads of requests with two texts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuditClient } from '../../src/netlink/client.js';
import { acknowledgement, decodeMessage, errorCode, writeRequest } from '../../src/netlink/message.js';
import { NLMSG_ERROR } from '../../src/tables/generated/netlink-message.js';
import { FakeKernel } from './fake-kernel.js';

const DUMP_RULE = 1013;
const RECORD = 1300;

function datagram(claimed: number, type: number, payload = 'abcd'): Buffer {
  const bytes = Buffer.alloc(16 + payload.length);
  bytes.writeUInt32LE(claimed, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(5, 6);
  bytes.writeUInt32LE(77, 8);
  bytes.write(payload, 16, 'latin1');
  return bytes;
}

test('an answer ends where its length says, if that fits; otherwise with the datagram', () => {
  const read = (claimed: number, type: number): readonly unknown[] => {
    const found = decodeMessage(datagram(claimed, type));
    return [found?.payload.toString('latin1'), found?.isCut];
  };
  assert.deepEqual(read(20, DUMP_RULE), ['abcd', false]);
  assert.deepEqual(read(18, DUMP_RULE), ['ab', false]);
  assert.deepEqual(read(16, DUMP_RULE), ['', false]);
  assert.deepEqual(read(15, DUMP_RULE), ['abcd', false]);
  assert.deepEqual(read(21, DUMP_RULE), ['abcd', true]);
  // Of a record the length leaves out the header.
  assert.deepEqual(read(4, RECORD), ['abcd', false]);
  assert.deepEqual(read(18, RECORD), ['abcd', false]);
  assert.deepEqual(read(99, RECORD), ['abcd', false]);
  const { type, flags, sequence } = decodeMessage(datagram(20, DUMP_RULE)) ?? assert.fail();
  assert.deepEqual([type, flags, sequence], [DUMP_RULE, 5, 77]);
});

test('a datagram stands anywhere in a buffer; one shorter than a header is none', () => {
  const bytes = Buffer.concat([Buffer.from('xx'), datagram(20, DUMP_RULE), Buffer.from('yy')]);
  assert.equal(decodeMessage(bytes, 2, 22)?.payload.toString('latin1'), 'abcd');
  assert.equal(decodeMessage(bytes, 2, 18)?.payload.length, 0);
  assert.equal(decodeMessage(bytes, 2, 17), undefined);
});

/** What a request holds behind its header, filled up to whole words. */
function payloadOf(ask: (client: AuditClient) => void): Buffer {
  const kernel = new FakeKernel({});
  const sent: Buffer[] = [];
  const send = kernel.send.bind(kernel);
  kernel.send = (bytes) => {
    sent.push(Buffer.from(bytes));
    send(bytes);
  };
  try {
    ask(new AuditClient(kernel));
  } catch {
    // Whatever this kernel says of it.
  }
  const [first = assert.fail()] = sent;
  return first.subarray(16, first.readUInt32LE(0));
}

test('two paths stand behind their lengths', () => {
  const payload = payloadOf((client) => client.makeEquivalent('/mnt\xff', '/a'));
  assert.deepEqual([payload.readUInt32LE(0), payload.readUInt32LE(4), payload.length], [5, 2, 16]);
  assert.equal(payload.toString('latin1', 8), '/mnt\xff/a\0');
});

test("a user's message ends with a zero byte", () => {
  assert.equal(payloadOf((client) => client.sendUserMessage(1107, 'a\xfe')).toString('latin1'), 'a\xfe\0\0');
});

test('an acknowledgement is whole, of this request, and of its type', () => {
  const code = Buffer.from([0xff, 0xff, 0xff, 0xff]).toString('latin1');
  const whole = datagram(20, NLMSG_ERROR, code);
  assert.equal(acknowledgement(whole, 77), -1);
  assert.equal(acknowledgement(whole, 78), undefined);
  assert.equal(acknowledgement(datagram(20, DUMP_RULE, code), 77), undefined);
  assert.equal(acknowledgement(datagram(21, NLMSG_ERROR, code), 77), undefined);
  assert.equal(acknowledgement(whole.subarray(0, 19), 77), undefined);
  assert.equal(errorCode(decodeMessage(whole) ?? assert.fail()), -1);
  assert.equal(errorCode(decodeMessage(whole.subarray(0, 19)) ?? assert.fail()), undefined);
});

test('a request is filled up to whole words, and no further', () => {
  const bytes = Buffer.alloc(32, 0xee);
  assert.equal(writeRequest(bytes, 4, DUMP_RULE, 1, Buffer.from('abcde')), 28);
  assert.equal(bytes.toString('hex', 20), '6162636465000000eeeeeeee');
});
