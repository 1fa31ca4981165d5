/** A report's share of the work: events in, a part of the report out. */
import { type Batch, bytesOf, eventAt, eventsOf } from '../log/batch.js';
import { EVENT, EVENT_LINES, LINE } from '../log/batch-layout.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import { type Collector, createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Repeat } from '../reports/part.js';
import type { Work } from './work.js';

export async function reportWork(job: ReportJob): Promise<Work> {
  const collector = await createCollector(job);
  const counting = collector.repeat && new ShapeCounts(collector, collector.repeat);
  return {
    namesSeen: collector.namesSeen,
    process: (batch) => {
      if (!counting?.take(batch)) for (const event of eventsOf(batch)) collector.event(event);
      return { matched: batch.events.length / EVENT, messages: '', partial: collector.take() };
    },
  };
}

/** What an event of the shape came to, and how many more of the batch have it. */
interface Known extends Repeat {
  times: number;
}

/** Shapes that are learnt whether or not some come again. */
const FIRST_SHAPES = 1000;

/** Counts events whose shape was there before without a look at their records. */
class ShapeCounts {
  readonly #shapes = new BatchShapes<Known>();
  readonly #collector: Collector;
  readonly #repeat: NonNullable<Collector['repeat']>;
  /** Events whose shape was known. */
  #hits = 0;

  constructor(collector: Collector, repeat: NonNullable<Collector['repeat']>) {
    this.#collector = collector;
    this.#repeat = repeat;
  }

  /** False for a batch that has no shapes. */
  take(batch: Batch): boolean {
    if (!this.#shapes.read(batch)) return false;
    for (const known of this.#count(batch)) {
      known.again(known.times);
      known.times = 0;
    }
    return true;
  }

  /** Returns the shapes that come again: items must appear in the order of their first events, the rest is adding. */
  #count(batch: Batch): Iterable<Known> {
    const { events } = batch;
    const { shapes, pids, known: knownShapes } = this.#shapes;
    const bytes = bytesOf(batch);
    const again = new Set<Known>();
    for (let i = 0, line = 0; i < events.length; i += EVENT) {
      const shape = shapes[i / EVENT]!;
      const known = knownShapes.get(shape);
      if (known === undefined) {
        this.#collector.event(eventAt(batch, bytes, i, line));
        this.#learn(shape, pids[i / EVENT]! >= 0);
      } else {
        this.#hits++;
        if (again.has(known)) known.times++;
        else {
          again.add(known);
          known.again(1);
        }
        known.pid?.(pids[i / EVENT]!);
      }
      line += events[i + EVENT_LINES]! * LINE;
    }
    return again;
  }

  /** Where nearly every event has a shape of its own, they are not worth their memory. */
  #learn(shape: number, hasPid: boolean): void {
    if (this.#shapes.known.size > FIRST_SHAPES + this.#hits) return;
    const repeat = shape === 0 ? undefined : this.#repeat({ pid: hasPid });
    if (repeat) this.#shapes.known.set(shape, { ...repeat, times: 0 });
  }
}
