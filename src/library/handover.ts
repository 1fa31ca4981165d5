import { type Batch, copyOf } from '../log/batch.js';

/** Batches from the scan to the consumer; the scan waits while any is left. */
export class Handover implements AsyncIterable<Batch> {
  readonly #batches: Batch[] = [];
  #ended = false;
  #stopped = false;
  #wake: () => void = () => {};

  put(batch: Batch): void {
    this.#batches.push(copyOf(batch));
    this.#wake();
  }

  /** Resolves when the consumer wants more; true when it has gone. */
  async taken(): Promise<boolean> {
    while (this.#batches.length > 0 && !this.#stopped) await this.#change();
    return this.#stopped;
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
    for (;;) {
      const next = this.#batches.shift();
      if (next) yield next;
      else if (this.#ended || this.#stopped) return;
      else {
        this.#wake(); // the scan may go on
        await this.#change();
      }
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        this.#wake = () => {};
        before();
        resolve();
      };
    });
  }
}
