/** The parallel part of every run: a pure function from a batch to output bytes and what they add up to. */
import type { Out } from '../bytes/out.js';
import type { Batch } from '../log/batch.js';

/** What one batch gave besides the bytes written to `out`. */
export interface WorkResult {
  /** Events that matched. */
  readonly matched: number;
  /** Lines for standard error. */
  readonly messages: string;
  /** A report's share, structured-clonable; searches have none. */
  readonly partial?: unknown;
}

export interface Work {
  /** Before the first matching event; on the main thread only. */
  begin?(out: Out): void;
  /**
   * Events in order of release. Must not depend on batches seen before, nor on where the batch was cut. `keeps`: what they add
   * up to may be kept back, as the batch that follows comes here, too.
   */
  process(batch: Batch, out: Out, keeps?: boolean): WorkResult;
  /** True while nearly all events are settled in the kernel: to hand them over takes as long as that. */
  isQuick?(): boolean;
  /** What `process` has kept back. */
  kept?(): WorkResult | undefined;
  /** After everything; on the main thread only. */
  end?(out: Out): void;
  /** Names of the query that the log's enrichment knew (only what this thread saw). */
  readonly namesSeen?: ReadonlySet<string>;
}
