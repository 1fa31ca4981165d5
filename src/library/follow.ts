/** Events as they happen: of a log that grows, or of the running kernel. */
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { toBytes } from '../bytes/text.js';
import { drive, type FollowSource, scansOf } from '../engine/follow-run.js';
import { FollowedLog } from '../input/follow.js';
import { Enricher } from '../multicast/enrich.js';
import { KernelRecords } from '../multicast/kernel-records.js';
import { RecordReader } from '../netlink/multicast.js';
import { compileQuery } from '../query/match.js';
import { Handover } from './handover.js';
import { type QueryInput, queryOf } from './query.js';
import { type LogEvent, RecordMaker } from './record.js';
import { eventTimeout } from './timeout.js';

export interface FollowEventsOptions {
  /** Only events that match; all events by default. */
  readonly query?: QueryInput;
  /** As of `readEvents`. */
  readonly accounts?: Accounts;
  /** Seconds after which an event without end counts as complete, default 2. */
  readonly timeout?: number;
  /** Ends the iteration after the events that are open; without it, `break` does. */
  readonly signal?: AbortSignal;
  /** Takes a line about events that may be missing. */
  readonly note?: (line: string) => void;
}

/**
 * The events that are written to a log from now on (or since a time in seconds), through rotation, truncation and return.
 * Ends only by `signal` or `break`.
 */
export function followEvents(
  path: string,
  { since, ...options }: FollowEventsOptions & { readonly since?: number } = {},
): AsyncGenerator<LogEvent> {
  const { note = ignore } = options;
  const log = new FollowedLog({ path: toBytes(path), from: since === undefined ? 'end' : { since }, note });
  return follow({ name: path, chunks: () => log.chunks(), stop: () => log.stop() }, options);
}

/**
 * What the kernel writes from now on, beside auditd or without it. Needs Linux and CAP_AUDIT_READ: throws KernelError (`errno`)
 * without, AuditError 'addon' where the native addon is missing.
 */
export function liveEvents(options: FollowEventsOptions = {}): AsyncGenerator<LogEvent> {
  const { accounts = systemAccounts(), note = ignore } = options;
  const records = new KernelRecords({
    ...{ reader: new RecordReader(), enricher: new Enricher(accounts), lost: undefined, note },
  });
  const source = { name: 'kernel', chunks: () => records.chunks(), stop: () => records.stop(), dropsEnds: true };
  return follow(source, options);
}

const ignore = (): void => {};

async function* follow(source: FollowSource, options: FollowEventsOptions): AsyncGenerator<LogEvent> {
  const { accounts = systemAccounts(), signal } = options;
  const timeout = eventTimeout(options.timeout);
  const query = await queryOf(options.query ?? {}, accounts);
  const { matches } = await compileQuery(query, { accounts });
  const maker = new RecordMaker(accounts);
  const queue = new Handover();
  const end = new AbortController();
  const paced = { ...source, chunks: () => pacedChunks(source, queue) };
  const given = { sources: [paced], timeout, err: ignore, signal: end.signal };
  const scans = scansOf(given, query, (batch) => queue.put(batch));
  const stopped = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
  const run = drive(given.sources, scans, stopped, ignore).finally(() => queue.end());
  run.catch(ignore); // met again below
  try {
    for await (const batch of queue) for (const event of maker.events(batch)) if (matches(event)) yield event;
    await run;
  } finally {
    end.abort();
    queue.stop();
  }
}

/** The next bytes are read when the events before were taken. */
async function* pacedChunks(source: FollowSource, queue: Handover): AsyncGenerator<Buffer> {
  for await (const chunk of source.chunks()) {
    yield chunk;
    await queue.taken();
  }
}
