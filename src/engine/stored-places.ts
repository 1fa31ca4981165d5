/** Events that stores do not count, for reports that tell what came first: each is read with its place in the order of all. */
import { AuditError } from '../errors.js';
import type { Source } from '../input/source.js';
import type { AuditEvent } from '../log/event.js';
import { createCollector } from '../reports/collector.js';
import type { Part } from '../reports/part.js';
import type { OddEvent, Place } from '../store/count.js';
import { BEFORE_ALL, later } from '../store/order.js';
import type { StoredStream } from '../store/stored-stream.js';
import { sourcesOf, streamFamily } from '../store/stream-source.js';
import { scanEvents } from './event-scan.js';
import { ANYWHERE, type PlacedTally, type PlaceKey } from './placed-tally.js';
import { linesOf, linesSource } from './stored-events.js';
import { timeOf } from './stored-question.js';
import type { StoredRun } from './stored-run.js';

type Places = Pick<PlacedTally, 'place'>;

export function placeOf({ stream, ksec, kms, kserial, ord }: Omit<Place, 'item'>, places: Places): PlaceKey {
  return places.place(streamFamily(stream), { sec: ksec, ms: kms, serial: kserial }, ord);
}

/** `odd`: of `askForOdd`; `add`: takes what each event comes to. The result: messages. */
export async function readPlaced(
  run: StoredRun,
  odd: readonly AsyncIterable<OddEvent>[],
  places: Places,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  const said: string[] = [];
  for (const events of odd) said.push(...(await readOdd(run, events, places, add)));
  for (const stream of run.whole) said.push(...(await readWhole(run, stream, places, add)));
  return said;
}

async function readOdd(
  run: StoredRun,
  odd: AsyncIterable<OddEvent>,
  places: Places,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  const known: PlaceKey[] = [];
  const lines = async function* (): AsyncGenerator<Buffer> {
    for await (const event of odd) {
      known.push(placeOf(event, places));
      yield linesOf(event);
    }
  };
  let at = 0;
  const said = await read(run, [linesSource(lines())], () => known[at++] ?? ANYWHERE, add);
  if (at !== known.length) throw new AuditError('input', 'the lines of a stored event are not one event');
  return said;
}

function readWhole(
  run: StoredRun,
  stream: StoredStream,
  places: Places,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  let latest = BEFORE_ALL;
  let ord = 0;
  const place = ({ sec, milli, serial }: AuditEvent): PlaceKey => {
    latest = later(latest, { sec, ms: milli, serial });
    return places.place(streamFamily(stream.name), latest, ord++);
  };
  return read(run, sourcesOf(stream, run.interest), place, add);
}

/** `placeOf` is asked once for each event in order. */
async function read(
  { job, timeout }: StoredRun,
  sources: readonly Source[],
  placeOf: (event: AuditEvent) => PlaceKey,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  const collector = await createCollector(job);
  const said: string[] = [];
  await scanEvents({
    sources,
    timeout,
    ...timeOf(job),
    badStamp: (text) => said.push(`Error extracting time stamp (${text})\n`),
    each: (event) => {
      const place = placeOf(event);
      collector.event(event);
      const { part, messages } = collector.take();
      said.push(...messages);
      add(part, place);
    },
  });
  return said;
}
