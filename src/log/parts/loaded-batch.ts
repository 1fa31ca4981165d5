/** A batch in the memory of the parts kernel. */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import type { Batch } from '../batch.js';
import { EVENT, LINE } from '../batch-layout.js';
import {
  BYTES_AT,
  EVENT_NODES_AT,
  EVENTS_AT,
  LINES_AT,
  MOST_BYTES,
  MOST_EVENTS,
  MOST_LINES,
  MOST_NODES,
  NODE,
  NODE_LENGTH,
  NODE_NUMBER,
  NODES_AT,
  TYPE_HEADER,
  TYPE_HEADER_ADDRESS,
  TYPE_HEADER_LENGTH,
  TYPE_HEADERS_AT,
  TYPES,
} from './layout.js';
import type { PartsMemory } from './parts-memory.js';

/** That are told apart, of all batches. */
const MOST_TOLD = 1000;

/** In views of 32-bit units. */
const NODE_UNITS = NODE / 4;
const TYPE_HEADER_UNITS = TYPE_HEADER / 4;

export class LoadedBatch {
  readonly #memory: Buffer;
  readonly #nodes: Int32Array;
  readonly #eventNodes: Int32Array;
  readonly #events: Float64Array;
  readonly #lines: Int32Array;
  readonly #nodeNumbers = new Map<string, number>();

  constructor(parts: PartsMemory) {
    const { buffer } = parts.memory;
    this.#memory = parts.memory;
    this.#nodes = new Int32Array(buffer, NODES_AT, MOST_NODES * NODE_UNITS);
    this.#eventNodes = new Int32Array(buffer, EVENT_NODES_AT, MOST_EVENTS);
    this.#events = new Float64Array(buffer, EVENTS_AT, MOST_EVENTS * EVENT);
    this.#lines = new Int32Array(buffer, LINES_AT, MOST_LINES * LINE);
    const headers = new Int32Array(buffer, TYPE_HEADERS_AT, TYPES * TYPE_HEADER_UNITS);
    for (const { number: type } of rows(tables.recordTypes)) {
      const header = type >= 0 && type < TYPES ? parts.header(type) : undefined;
      if (!header) continue;
      headers[type * TYPE_HEADER_UNITS + TYPE_HEADER_ADDRESS / 4] = header.at;
      headers[type * TYPE_HEADER_UNITS + TYPE_HEADER_LENGTH / 4] = header.length;
    }
  }

  /** False for a batch with too much in it. */
  load({ bytes, events, lines, nodes }: Batch): boolean {
    const count = events.length / EVENT;
    if (bytes.length > MOST_BYTES || count > MOST_EVENTS || lines.length > MOST_LINES * LINE) return false;
    if (nodes.names.length >= MOST_NODES) return false;
    this.#memory.set(bytes, BYTES_AT);
    this.#events.set(events);
    this.#lines.set(lines);
    this.#eventNodes.set(nodes.numbers);
    for (const [i, name] of nodes.names.entries()) {
      const at = (i + 1) * NODE_UNITS;
      this.#nodes[at + NODE_NUMBER / 4] = this.#nodeNumber(name);
      this.#nodes[at + NODE_LENGTH / 4] = name.length + 6; // `node=` and a blank
    }
    return true;
  }

  /** From 1; negative: one too many. */
  #nodeNumber(node: string): number {
    const known = this.#nodeNumbers.get(node);
    if (known !== undefined) return known;
    if (this.#nodeNumbers.size === MOST_TOLD) return -1;
    this.#nodeNumbers.set(node, this.#nodeNumbers.size + 1);
    return this.#nodeNumbers.size;
  }
}
