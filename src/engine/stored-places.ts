/** Events that stores do not count, for reports that tell what came first: each is read with its place in the order of all. */
import type { AuditEvent } from '../log/event.js';
import { createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Part } from '../reports/part.js';
import type { Firsts, Place } from '../store/count.js';
import { BEFORE_ALL, later } from '../store/order.js';
import type { StoredStream } from '../store/stored-stream.js';
import { sourcesOf, streamFamily } from '../store/stream-source.js';
import { scanEvents } from './event-scan.js';
import { LoneEvents } from './lone-events.js';
import { ANYWHERE, type PlacedTally, type PlaceKey } from './placed-tally.js';
import type { OddEvents } from './stored-events.js';
import { timeOf } from './stored-question.js';
import type { StoredRun } from './stored-run.js';

type Places = Pick<PlacedTally, 'place'>;

export function placeOf({ stream, ksec, kms, kserial, ord }: Omit<Place, 'item'>, places: Places): PlaceKey {
  return places.place(streamFamily(stream), { sec: ksec, ms: kms, serial: kserial }, ord);
}

/** Of each place in the columns. What is given is good until the next one is asked for. */
export function placesIn({ stream, ksec, kms, kserial, ord }: Firsts, places: Places): (i: number) => PlaceKey {
  const stamp = { sec: 0, ms: 0, serial: 0 };
  const families = new Map<string, string>();
  return (i) => {
    const name = stream[i]!;
    let family = families.get(name);
    if (family === undefined) {
      family = streamFamily(name);
      families.set(name, family);
    }
    stamp.sec = ksec[i]!;
    stamp.ms = kms[i]!;
    stamp.serial = kserial[i]!;
    return places.place(family, stamp, ord[i]!);
  };
}

/** `odd`: of `askForOdd`; `add`: takes what each event comes to. The result: messages. */
export async function readPlaced(
  run: StoredRun,
  odd: readonly OddEvents[],
  places: Places,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  const said: string[] = [];
  for (const blocks of odd) said.push(...(await readOdd(run, blocks, places, add)));
  for (const stream of run.whole) said.push(...(await readWhole(run, stream, places, add)));
  return said;
}

async function readOdd(
  { job, timeout }: StoredRun,
  blocks: OddEvents,
  places: Places,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  const { said, badStamp, take } = await reader(job, add);
  const known: PlaceKey[] = [];
  const lone = new LoneEvents({ timeout, badStamp, each: (event, i) => take(event, known[i] ?? ANYWHERE) });
  for await (const events of blocks)
    for (const event of events) {
      known.push(placeOf(event, places));
      lone.read(event.raw);
    }
  lone.end();
  return said;
}

async function readWhole(
  { job, timeout, interest }: StoredRun,
  stream: StoredStream,
  places: Places,
  add: (part: Part, place: PlaceKey) => void,
): Promise<readonly string[]> {
  const { said, badStamp, take } = await reader(job, add);
  let latest = BEFORE_ALL;
  let ord = 0;
  await scanEvents({
    sources: sourcesOf(stream, interest),
    ...{ timeout, badStamp, ...timeOf(job) },
    each: (event) => {
      latest = later(latest, { sec: event.sec, ms: event.milli, serial: event.serial });
      take(event, places.place(streamFamily(stream.name), latest, ord++));
    },
  });
  return said;
}

interface PlacedReader {
  readonly said: readonly string[];
  readonly badStamp: (text: string) => void;
  readonly take: (event: AuditEvent, place: PlaceKey) => void;
}

async function reader(job: ReportJob, add: (part: Part, place: PlaceKey) => void): Promise<PlacedReader> {
  const collector = await createCollector(job);
  const said: string[] = [];
  return {
    said,
    badStamp: (text) => said.push(`Error extracting time stamp (${text})\n`),
    take: (event, place) => {
      collector.event(event);
      const { part, messages } = collector.take();
      said.push(...messages);
      add(part, place);
    },
  };
}
