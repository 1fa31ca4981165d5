/** A report's share of the work: events in, a part of the report out. */
import { type Batch, bytesOf, eventAt, eventsOf } from '../log/batch.js';
import { EVENT } from '../log/batch-layout.js';
import { PatternWriter } from '../log/parts/pattern-writer.js';
import { ShapeCounter } from '../log/parts/shape-counter.js';
import { type CollectedLines, type Collector, createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { ReportPart } from '../reports/part.js';
import type { Work } from './work.js';

/** To make the kernel that finds shapes takes as long. */
const FEW = 200;
/** Events whose counts are kept back at most: the same items are added up once for so many. */
const MOST_KEPT = 1 << 16;

/** `few`: events that are looked at before shapes are asked for. */
export async function reportWork(job: ReportJob, few: number = FEW): Promise<Work> {
  const collector = await createCollector(job);
  const counting = collector.repeat && new ShapeCounts(collector, collector.repeat);
  const writing = collector.lines && new LinesByPattern(collector, collector.lines);
  let seen = 0;
  let kept = 0;
  const byShape = (batch: Batch): boolean =>
    seen > few && (counting?.take(batch) === true || writing?.take(batch) === true);
  const take = (): ReportPart => {
    kept = 0;
    counting?.addUp();
    return collector.take();
  };
  return {
    namesSeen: collector.namesSeen,
    process: (batch, _out, keeps) => {
      const matched = batch.events.length / EVENT;
      seen += matched;
      if (!byShape(batch)) for (const event of eventsOf(batch)) collector.event(event);
      kept += matched;
      const isKept = keeps === true && counting !== undefined && kept < MOST_KEPT;
      return { matched, messages: '', ...(!isKept && { partial: take() }) };
    },
    kept: () => (kept > 0 ? { matched: 0, messages: '', partial: take() } : undefined),
  };
}

/** Counts events whose shape was there before without a look at their records. */
class ShapeCounts {
  #counter: ShapeCounter | undefined;
  readonly #collector: Collector;
  readonly #repeat: NonNullable<Collector['repeat']>;

  constructor(collector: Collector, repeat: NonNullable<Collector['repeat']>) {
    this.#collector = collector;
    this.#repeat = repeat;
  }

  /** False for a batch that has no shapes. */
  take(batch: Batch): boolean {
    this.#counter ??= new ShapeCounter(this.#collector.regard);
    if (!this.#counter.begin(batch)) return false;
    const bytes = bytesOf(batch);
    for (let at = this.#counter.next(); at; at = this.#counter.next()) {
      this.#collector.event(eventAt(batch, bytes, at.event, at.line));
      this.#counter.learn((pids) => this.#repeat(pids));
    }
    return true;
  }

  /** To be called before the counts are taken. */
  addUp(): void {
    this.#counter?.addUp();
  }
}

const ALL_TIMES = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Writes the lines of events whose shape was there before without a look at their records. */
class LinesByPattern {
  #writer: PatternWriter | undefined;
  readonly #collector: Collector;
  readonly #lines: CollectedLines;

  constructor(collector: Collector, lines: CollectedLines) {
    this.#collector = collector;
    this.#lines = lines;
  }

  /** False for a batch that has no shapes. */
  take(batch: Batch): boolean {
    const { block, pattern } = this.#lines;
    this.#writer ??= new PatternWriter(this.#lines, ALL_TIMES);
    if (!this.#writer.begin(batch, { event: 0, line: 0 })) return false;
    const bytes = bytesOf(batch);
    for (let at = this.#writer.next(block, block); at; at = this.#writer.next(block, block)) {
      this.#collector.event(eventAt(batch, bytes, at.event, at.line));
      this.#writer.learn(pattern);
    }
    return true;
  }
}
