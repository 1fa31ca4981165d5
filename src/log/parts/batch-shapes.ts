/**
 * Shapes of a batch's events, found in the kernel: events that are the same but for time, serial number and passing values
 * (`event-parts.ts`) have the same number, so what an event came to is counted again without a look at its records.
 */
import type { Batch } from '../batch.js';
import { EVENT } from '../batch-layout.js';
import { MOST_EVENTS, PIDS_AT, SHAPES_AT } from './layout.js';
import { LoadedBatch } from './loaded-batch.js';
import { PartsMemory } from './parts-memory.js';

/** `T`: what is remembered of a shape. */
export class BatchShapes<T> {
  /** By shape. */
  readonly known: Map<number, T> = new Map<number, T>();
  readonly #parts = new PartsMemory();
  readonly #batch = new LoadedBatch(this.#parts);
  /** Of the events of the batch that was read last. */
  readonly #shapes: Int32Array;
  readonly #pids: Int32Array;
  #generation = 0;

  constructor() {
    const { buffer } = this.#parts.memory;
    this.#shapes = new Int32Array(buffer, SHAPES_AT, MOST_EVENTS);
    this.#pids = new Int32Array(buffer, PIDS_AT, MOST_EVENTS);
  }

  /** False for a batch with too much in it. */
  read(batch: Batch): boolean {
    if (!this.#batch.load(batch)) return false;
    this.#parts.kernel.shapes(batch.events.length / EVENT, batch.nodes.length > 0);
    const generation = this.#parts.kernel.generation.value;
    if (generation !== this.#generation) this.known.clear();
    this.#generation = generation;
    return true;
  }

  /** Of an event of the batch that was read last, from 0; 0: it has no shape. */
  shape(event: number): number {
    return this.#shapes[event]!;
  }

  /** The first process id among its passing values, -1 if there is none. */
  pid(event: number): number {
    return this.#pids[event]!;
  }
}
