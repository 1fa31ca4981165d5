/** The logs of a stored stream as inputs like any others: their lines are those of the log, in their order. */

import { toBytes } from '../bytes/text.js';
import { fromChunks } from '../input/reader.js';
import type { Source, TimeSpan } from '../input/source.js';
import { UNKNOWN_SPAN } from '../input/source.js';
import { logBytes, noticed } from './line-order.js';
import type { SecondRange, StoredLog, StoredStream } from './stored-stream.js';

const ALWAYS: SecondRange = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

/** `seconds`: what a run looks at; lines of other times may be left out. */
export function sourcesOf(stream: StoredStream, seconds: Partial<SecondRange> = {}): readonly Source[] {
  const range = { start: seconds.start ?? ALWAYS.start, end: seconds.end ?? ALWAYS.end };
  return stream.logs.map((log, i) => logSource(stream, log, range, i === 0 ? stream.notes : []));
}

function logSource(stream: StoredStream, log: StoredLog, range: SecondRange, notes: readonly string[]): Source {
  const chunks = (seconds: SecondRange): AsyncIterable<Buffer> =>
    logBytes(log, stream.lines(log, seconds), noticed(seconds));
  let span: Promise<TimeSpan> | undefined;
  return {
    name: toBytes(log.name),
    family: `stored ${stream.name}`,
    identity: () => undefined,
    size: () => log.end - log.start,
    canReopen: () => true,
    canSeek: () => false,
    span: () => {
      span ??= spanOf(stream, log).catch(() => UNKNOWN_SPAN);
      return span;
    },
    begin: async () => fromChunks(chunks(ALWAYS)),
    open: async () => ({ ...fromChunks(chunks(range)), notes: () => notes }),
  };
}

async function spanOf(stream: StoredStream, log: StoredLog): Promise<TimeSpan> {
  let first = 0;
  let last = 0;
  let lastAt = -1;
  for await (const { rows } of stream.lines(log, ALWAYS)) {
    for (const { at, sec } of rows) {
      if (at === log.start) first = sec;
      if (at < lastAt || sec === 0) continue;
      last = sec;
      lastAt = at;
    }
  }
  return { first, last };
}
