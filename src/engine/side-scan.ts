/** A scan beside others, whose events a merge takes: held back when it gets too far ahead. */
import type { Source } from '../input/source.js';
import { copyOf } from '../log/batch.js';
import { Lane } from './lane.js';
import { scan } from './scan.js';
import type { ScanOptions, ScanResult } from './scan-options.js';

/** Batches that it may be ahead. */
const AHEAD = 2;

export class SideScan {
  readonly lane: Lane = new Lane(() => this.#wakeScan());
  readonly scanned: Promise<ScanResult>;
  /** Read so far. */
  bytes = 0;
  #done = false;
  #stopped = false;
  #wakeReader: () => void = () => {};
  #wakeScan: () => void = () => {};

  constructor(sources: readonly Source[], options: ScanOptions) {
    this.scanned = scan(sources, {
      ...options,
      batch: (batch, behind) => {
        this.lane.put(copyOf(batch), behind);
        this.#wakeReader();
      },
      between: (bytes) => this.#between(bytes),
    }).finally(() => {
      this.#done = true;
      this.#wakeReader();
    });
    this.scanned.catch(() => {}); // met again in `ready`, or by whoever waits for the end
  }

  /** Its next event is known, or that there is none. */
  get isReady(): boolean {
    return this.lane.hasEvent || this.#done;
  }

  /** Resolves when that is so; false when `milliseconds` were too short for it. */
  async ready(milliseconds: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    if (Number.isFinite(milliseconds)) {
      timer = setTimeout(() => {
        isLate = true;
        this.#wakeReader();
      }, milliseconds);
    }
    while (!this.isReady && !isLate) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    clearTimeout(timer);
    if (this.#done) await this.scanned;
    return this.isReady;
  }

  /** What is left is not wanted. */
  stop(): void {
    this.#stopped = true;
    this.#wakeScan();
  }

  async #between(bytes: number): Promise<boolean> {
    this.bytes = bytes;
    while (this.lane.length >= AHEAD && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wakeScan = resolve;
      });
    }
    return this.#stopped;
  }
}
