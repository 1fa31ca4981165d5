/** The overview of what stores hold: they count events and different values, and only those events are read here that they do not count. */
import { chainsOf, familyName } from '../input/order.js';
import type { EventId } from '../log/event.js';
import { type AlikeEvents, alikeOverview } from '../reports/alike.js';
import type { Presenter } from '../reports/presenter.js';
import type { LogFacts } from '../reports/spans.js';
import { surroundings } from '../reports/surroundings.js';
import type { CountedRows } from '../store/count.js';
import type { Stamp } from '../store/order.js';
import type { StoredStream, StreamExtent } from '../store/stored-stream.js';
import { secondsOf, streamFamily } from '../store/stream-source.js';
import { begun } from './begun.js';
import { alikesIn } from './stored-alike.js';
import { addUncounted, askForOdd } from './stored-events.js';
import { notesOf, type StoredRun } from './stored-run.js';

/** Undefined: the events have to be read to know when they begin and end. */
export async function runStoredOverview(run: StoredRun, presenter: Presenter): Promise<number | undefined> {
  if (run.whole.size > 0) return undefined;
  const { asked, job } = run;
  // All of it is asked for at once.
  const odd = askForOdd(run);
  const counts = asked.map(({ store, questions }) => begun(store.counts(questions)));
  const facts = await logFacts(run);
  if (!facts) return undefined;
  const partOf = alikeOverview(job, surroundings(job));
  presenter.add({ part: { kind: 'spans' }, messages: notesOf(run) });
  for (const answers of counts) {
    let isFirst = true;
    for await (const counted of answers) {
      presenter.add({ part: partOf(alikeEvents(counted), isFirst), messages: [] });
      isFirst = false;
    }
  }
  await addUncounted(run, odd, presenter);
  return presenter.end(facts);
}

/** One by one: there may be as many as files. */
function* alikeEvents(counted: CountedRows): Generator<AlikeEvents> {
  const alikeAt = alikesIn(counted);
  for (let i = 0; i < counted.length; i++) yield [alikeAt(i), counted.counts[i]!];
}

interface PlacedStream {
  readonly stream: StoredStream;
  readonly extent: StreamExtent | undefined;
}

/**
 * As a scan of all logs would find them: the earliest of the first stamps of each chain of logs, and of the last log the last
 * event. Undefined: only a scan can tell.
 */
async function logFacts({ stores, interest, sources }: StoredRun): Promise<LogFacts | undefined> {
  const streams = new Map<string, PlacedStream>();
  for (const store of stores) {
    const extents = await store.extents(secondsOf(interest));
    for (const stream of store.streams) {
      if (streams.has(streamFamily(stream.name))) return undefined;
      streams.set(streamFamily(stream.name), { stream, extent: extents.get(stream.name) });
    }
  }
  const chains = await chainsOf(sources);
  const firsts = chains.flatMap(
    (chain) => chain.map((source) => streams.get(familyName(source))?.extent?.first).find(isStamp) ?? [],
  );
  const end = chains.at(-1)?.at(-1);
  const ending = end && streams.get(familyName(end));
  const last = ending?.extent?.last;
  // What came out before its last log was begun is not of that log.
  if (end && (!ending || !last || last.at < (ending.stream.logs.at(-1)?.start ?? 0))) return undefined;
  const [firstStamp] = firsts.sort((one, other) => one.sec - other.sec || one.ms - other.ms).map(eventId);
  return { firstStamp, spans: end && last ? [{ name: end.name, first: eventId(last), last: eventId(last) }] : [] };
}

function isStamp(stamp: Stamp | undefined): stamp is Stamp {
  return stamp !== undefined;
}

function eventId({ sec, ms, serial }: Stamp): EventId {
  return { sec, milli: ms, serial, node: undefined };
}
