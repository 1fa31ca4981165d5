/** The work on one batch with its output in memory, to be handed over whole. */
import { Out } from '../bytes/out.js';
import type { Batch } from '../log/batch.js';
import type { Work, WorkResult } from './work.js';

export interface GatheredResult extends WorkResult {
  readonly bytes: Uint8Array;
}

/** `spare`: memory for the output. */
export function gathered(work: Work, batch: Batch, spare: ArrayBuffer | undefined): GatheredResult {
  const output = new Gathered(spare ?? new ArrayBuffer(batch.bytes.length * 2));
  const out = new Out((chunk) => output.add(chunk));
  const result = work.process(batch, out);
  out.flush();
  return { ...result, bytes: output.bytes };
}

class Gathered {
  #memory: Uint8Array;
  #used = 0;

  constructor(memory: ArrayBuffer) {
    this.#memory = new Uint8Array(memory);
  }

  add(chunk: Uint8Array): void {
    if (this.#used + chunk.length > this.#memory.length) {
      const larger = new Uint8Array((this.#used + chunk.length) * 2);
      larger.set(this.#memory.subarray(0, this.#used));
      this.#memory = larger;
    }
    this.#memory.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#used);
  }
}
