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
  /** What is missing and not told yet. */
  #loss: Loss | undefined;
  #lost = 0;
  #asked = Number.NEGATIVE_INFINITY;
  /** The last event when the kernel was asked. */
  #serialAsked = 0;

  constructor(options: KernelRecordsOptions) {
    this.#options = options;
    this.#lost = options.lost?.() ?? 0;
  }

  /** Lines of a log; never ends unless stopped. */
  async *chunks(): AsyncGenerator<Buffer> {
    try {
      while (!this.#stopped) {
        const count = this.#options.reader.receiveMany(this.#take);
        if (count === 'lost') this.#loss ??= { why: 'the queue of this program overflowed' };
        if (count === 0) this.#drained();
        this.#askLost();
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
    if (this.#loss) this.#lookForGap(this.#loss, serial);
    if (serial > this.#lastSerial) this.#lastSerial = serial;
    if (this.#serialAsked === 0) this.#serialAsked = serial;
    this.#lines += recordLine(record, this.#options.enricher);
  };

  /**
   * The overflow is told at once, but what waits in the queue comes first: the kernel adds nothing until that is empty. So
   * the gap is where the queue ended, or, if more came meanwhile, where serials jump.
   */
  #lookForGap(loss: Loss, serial: number): void {
    if (loss.isDrained) this.#tell(loss.why, loss.from ?? this.#lastSerial, serial);
    else if (serial > this.#lastSerial + 1) this.#loss = { from: this.#lastSerial, ...loss, to: serial };
  }

  #drained(): void {
    if (!this.#loss) return;
    const { why, from, to } = this.#loss;
    if (from !== undefined && to !== undefined) this.#tell(why, from, to);
    else this.#loss = { ...this.#loss, isDrained: true };
  }

  #askLost(): void {
    const now = process.uptime() * 1000;
    if (!this.#options.lost || now - this.#asked < STATUS_MS) return;
    this.#asked = now;
    const lost = this.#options.lost();
    // Some time since it was asked before; what came last may have been made before that.
    if (lost > this.#lost)
      this.#loss = { why: `the kernel lost ${lost - this.#lost} records`, from: this.#serialAsked, isDrained: true };
    this.#lost = lost;
    this.#serialAsked = this.#lastSerial;
  }

  #tell(why: string, from: number, to: number): void {
    this.#options.note(`events are missing: ${why}, between event ${from} and event ${to}`);
    this.#loss = undefined;
  }
}

interface Loss {
  readonly why: string;
  /** The last event before it and the first behind it, as far as they are known. */
  readonly from?: number;
  readonly to?: number;
  /** Whatever comes now was made afterwards. */
  readonly isDrained?: boolean;
}

/** Of `audit(SECONDS.MS:SERIAL): …`. */
function serialOf(text: string): number {
  return Number.parseInt(text.slice(text.indexOf(':') + 1), 10) || 0;
}
