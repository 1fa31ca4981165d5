/** What the kernel multicasts: one line a record whatever it holds, and each line is read as a record of its type. */
import { accountsFor } from '../../../src/accounts/accounts.js';
import { readHeader } from '../../../src/log/header.js';
import { Enricher } from '../../../src/multicast/enrich.js';
import { recordLine } from '../../../src/multicast/record-line.js';
import { RecordReader } from '../../../src/netlink/multicast.js';
import { recordTypeName } from '../../../src/tables/record-types.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';

const HEADER = 16;
const enricher = new Enricher(accountsFor({}));

/** Datagrams in a row, each behind its length: the kernel's own has one that leaves the header out. */
function datagram(type: number, text: string): string {
  const bytes = Buffer.alloc(HEADER + text.length);
  bytes.writeUInt32LE(text.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.write(text, HEADER, 'latin1');
  return bytes.toString('latin1');
}

export const multicast: Target = {
  name: 'multicast',
  seeds: () =>
    logPieces().flatMap((log) =>
      Array.from(log.matchAll(/msg=(audit\([^\n\x1d]*)/g), ([, text = '']) =>
        datagram(1300 + (text.length % 30), text),
      ),
    ),
  run: (input) => {
    const queue = [Buffer.from(input, 'latin1')];
    const reader = new RecordReader({ send: () => {}, close: () => {}, receive: () => queue.shift() });
    const record = reader.receive(0);
    if (record === undefined || record === 'lost') return;
    const line = recordLine(record, enricher);
    holds(line.indexOf('\n') === line.length - 1, 'one line a record');
    const header = readHeader(line, 2);
    if (header === undefined || 'badStamp' in header || recordTypeName(record.type) === undefined) return;
    holds(header.type === record.type, `type ${record.type}, not ${header.type}`);
  },
};
