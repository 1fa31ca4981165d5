/**
 * Writes the events of a batch by the patterns of their shapes, in the kernel (patterns.as.ts), and tells of each event that has
 * to be looked at: the first of its shape, and those without one.
 */
import type { Out } from '../../bytes/out.js';
import type { Batch, EventPlace } from '../batch.js';
import { EVENT, LINE, secAt } from '../batch-layout.js';
import { FirstSight } from './first-sight.js';
import {
  DIGITS_AT,
  LONGEST_TEXT,
  LONGEST_TIME,
  MOST_DIGIT_PAIRS,
  MOST_TIMES,
  NO_MATCH,
  NO_PATTERN,
  ROWS_AT,
  ROWS_FULL,
  STOP_DONE,
  STOP_EVENT,
  STOP_FULL,
  STOP_SECOND,
  TEXT_AT,
  TIME_LENGTHS_AT,
  TIME_TEXTS_AT,
  WRITTEN_AT,
} from './layout.js';
import { LoadedBatch } from './loaded-batch.js';
import { PartsMemory } from './parts-memory.js';
import type { Pattern, Patterns } from './pattern.js';
import { PatternMemory } from './pattern-memory.js';
import { EVERYTHING, type Pids } from './regard.js';
import { RegardMemory } from './regard-memory.js';
import { type SecondTexts, secondTexts } from './second-texts.js';

/** Where bytes go. */
export type Bytes = Pick<Out, 'writeBytes'>;

/** Rows among what is written, if there are any. */
export interface Rows {
  /** Of the last one. */
  readonly number: number;
  /** Of the next byte. */
  readonly place: number;
  /** Where those begin that the next bytes hold; good for this call. */
  begin(starts: Uint32Array): void;
}

export class PatternWriter {
  /** Events written since `begin`. */
  count = 0;
  /**
   * Whether it is worth remembering what comes of the event that `next` told of: false for a shape seen for the first time in a log
   * whose shapes hardly come again; undefined where it has no shape, or it is known what comes of it.
   */
  isWorth: boolean | undefined;
  readonly #times: Patterns['times'];
  readonly #parts = new PartsMemory();
  readonly #batch = new LoadedBatch(this.#parts);
  readonly #patterns: PatternMemory;
  readonly #timeLengths: Int32Array;
  readonly #digits: Int32Array;
  readonly #rows: Uint32Array;
  readonly #regards: RegardMemory;
  #events: Float64Array = new Float64Array(0);
  #generation = 0;
  readonly #firstSight: FirstSight;
  /** The last shape that was new: numbers rise. */
  #lastNew = 0;
  #isNew = false;
  /** Where they stood in the last span. */
  #digitsBefore: SecondTexts['digits'] = [];

  /** Events of other seconds, which are inclusive, are passed over. */
  constructor(
    { times, identity, regard }: Omit<Patterns, 'pattern'>,
    seconds: { readonly from: number; readonly to: number },
    firstSight: FirstSight = new FirstSight(),
  ) {
    this.#firstSight = firstSight;
    const { buffer } = this.#parts.memory;
    this.#times = times;
    this.#timeLengths = new Int32Array(buffer, TIME_LENGTHS_AT, MOST_TIMES);
    this.#digits = new Int32Array(buffer, DIGITS_AT, MOST_DIGIT_PAIRS);
    this.#patterns = new PatternMemory(this.#parts, identity);
    this.#rows = new Uint32Array(buffer, ROWS_AT, ROWS_FULL * 2);
    this.#regards = new RegardMemory(this.#parts, regard ?? EVERYTHING);
    this.#parts.kernel.setDividing(regard === undefined);
    this.#parts.kernel.setUp(0, identity.length, seconds.from, seconds.to);
  }

