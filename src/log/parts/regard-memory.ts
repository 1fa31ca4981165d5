/** What of an event counts, in the memory of the parts kernel: types are asked about when a record of one first comes. */
import type { Batch, EventPlace } from '../batch.js';
import { kindAt, LINE, linesEnd, typeOfKind } from '../batch-layout.js';
import { REGARD_ALL, REGARD_NOTHING, REGARD_TYPE, REGARDS_AT, TYPES } from './layout.js';
import type { PartsMemory } from './parts-memory.js';
import type { Regard } from './regard.js';

const REGARDS = { all: REGARD_ALL, type: REGARD_TYPE, nothing: REGARD_NOTHING } as const;

export class RegardMemory {
  readonly #regard: Regard;
  readonly #memory: Buffer;
  /** Types whose regard the kernel knows. */
  readonly #types = new Uint8Array(TYPES);
  #lines: Int32Array = new Int32Array(0);
  #events: Float64Array = new Float64Array(0);

  constructor({ kernel, memory }: PartsMemory, regard: Regard) {
    this.#regard = regard;
    this.#memory = memory;
    kernel.setRest(!regard.names, !regard.numbers);
  }

  begin({ events, lines }: Batch): void {
    this.#events = events;
    this.#lines = lines;
  }

  /** Of the records of an event. True when the event's shape is another now. */
  learn({ event, line }: EventPlace): boolean {
    let isLess = false;
    const end = linesEnd(this.#events, event, line);
    for (let at = line; at < end; at += LINE) {
      const type = typeOfKind(kindAt(this.#lines, at));
      if (type < 0 || type >= TYPES || this.#types[type] === 1) continue;
      this.#types[type] = 1;
      const regard = this.#regard.record(type);
      this.#memory[REGARDS_AT + type] = REGARDS[regard];
      isLess ||= regard !== 'all';
    }
    return isLess;
  }
}
