/** Reading the kernel's records as they are made, next to the audit daemon or without one. */

import { USER } from '../tables/generated/record-type.js';
import { openTransport } from './addon.js';
import { ENOBUFS, KernelError } from './kernel-error.js';
import { decodeMessage, HEADER, readU16 } from './message.js';
import type { Transport } from './transport.js';

const READ_LOG_GROUP = 1;
/** Records arrive in bursts and the kernel drops what the queue cannot hold. */
const QUEUE_BYTES = 8 << 20;
/** Of the type in a message's header. */
const TYPE_AT = 4;

/** One record: its type number and `audit(time:serial): …`, a byte string. */
export interface KernelRecord {
  readonly type: number;
  readonly text: string;
}

/** What `receive` found: a record, `lost` when the kernel dropped an unknown number of records, or nothing in time. */
export type Received = KernelRecord | 'lost' | undefined;

export class RecordReader {
  readonly #transport: Transport;

  /** Joins the group; throws `KernelError` (EPERM without CAP_AUDIT_READ). A test may give its own transport. */
  constructor(transport: Transport = openTransport(READ_LOG_GROUP, QUEUE_BYTES)) {
    this.#transport = transport;
  }

  /** Waits for the next record, at most `timeoutMs`. It blocks the thread. */
  receive(timeoutMs: number): Received {
    try {
      const datagram = this.#transport.receive(timeoutMs);
      const message = datagram && decodeMessage(datagram);
      // Requests and answers lie below; USER and LOGIN are records although the daemon's start at 1100.
      if (!message || message.type < USER) return undefined;
      return { type: message.type, text: message.payload.toString('latin1') };
    } catch (error) {
      if (error instanceof KernelError && error.errno === ENOBUFS) return 'lost';
      throw error;
    }
  }

  /**
   * Hands over the records that wait, some dozens at most, without waiting for more. The result is how many datagrams
   * were there, 0 for none; or `lost` when the kernel dropped records, then there may be more to fetch.
   */
  receiveMany(visit: (record: KernelRecord) => void): number | 'lost' {
    const transport = this.#transport;
    try {
      if (transport.receiveMany) {
        return transport.receiveMany((bytes, start, end) => {
          if (end - start < HEADER) return;
          const type = readU16(bytes, start + TYPE_AT);
          if (type >= USER) visit({ type, text: bytes.toString('latin1', start + HEADER, end) });
        });
      }
    } catch (error) {
      if (error instanceof KernelError && error.errno === ENOBUFS) return 'lost';
      throw error;
    }
    const received = this.receive(0);
    if (received === 'lost' || received === undefined) return received ?? 0;
    visit(received);
    return 1;
  }

  close(): void {
    this.#transport.close();
  }
}
