/**
 * Counts events by their shape, in the kernel (counts.as.ts): one of each is looked at, and of the others it is only known how
 * many they are.
 *
 *     events   a   b   a   a   c   b   a
 *              look at │   │   │   │   └ counted
 *                  look at     look at
 */
import type { Batch, EventPlace } from '../batch.js';
import { EVENT, LINE } from '../batch-layout.js';
import {
  CAME_AT,
  KNOWN,
  KNOWN_AT,
  KNOWN_TELLS,
  KNOWN_TIMES,
  MOST_KNOWN,
  NO_PATTERN,
  PIDS_AT,
  SHAPES_AT,
  STOP_DONE,
} from './layout.js';
import { LoadedBatch } from './loaded-batch.js';
import { PartsMemory } from './parts-memory.js';
import type { Pids, Regard } from './regard.js';
import { RegardMemory } from './regard-memory.js';

/** What an event of a shape came to. */
export interface Counted {
  /** The same again, so many times. */
  readonly again: (times: number) => void;
  /** To be called for each of the others with its process id. */
  readonly pid?: (pid: number) => void;
}

/** Shapes that are learnt whether or not some come again. */
const FIRST_SHAPES = 1000;

const KNOWN_UNITS = KNOWN / 4;

export class ShapeCounter {
  readonly #parts = new PartsMemory();
  readonly #regards: RegardMemory;
  readonly #batch = new LoadedBatch(this.#parts);
  readonly #counts: Uint32Array;
  readonly #came: Uint32Array;
  readonly #numbers: Uint32Array;
  readonly #pids: Int32Array;
  /** By number, from 1. */
  #known: Counted[] = [];
  /** How many of the shapes that came have their place in the order. */
  #placed = 0;
  /** Events that were counted. */
  #hits = 0;
  #generation = 0;

  constructor(regard: Regard) {
    const { buffer } = this.#parts.memory;
    this.#counts = new Uint32Array(buffer, KNOWN_AT, MOST_KNOWN * KNOWN_UNITS);
    this.#came = new Uint32Array(buffer, CAME_AT, MOST_KNOWN);
    this.#numbers = new Uint32Array(buffer, SHAPES_AT);
    this.#pids = new Int32Array(buffer, PIDS_AT);
    this.#regards = new RegardMemory(this.#parts, regard);
  }

  /** False for a batch with too much in it. */
  begin(batch: Batch): boolean {
    const { kernel } = this.#parts;
    if (!this.#batch.load(batch)) return false;
    const count = batch.events.length / EVENT;
    if (this.#known.length === MOST_KNOWN) kernel.forgetSteps();
    kernel.beginBatch(0, 0, count, batch.nodes.numbers.length > 0);
    const generation = kernel.generation.value;
    if (generation !== this.#generation) this.#forget();
    this.#generation = generation;
    this.#regards.begin(batch);
    this.#hits += count;
    return true;
  }

  /** Counts up to an event that is to be looked at, and tells where it stands; undefined: none is left. */
  next(): EventPlace | undefined {
    const { kernel } = this.#parts;
    for (;;) {
      const isDone = kernel.count() === STOP_DONE;
      this.#placeThoseThatCame();
      this.#tellPids();
      if (isDone) return undefined;
      const place = { event: kernel.nextEvent.value * EVENT, line: kernel.nextLine.value * LINE };
      if (!this.#regards.learn(place)) return place;
    }
  }

  /**
   * To be called when the event that `next` told of has been looked at. `came`: what it came to; undefined, if that does not hold
   * for its shape.
   */
  learn(came: (pids: Pids) => Counted | undefined): void {
    const { kernel } = this.#parts;
    this.#hits--;
    // Where nearly every event has a shape of its own, they are not worth their memory.
    const isWorth = this.#known.length <= FIRST_SHAPES + this.#hits && this.#known.length < MOST_KNOWN;
    const counted = kernel.nextShape.value !== 0 && isWorth ? came(this.#parts.pids) : undefined;
    if (!counted) {
      kernel.passOver(NO_PATTERN, 0);
      return;
    }
    const at = this.#known.length * KNOWN_UNITS;
    this.#counts[at + KNOWN_TIMES / 4] = 0;
    this.#counts[at + KNOWN_TELLS / 4] = Number(counted.pid !== undefined);
    kernel.passOver(this.#known.push(counted), 0);
  }

  /** Adds up what was counted since the last call. */
  addUp(): void {
    const { kernel } = this.#parts;
    for (let i = 0; i < this.#placed; i++) {
      const number = this.#came[i]!;
      const times = this.#counts[(number - 1) * KNOWN_UNITS + KNOWN_TIMES / 4]!;
      if (times > 1) this.#known[number - 1]?.again(times - 1);
    }
    kernel.takeCounts();
    this.#placed = 0;
  }

  /** What they come to appears in the order of their first events; the rest is adding, and left to `addUp`. */
  #placeThoseThatCame(): void {
    const came = this.#parts.kernel.came.value;
    for (; this.#placed < came; this.#placed++) this.#known[this.#came[this.#placed]! - 1]?.again(1);
  }

  #tellPids(): void {
    const told = this.#parts.kernel.told.value;
    for (let i = 0; i < told; i++) this.#known[this.#numbers[i]! - 1]?.pid?.(this.#pids[i]!);
  }

  #forget(): void {
    this.addUp();
    this.#known = [];
  }
}
