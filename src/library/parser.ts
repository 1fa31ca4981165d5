/** For those who own the socket, or have one line. */
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { FollowScan } from '../engine/follow-scan.js';
import { copyOf } from '../log/batch.js';
import { readHeader } from '../log/header.js';
import { AuditRecord } from '../log/record.js';
import { compileQuery } from '../query/match.js';
import { type QueryInput, queryOf } from './query.js';
import { type LogEvent, RecordMaker } from './record.js';
import { eventTimeout } from './timeout.js';

export interface ParserOptions {
  /** Only events that match; all events by default. */
  readonly query?: QueryInput;
  /** As of `readEvents`. */
  readonly accounts?: Accounts;
  /** Seconds after which an event without end counts as complete, default 2. */
  readonly timeout?: number;
}

/** Log lines in, events out. */
export interface EventParser {
  /**
   * Takes the next bytes, cut anywhere, and gives the events that are complete by now: those whose end the kernel said, and
   * those of which no line came for the timeout. Without bytes it only looks at the clock.
   */
  feed(chunk?: Uint8Array | string): readonly LogEvent[];
  /** There is no more: the events that were open. */
  end(): readonly LogEvent[];
}

/** A parser that is fed. Throws AuditError 'usage' for a query that could match nothing. */
export async function openParser(options: ParserOptions = {}): Promise<EventParser> {
  const { accounts = systemAccounts() } = options;
  const timeout = eventTimeout(options.timeout);
  const query = await queryOf(options.query ?? {}, accounts);
  const { matches } = await compileQuery(query, { accounts });
  const maker = new RecordMaker(accounts);
  let ready: LogEvent[] = [];
  const scan = new FollowScan({
    ...{ timeout, start: query.start, end: query.end, badStamp: () => {} },
    batch: (batch) => {
      for (const event of maker.events(copyOf(batch))) if (matches(event)) ready.push(event);
    },
  });
  const taken = (): readonly LogEvent[] => {
    const events = ready;
    ready = [];
    return events;
  };
  return {
    feed: (chunk = '') => {
      scan.feed(typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk), performance.now());
      return taken();
    },
    end: () => {
      scan.end();
      return taken();
    },
  };
}

/** One line of a log as an event with one record; undefined for a line that is no record. */
export function parseLine(line: string | Uint8Array, accounts: Accounts = systemAccounts()): LogEvent | undefined {
  const text = (typeof line === 'string' ? Buffer.from(line, 'utf8') : Buffer.from(line)).toString('latin1');
  const end = text.indexOf('\n');
  const only = end < 0 ? text : text.slice(0, end);
  const header = readHeader(`${only}\n`, 2);
  if (header === undefined || 'badStamp' in header) return undefined;
  const { type, ...id } = header;
  return new RecordMaker(accounts).event({ ...id, records: [AuditRecord.fromLine(type, only)] });
}
