/**
 * The running kernel as a log: its records from the read-log group, named and enriched, beside an audit daemon or without
 * one. What the kernel could not deliver is told with the events between which it is missing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordReader } from '../netlink/multicast.js';
import type { Enricher } from './enrich.js';
import { recordLine } from './record-line.js';

/** Between two looks at the queue: it holds far more than comes meanwhile, and an event is to be shown within 300 ms. */
const POLL_MS = 20;
/** Between two questions for the kernel's own count of lost records. */
const STATUS_MS = 1000;
/** A turn for others after so many bytes. */
const CHUNK = 1 << 19;

export interface KernelRecordsOptions {
  /** Owned. */
  readonly reader: RecordReader;
  readonly enricher: Enricher;
  /** The kernel's count of records it lost since boot; undefined where it may not be asked. */
  readonly lost: (() => number) | undefined;
  /** Takes a line about events that are missing, without newline. */
  readonly note: (line: string) => void;
}

export class KernelRecords {
  readonly #options: KernelRecordsOptions;
  #stopped = false;
  #lines = '';
  #lastSerial = 0;
  /** Why records are missing since the last one that came. */
  #loss = '';
  #lost = 0;
  #asked = Number.NEGATIVE_INFINITY;

  constructor(options: KernelRecordsOptions) {
    this.#options = options;
    this.#lost = options.lost?.() ?? 0;
  }

  /** Lines of a log; never ends unless stopped. */
  async *chunks(): AsyncGenerator<Buffer> {
    try {
      while (!this.#stopped) {
        const count = this.#options.reader.receiveMany(this.#take);
        if (count === 'lost') this.#noteLoss('the queue of this program overflowed');
        if (count === 0) this.#askLost();
        if (this.#lines !== '' && (count === 0 || this.#lines.length > CHUNK)) {
          const chunk = Buffer.from(this.#lines, 'latin1');
          this.#lines = '';
          yield chunk;
        } else if (count === 0) await pause(POLL_MS);
      }
    } finally {
      this.#options.reader.close();
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  readonly #take = (record: Parameters<Parameters<RecordReader['receiveMany']>[0]>[0]): void => {
    const serial = serialOf(record.text);
    if (this.#loss !== '') this.#tellLoss(serial);
    if (serial > this.#lastSerial) this.#lastSerial = serial;
    this.#lines += recordLine(record, this.#options.enricher);
  };

  #askLost(): void {
    const now = process.uptime() * 1000;
    if (!this.#options.lost || now - this.#asked < STATUS_MS) return;
    this.#asked = now;
    const lost = this.#options.lost();
    if (lost > this.#lost) this.#noteLoss(`the kernel lost ${lost - this.#lost} records`);
    this.#lost = lost;
  }

  #noteLoss(why: string): void {
    if (this.#loss === '') this.#loss = why;
  }

  /** `serial`: of the first record that came afterwards. */
  #tellLoss(serial: number): void {
    this.#options.note(`events are missing: ${this.#loss}, between event ${this.#lastSerial} and event ${serial}`);
    this.#loss = '';
  }
}

/** Of `audit(SECONDS.MS:SERIAL): …`. */
function serialOf(text: string): number {
  return Number.parseInt(text.slice(text.indexOf(':') + 1), 10) || 0;
}
