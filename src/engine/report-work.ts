/** A report's share of the work: events in, a part of the report out. */
import { type Batch, bytesOf, eventAt, eventsOf } from '../log/batch.js';
import { EVENT, linesEnd } from '../log/batch-layout.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import { type Collector, createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Repeat, ReportPart } from '../reports/part.js';
import type { Work } from './work.js';

/** To make the kernel that finds shapes takes as long. */
const FEW = 200;
/** Events whose counts are kept back at most: the same items are added up once for so many. */
const MOST_KEPT = 1 << 16;

/** `few`: events that are looked at before shapes are asked for. */
export async function reportWork(job: ReportJob, few: number = FEW): Promise<Work> {
  const collector = await createCollector(job);
  const counting = collector.repeat && new ShapeCounts(collector, collector.repeat, few);
  let kept = 0;
  const take = (): ReportPart => {
    kept = 0;
    counting?.addUp();
    return collector.take();
  };
  return {
    namesSeen: collector.namesSeen,
    process: (batch, _out, keeps) => {
      if (!counting?.take(batch)) for (const event of eventsOf(batch)) collector.event(event);
      const matched = batch.events.length / EVENT;
      kept += matched;
      const isKept = keeps === true && counting !== undefined && kept < MOST_KEPT;
      return { matched, messages: '', ...(!isKept && { partial: take() }) };
    },
    kept: () => (kept > 0 ? { matched: 0, messages: '', partial: take() } : undefined),
  };
}

/** What an event of the shape came to, and how many more since the counts were taken have it. */
interface Known extends Repeat {
  times: number;
  /** When it was last counted. */
  round: number;
}

/** Shapes that are learnt whether or not some come again. */
const FIRST_SHAPES = 1000;

/** Counts events whose shape was there before without a look at their records. */
class ShapeCounts {
  #shapes: BatchShapes<Known> | undefined;
  readonly #few: number;
  readonly #collector: Collector;
  readonly #repeat: NonNullable<Collector['repeat']>;
  /** Events whose shape was known. */
  #hits = 0;
  /** Events so far. */
  #seen = 0;
  /** Shapes that were counted since the counts were taken, and how often they were taken. */
  #again: Known[] = [];
  #round = 0;

  constructor(collector: Collector, repeat: NonNullable<Collector['repeat']>, few: number) {
    this.#few = few;
    this.#collector = collector;
    this.#repeat = repeat;
  }

  /** False for a batch that has no shapes. */
  take(batch: Batch): boolean {
    this.#seen += batch.events.length / EVENT;
    if (this.#seen <= this.#few) return false;
    this.#shapes ??= new BatchShapes<Known>();
    if (!this.#shapes.read(batch)) return false;
    this.#count(batch, this.#shapes);
    return true;
  }

  /** To be called before the counts are taken. */
  addUp(): void {
    for (const known of this.#again) {
      known.again(known.times);
      known.times = 0;
    }
    this.#again = [];
    this.#round++;
  }

  /** Items must appear in the order of their first events; the rest is adding, and left to `addUp`. */
  #count(batch: Batch, shapes: BatchShapes<Known>): void {
    const { events } = batch;
    const bytes = bytesOf(batch);
    for (let i = 0, line = 0; i < events.length; i += EVENT) {
      const shape = shapes.shape(i / EVENT);
      const known = shapes.known.get(shape);
      if (known === undefined) {
        this.#collector.event(eventAt(batch, bytes, i, line));
        this.#learn(shapes.known, shape, shapes.pid(i / EVENT) >= 0);
      } else {
        this.#hits++;
        if (known.round === this.#round) known.times++;
        else this.#countFirst(known);
        known.pid?.(shapes.pid(i / EVENT));
      }
      line = linesEnd(events, i, line);
    }
  }

  #countFirst(known: Known): void {
    known.round = this.#round;
    this.#again.push(known);
    known.again(1);
  }

  /** Where nearly every event has a shape of its own, they are not worth their memory. */
  #learn(known: Map<number, Known>, shape: number, hasPid: boolean): void {
    if (known.size > FIRST_SHAPES + this.#hits) return;
    const repeat = shape === 0 ? undefined : this.#repeat({ pid: hasPid });
    if (repeat) known.set(shape, { ...repeat, times: 0, round: -1 });
  }
}
