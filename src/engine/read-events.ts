/** The library's way to read a log: its events as an async iterator, filtered by a query. */
import { systemAccounts } from '../accounts/accounts.js';
import { discoverSources } from '../input/discover.js';
import { type Batch, copyOf, eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { compileQuery } from '../query/match.js';
import { needlesOf } from '../query/needles.js';
import { onlySerial, type Query } from '../query/query.js';
import { scanSources } from './merge.js';

export interface ReadOptions {
  /** Only events that match; all events by default. */
  readonly query?: Query;
  /** End-of-event timeout in seconds, default 2. */
  readonly timeout?: number;
}

/**
 * The events of one or more logs in release order: paths (byte strings) of files, directories of rotated sets, or shell
 * patterns; plain, compressed or our own JSON. Lines that are no records are passed over. Memory stays bounded: reading
 * waits for the consumer. Throws AuditError 'input' for what cannot be read.
 */
export async function* readEvents(
  paths: string | readonly string[],
  options: ReadOptions = {},
): AsyncGenerator<AuditEvent> {
  const { query = {}, timeout = 2 } = options;
  const names = typeof paths === 'string' ? [paths] : paths;
  const sources = await discoverSources({
    paths: names,
    systemLogs: false,
    logFile: '',
    stdin: -1,
    start: query.start,
    note: () => {},
  });
  const { matches } = await compileQuery(query, { accounts: systemAccounts() });
  const queue = new Handover();
  const scanned = scanSources(sources, {
    timeout,
    start: query.start,
    end: query.end,
    serial: onlySerial(query),
    needles: needlesOf(query),
    batch: (batch) => queue.put(batch),
    between: () => queue.taken(),
  }).finally(() => queue.end());
  scanned.catch(() => {}); // met again below
  try {
    for await (const batch of queue) for (const event of eventsOf(batch)) if (matches(event)) yield event;
    await scanned;
  } finally {
    queue.stop();
  }
}

/** Batches from the scan to the consumer; the scan waits while any is left. */
class Handover implements AsyncIterable<Batch> {
  readonly #batches: Batch[] = [];
  #ended = false;
  #stopped = false;
  #wake: () => void = () => {};

  put(batch: Batch): void {
    this.#batches.push(copyOf(batch));
    this.#wake();
  }

  /** Resolves when the consumer wants more; true when it has gone. */
  async taken(): Promise<boolean> {
    while (this.#batches.length > 0 && !this.#stopped) await this.#change();
    return this.#stopped;
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
    for (;;) {
      const next = this.#batches.shift();
      if (next) yield next;
      else if (this.#ended) return;
      else {
        this.#wake(); // the scan may go on
        await this.#change();
      }
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        this.#wake = () => {};
        before();
        resolve();
      };
    });
  }
}
