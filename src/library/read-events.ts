/** The library's way to read a log: its events as an async iterator, filtered by a query. */
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { scanSources } from '../engine/merge.js';
import type { Batch } from '../log/batch.js';
import { compileQuery } from '../query/match.js';
import { needlesOf } from '../query/needles.js';
import { onlySerial } from '../query/query.js';
import { Handover } from './handover.js';
import { type LogInput, sourcesOf } from './input.js';
import { type QueryInput, queryOf } from './query.js';
import { type LogEvent, RecordMaker } from './record.js';
import { eventTimeout } from './timeout.js';

export interface ReadOptions {
  /** Only events that match; all events by default. */
  readonly query?: QueryInput;
  /** Accounts of the machine that wrote the log, for names that it does not have itself; this machine's by default. */
  readonly accounts?: Accounts;
  /** End-of-event timeout in seconds, default 2. */
  readonly timeout?: number;
  /** Ends the reading: the iterator throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The events of one or more logs in release order. Lines that are no records are passed over. Memory stays bounded: reading
 * waits for the consumer. Throws AuditError 'input' for what cannot be read, 'usage' for a query that could match nothing.
 */
export async function* readEvents(
  input: LogInput | readonly LogInput[],
  options: ReadOptions = {},
): AsyncGenerator<LogEvent> {
  const { accounts = systemAccounts(), signal } = options;
  const timeout = eventTimeout(options.timeout);
  signal?.throwIfAborted();
  const query = await queryOf(options.query ?? {}, accounts);
  const sources = await sourcesOf(input, query.start, signal);
  const { matches } = await compileQuery(query, { accounts });
  const maker = new RecordMaker(accounts);
  const queue = new Handover();
  const stop = (): void => queue.stop();
  signal?.addEventListener('abort', stop, { once: true });
  const scanned = scanSources(sources, {
    timeout,
    start: query.start,
    end: query.end,
    serial: onlySerial(query),
    needles: needlesOf(query),
    badStamp: () => {},
    batch: (batch: Batch) => queue.put(batch),
    between: () => queue.taken(),
  }).finally(() => queue.end());
  scanned.catch(() => {}); // met again below
  try {
    for await (const batch of queue) {
      for (const event of maker.events(batch)) {
        signal?.throwIfAborted();
        if (matches(event)) yield event;
      }
    }
    signal?.throwIfAborted();
    await scanned;
  } finally {
    signal?.removeEventListener('abort', stop);
    queue.stop();
  }
}
