/** Rows kept in memory as a store, and the log that they make. */
import { logBytes } from '../../src/store/line-order.js';
import type { Row } from '../../src/store/row.js';
import { NO_TAIL, type RowSink, tailFrom } from '../../src/store/store.js';
import { NO_LIMIT } from '../../src/store/stored-stream.js';

export interface MemorySink extends RowSink {
  readonly rows: Row[];
}

/** `before`: called with each batch before it is kept, and `behind` after it; what they throw ends the shipping. */
export function memorySink(before: () => void = () => {}, behind: () => void = () => {}): MemorySink {
  const rows: Row[] = [];
  return {
    rows,
    name: 'memory',
    place: 'memory',
    tail: async () => {
      const last = rows.at(-1);
      if (!last) return NO_TAIL;
      return tailFrom(last.ord + 1, { sec: last.ksec, ms: last.kms, serial: last.kserial }, last.position);
    },
    insert: async (batch) => {
      before();
      rows.push(...batch.rows().map((row) => ({ ...row, raw: Buffer.from(row.raw) })));
      behind();
    },
    close: async () => {},
  };
}

/** The bytes of all logs of the stream, one behind the other. */
export async function rebuilt(rows: readonly Row[]): Promise<Buffer> {
  const end = Math.max(0, ...rows.map((row) => row.end));
  const ordered = rows.toSorted((one, other) => one.at - other.at);
  const blocks = async function* (): AsyncGenerator<{ rows: readonly Row[]; laterFrom: number }> {
    yield { rows: ordered, laterFrom: NO_LIMIT };
  };
  const chunks: Buffer[] = [];
  for await (const chunk of logBytes({ name: '', start: 0, end, span: { first: 0, last: 0 } }, blocks(), () => true))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}
