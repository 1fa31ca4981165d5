/** The kernel's records as log lines, and what is said when some are missing; the kernel is a list of datagrams. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { Enricher } from '../../src/multicast/enrich.js';
import { KernelRecords } from '../../src/multicast/kernel-records.js';
import { KernelError } from '../../src/netlink/kernel-error.js';
import { RecordReader } from '../../src/netlink/multicast.js';

const ENOBUFS = 105;
type Sent = readonly [type: number, text: string] | 'overflow' | 'silence';

function recordsOf(sent: readonly Sent[], lost?: () => number): { records: KernelRecords; notes: readonly string[] } {
  const queue = [...sent];
  const receive = (): Buffer | undefined => {
    const next = queue.shift();
    if (next === 'overflow') throw new KernelError(ENOBUFS, 'recvmsg');
    if (next === undefined || next === 'silence') return undefined;
    const bytes = Buffer.alloc(16 + next[1].length);
    bytes.writeUInt16LE(next[0], 4);
    bytes.write(next[1], 16, 'latin1');
    return bytes;
  };
  const reader = new RecordReader({ send: () => {}, close: () => {}, receive });
  const notes: string[] = [];
  const enricher = new Enricher(systemAccounts());
  return { records: new KernelRecords({ reader, enricher, lost, note: (line) => notes.push(line) }), notes };
}

async function firstChunks(records: KernelRecords, count: number): Promise<string> {
  let text = '';
  for await (const chunk of records.chunks()) {
    text += chunk.toString('latin1');
    if (--count === 0) records.stop();
  }
  return text;
}

test('lines of a log, with names', async () => {
  const { records, notes } = recordsOf([
    [1300, 'audit(1.000:7): arch=c000003e syscall=59 uid=0'],
    [1320, 'audit(1.000:7): '],
  ]);
  assert.equal(
    await firstChunks(records, 1),
    'type=SYSCALL msg=audit(1.000:7): arch=c000003e syscall=59 uid=0\x1dARCH=x86_64 SYSCALL=execve UID="root"\n' +
      'type=EOE msg=audit(1.000:7):\n',
  );
  assert.deepEqual(notes, []);
});

test('an overflow is told where the queue ended, not where it was met', async () => {
  const { records, notes } = recordsOf([
    [1112, 'audit(1.000:7): a'],
    'overflow',
    [1112, 'audit(1.000:8): b'],
    [1112, 'audit(1.000:9): c'],
    'silence',
    [1112, 'audit(1.000:12): d'],
  ]);
  await firstChunks(records, 2);
  assert.deepEqual(notes, ['events are missing: the queue of this program overflowed, between event 9 and event 12']);
});

test('an overflow is told with the events around it', async () => {
  const { records, notes } = recordsOf([[1112, 'audit(1.000:7): a'], 'overflow', [1112, 'audit(1.000:12): b']]);
  await firstChunks(records, 1);
  assert.deepEqual(notes, ['events are missing: the queue of this program overflowed, between event 7 and event 12']);
});

test("the kernel's own losses are told when the next event comes", async () => {
  const counts = [5, 8];
  const { records, notes } = recordsOf(
    [[1112, 'audit(1.000:7): a'], 'silence', 'silence', [1112, 'audit(1.000:12): b']],
    () => counts.shift() ?? 8,
  );
  await firstChunks(records, 2);
  assert.deepEqual(notes, ['events are missing: the kernel lost 3 records, between event 7 and event 12']);
});
