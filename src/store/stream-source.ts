/**
 * The logs of a stored stream as inputs like any others. Usually their lines are those of the log, in their order. Where a
 * predicate says which events are worth looking at, only those come, each for itself, as they were put together when they
 * were stored; that is done where putting them together again would make the same of them.
 */
import { toBytes } from '../bytes/text.js';
import { chunkReader, fromChunks, type Reader } from '../input/reader.js';
import type { Source, Together } from '../input/source.js';
import { logBytes, noticed } from './line-order.js';
import type { Stamp } from './order.js';
import type { Predicate } from './predicate.js';
import { ALWAYS, type SecondRange } from './second-range.js';
import type { ChosenEvent, StoredLog, StoredStream } from './stored-stream.js';

/** What a run looks at. */
export interface Interest extends Partial<SecondRange> {
  /** Events that may be wanted; undefined: all. */
  readonly predicate?: Predicate | undefined;
  /** Seconds that events are waited for. */
  readonly timeout?: number | undefined;
  /** Whether no event of another log may have to be put between those of one. */
  readonly isAlone?: (() => Promise<boolean>) | undefined;
}

export function sourcesOf(stream: StoredStream, interest: Interest, together?: Together): readonly Source[] {
  const notes = { said: false };
  return stream.logs.map((log) => ({ ...logSource(stream, log, interest, notes), together }));
}

function logSource(stream: StoredStream, log: StoredLog, interest: Interest, notes: { said: boolean }): Source {
  const seconds = secondsOf(interest);
  const lines = (range: SecondRange): Reader => fromChunks(logBytes(log, stream.lines(log, range), noticed(range)));
  const told = (reader: Reader): Reader => ({
    ...reader,
    notes: () => {
      const lines = notes.said ? [] : stream.notes;
      notes.said = true;
      return lines;
    },
  });
  return {
    name: toBytes(log.name),
    family: streamFamily(stream.name),
    identity: () => undefined,
    size: () => log.end - log.start,
    canReopen: () => true,
    canSeek: () => false,
    span: async () => log.span,
    begin: async () => lines(ALWAYS),
    open: async () => {
      const predicate = await usablePredicate(stream, interest);
      return told(predicate ? eventReader(stream.events(log, seconds, predicate)) : lines(seconds));
    },
  };
}

export function streamFamily(stream: string): string {
  return `stored ${stream}`;
}

export function secondsOf({ start = ALWAYS.start, end = ALWAYS.end }: Interest): SecondRange {
  return { start, end };
}

/** Undefined where the lines must be put together again. */
export async function usablePredicate(stream: StoredStream, interest: Interest): Promise<Predicate | undefined> {
  const { predicate, isAlone } = interest;
  const isUsable = predicate && (await isCountable(stream, interest)) && (!isAlone || (await isAlone()));
  return isUsable ? predicate : undefined;
}

/** Its events of that time are as they are stored: putting lines together again would make the same of them. */
export async function isCountable(stream: StoredStream, interest: Interest): Promise<boolean> {
  const seconds = secondsOf(interest);
  const isWindow = seconds.start !== ALWAYS.start || seconds.end !== ALWAYS.end;
  return interest.timeout === stream.timeout && (!isWindow || (await stream.isRegular(seconds)));
}

function eventReader(events: AsyncIterable<ChosenEvent>): Reader {
  let behind: Stamp | undefined;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for await (const event of events) {
      const { buffer, byteOffset, length } = event.raw;
      behind = event.behind;
      yield Buffer.from(buffer, byteOffset, length);
    }
  };
  const { isBetweenChunks, ...reader } = chunkReader(chunks());
  const reached = (): ReturnType<NonNullable<Reader['reached']>> =>
    behind && { sec: behind.sec, milli: behind.ms, serial: behind.serial };
  return { ...reader, isBetweenEvents: isBetweenChunks, reached };
}
