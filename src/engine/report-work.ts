/** A report's share of the work: events in, a part of the report out. */
import { type Batch, bytesOf, eventAt, eventsOf } from '../log/batch.js';
import { EVENT, linesEnd } from '../log/batch-layout.js';
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

/** Events that are looked at before shapes are asked for. */
const FEW = 200;
/** Shapes that are learnt whether or not some come again. */
const FIRST_SHAPES = 1000;

/** Counts events whose shape was there before without a look at their records. */
class ShapeCounts {
  #shapes: BatchShapes<Known> | undefined;
  readonly #collector: Collector;
  readonly #repeat: NonNullable<Collector['repeat']>;
  /** Events whose shape was known. */
  #hits = 0;
  /** Events so far. */
  #seen = 0;

  constructor(collector: Collector, repeat: NonNullable<Collector['repeat']>) {
    this.#collector = collector;
    this.#repeat = repeat;
  }

  /** False for a batch that has no shapes. */
  take(batch: Batch): boolean {
    this.#seen += batch.events.length / EVENT;
    if (this.#seen <= FEW) return false;
    this.#shapes ??= new BatchShapes<Known>();
    if (!this.#shapes.read(batch)) return false;
    for (const known of this.#count(batch, this.#shapes)) {
      known.again(known.times);
      known.times = 0;
    }
    return true;
  }

  /** Returns the shapes that come again: items must appear in the order of their first events, the rest is adding. */
  #count(batch: Batch, shapes: BatchShapes<Known>): Iterable<Known> {
    const { events } = batch;
    const bytes = bytesOf(batch);
    const again = new Set<Known>();
    for (let i = 0, line = 0; i < events.length; i += EVENT) {
      const shape = shapes.shape(i / EVENT);
      const known = shapes.known.get(shape);
      if (known === undefined) {
        this.#collector.event(eventAt(batch, bytes, i, line));
        this.#learn(shapes.known, shape, shapes.pid(i / EVENT) >= 0);
      } else {
        this.#hits++;
        if (again.has(known)) known.times++;
        else {
          again.add(known);
          known.again(1);
        }
        known.pid?.(shapes.pid(i / EVENT));
      }
      line = linesEnd(events, i, line);
    }
    return again;
  }

  /** Where nearly every event has a shape of its own, they are not worth their memory. */
  #learn(known: Map<number, Known>, shape: number, hasPid: boolean): void {
    if (known.size > FIRST_SHAPES + this.#hits) return;
    const repeat = shape === 0 ? undefined : this.#repeat({ pid: hasPid });
    if (repeat) known.set(shape, { ...repeat, times: 0 });
  }
}