  /** From an event on. False for a batch with too much in it. */
  begin(batch: Batch, { event, line }: EventPlace): boolean {
    const { kernel } = this.#parts;
    if (!this.#batch.load(batch)) return false;
    if (this.#patterns.isFull) kernel.forgetSteps();
    kernel.beginBatch(event / EVENT, line / LINE, batch.events.length / EVENT, batch.nodes.numbers.length > 0);
    const generation = kernel.generation.value;
    if (generation !== this.#generation) {
      this.#patterns.forget();
      kernel.forgetValues();
    }
    this.#generation = generation;
    this.#events = batch.events;
    this.#regards.begin(batch);
    this.count = 0;
    return true;
  }

  /** Writes up to an event that is to be looked at, and tells where it stands; undefined: none is left. */
  next(out: Bytes, rows?: Rows): EventPlace | undefined {
    const { kernel, memory } = this.#parts;
    for (;;) {
      if (rows) kernel.setRow(rows.number, rows.place);
      const stop = kernel.write();
      const written = kernel.written.value;
      rows?.begin(this.#rows.subarray(0, kernel.writtenRows.value));
      if (written > 0) out.writeBytes(memory, WRITTEN_AT, WRITTEN_AT + written);
      this.count += kernel.writtenEvents.value;
      if (stop === STOP_DONE) return undefined;
      const isOver =
        stop === STOP_FULL || (stop === STOP_SECOND ? this.#learnSecond() : stop !== STOP_EVENT && this.#learnValue());
      if (isOver) continue;
      const place = { event: kernel.nextEvent.value * EVENT, line: kernel.nextLine.value * LINE };
      if (this.#regards.learn(place)) continue;
      this.#look();
      return place;
    }
  }

  /**
   * To be called when the event that `next` told of has been looked at. `known` says what came of it; undefined: that does not hold
   * for all of its shape. It is asked for a pattern only where one `isWorth` making.
   */
  learn(known: (pids: Pids, isWorth: boolean) => 'no match' | Pattern | undefined): void {
    const { kernel } = this.#parts;
    const pattern = this.isWorth === undefined ? undefined : known(this.#parts.pids, this.isWorth);
    if (pattern === 'no match') kernel.passOver(NO_MATCH, 0);
    else {
      const number = pattern && this.#patterns.add(pattern.pieces);
      if (number !== undefined && !this.#isNew) this.#firstSight.cameAgain();
      kernel.passOver(number ?? NO_PATTERN, pattern?.asks ?? 0);
    }
  }

  /** At the event that is to be looked at. */
  #look(): void {
    const { kernel } = this.#parts;
    const shape = kernel.nextShape.value >>> 0;
    const isOpen = shape !== 0 && kernel.nextPattern.value === NO_PATTERN;
    this.#isNew = shape > this.#lastNew;
    if (this.#isNew) this.#lastNew = shape;
    this.isWorth = isOpen ? !this.#isNew || this.#firstSight.isWorth() : undefined;
  }

  /** False: it cannot be done. */
  #learnSecond(): boolean {
    const sec = secAt(this.#events, this.#parts.kernel.nextEvent.value * EVENT);
    const known = secondTexts(sec, this.#times, this.#digitsBefore);
    if (known === undefined) return false;
    const { from, to, texts, digits } = known;
    if (digits.length > 0) this.#digitsBefore = digits;
    const isLong = texts.some((text) => text.length > LONGEST_TIME);
    if (isLong || texts.length > MOST_TIMES || digits.length > MOST_DIGIT_PAIRS) return false;
    for (const [i, text] of texts.entries())
      this.#timeLengths[i] = this.#parts.memory.write(text, TIME_TEXTS_AT + i * LONGEST_TIME, 'latin1');
    const ofSecond = digits.filter(([, , unit]) => unit === 1);
    const ofMinute = digits.filter(([, , unit]) => unit !== 1);
    for (const [i, [text, at]] of [...ofSecond, ...ofMinute].entries())
      this.#digits[i] = TIME_TEXTS_AT + text * LONGEST_TIME + at;
    this.#parts.kernel.learnSeconds(from, to, ofSecond.length, ofMinute.length);
    return true;
  }

  /** The same. */
  #learnValue(): boolean {
    const { kernel, memory } = this.#parts;
    const reading = this.#patterns.reading(kernel.missingReading.value);
    const text = reading?.text(memory.toString('latin1', kernel.missingStart.value, kernel.missingEnd.value));
    if (text === undefined || text.length > LONGEST_TEXT) return false;
    kernel.learnValue(memory.write(text, TEXT_AT, 'latin1'));
    return true;
  }
}
