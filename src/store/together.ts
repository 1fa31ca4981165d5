/**
 * Streams of a store whose events are chosen one by one, as one source: a scan of each, of a thousand hosts, takes longer than
 * all else.
 */
import { familyName } from '../input/order.js';
import { chunkReader } from '../input/reader.js';
import { type Source, type Together, totalSize, UNKNOWN_SPAN } from '../input/source.js';
import type { Store, StoredStream } from './stored-stream.js';
import { type Interest, secondsOf, streamFamily, usablePredicate } from './stream-source.js';

export function togetherIn(store: Store, interest: Interest): Together | undefined {
  const { inOrder, streams, name } = store;
  const { predicate } = interest;
  if (!inOrder || !predicate || streams.length < 2) return undefined;
  const byFamily = new Map(streams.map((stream) => [streamFamily(stream.name), stream]));
  return {
    merged: async (sources, margin) => {
      const chains = sources.map((chain) => streamsOf(chain, byFamily));
      for (const stream of chains.flat()) if (!(await usablePredicate(stream, interest))) return undefined;
      const events = await inOrder({ chains, seconds: secondsOf(interest), predicate, margin });
      return events && sourceOf(name, sources.flat(), chains.flat(), events);
    },
  };
}

function streamsOf(chain: readonly Source[], byFamily: ReadonlyMap<string, StoredStream>): readonly StoredStream[] {
  return [...new Set(chain.map(familyName))].flatMap((family) => byFamily.get(family) ?? []);
}

function sourceOf(
  name: string,
  sources: readonly Source[],
  streams: readonly StoredStream[],
  events: AsyncIterable<readonly Uint8Array[]>,
): Source {
  return {
    name,
    identity: () => undefined,
    size: () => totalSize(sources),
    canReopen: () => false,
    canSeek: () => false,
    span: async () => UNKNOWN_SPAN,
    open: async () => {
      const { isBetweenChunks, ...reader } = chunkReader(eachOf(events));
      const notes = (): readonly string[] => streams.flatMap((stream) => stream.notes);
      return { ...reader, isBetweenEvents: isBetweenChunks, notes };
    },
  };
}

async function* eachOf(blocks: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<Buffer> {
  for await (const events of blocks)
    for (const { buffer, byteOffset, length } of events) yield Buffer.from(buffer, byteOffset, length);
}
