/**
 * Shapes of a batch's events, found in the kernel: events that are the same but for time, serial number and passing values
 * (`event-parts.ts`) have the same number, so what an event came to is counted again without a look at its records.
 */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import type { Batch } from '../batch.js';
import { EVENT, LINE } from '../batch-layout.js';
import {
  BYTES_AT,
  EVENTS_AT,
  EXITS_AT,
  LINES_AT,
  MOST_BYTES,
  MOST_EVENTS,
  MOST_LINES,
  NODE,
  NODE_LENGTH,
  NODE_NUMBER,
  NODES_AT,
  PIDS_AT,
  PPIDS_AT,
  SHAPES_AT,
  TYPE_HEADER,
  TYPE_HEADER_ADDRESS,
  TYPE_HEADER_LENGTH,
  TYPE_HEADERS_AT,
  TYPES,
} from './layout.js';
import { PartsMemory } from './parts-memory.js';

const MOST_NODES = 1000;

/** In views of 32-bit units. */
const NODE_UNITS = NODE / 4;
const TYPE_HEADER_UNITS = TYPE_HEADER / 4;

/** `T`: what is remembered of a shape. */
export class BatchShapes<T> {
  /** Of the batch that was read last, by event; 0: it has no shape. */
  readonly shapes: Int32Array;
  /** The first process id among an event's passing values, -1 if there is none. */
  readonly pids: Int32Array;
  /** The same of the parent of a process that made a call, and of the call's exit code: 0 if there is none. */
  readonly ppids: Int32Array;
  readonly exits: Int32Array;
  /** By shape. */
  readonly known: Map<number, T> = new Map<number, T>();
  readonly #parts = new PartsMemory();
  readonly #nodes: Int32Array;
  readonly #events: Float64Array;
  readonly #lines: Int32Array;
  readonly #nodeNumbers = new Map<string, number>();
  #generation = 0;

  constructor() {
    const { buffer } = this.#parts.memory;
    this.shapes = new Int32Array(buffer, SHAPES_AT, MOST_EVENTS);
    this.pids = new Int32Array(buffer, PIDS_AT, MOST_EVENTS);
    this.ppids = new Int32Array(buffer, PPIDS_AT, MOST_EVENTS);
    this.exits = new Int32Array(buffer, EXITS_AT, MOST_EVENTS);
    this.#nodes = new Int32Array(buffer, NODES_AT, MOST_EVENTS * NODE_UNITS);
    this.#events = new Float64Array(buffer, EVENTS_AT, MOST_EVENTS * EVENT);
    this.#lines = new Int32Array(buffer, LINES_AT, MOST_LINES * LINE);
    const headers = new Int32Array(buffer, TYPE_HEADERS_AT, TYPES * TYPE_HEADER_UNITS);
    for (const { number: type } of rows(tables.recordTypes)) {
      const header = type >= 0 && type < TYPES ? this.#parts.header(type) : undefined;
      if (!header) continue;
      headers[type * TYPE_HEADER_UNITS + TYPE_HEADER_ADDRESS / 4] = header.at;
      headers[type * TYPE_HEADER_UNITS + TYPE_HEADER_LENGTH / 4] = header.length;
    }
  }

  /** False for a batch with too much in it. */
  read({ bytes, events, lines, nodes }: Batch): boolean {
    const count = events.length / EVENT;
    if (bytes.length > MOST_BYTES || count > MOST_EVENTS || lines.length > MOST_LINES * LINE) return false;
    this.#parts.memory.set(bytes, BYTES_AT);
    this.#events.set(events);
    this.#lines.set(lines);
    if (nodes.length > 0) this.#setNodes(nodes);
    this.#parts.kernel.shapes(count, nodes.length > 0);
    const generation = this.#parts.kernel.generation.value;
    if (generation !== this.#generation) this.known.clear();
    this.#generation = generation;
    return true;
  }

  #setNodes(nodes: readonly (string | undefined)[]): void {
    for (const [i, node] of nodes.entries()) {
      const at = i * NODE_UNITS;
      this.#nodes[at + NODE_NUMBER / 4] = node === undefined ? 0 : this.#nodeNumber(node);
      this.#nodes[at + NODE_LENGTH / 4] = node === undefined ? 0 : node.length + 6; // `node=` and a blank
    }
  }

  /** From 1; negative: one too many. */
  #nodeNumber(node: string): number {
    const known = this.#nodeNumbers.get(node);
    if (known !== undefined) return known;
    if (this.#nodeNumbers.size === MOST_NODES) return -1;
    this.#nodeNumbers.set(node, this.#nodeNumbers.size + 1);
    return this.#nodeNumbers.size;
  }
}
