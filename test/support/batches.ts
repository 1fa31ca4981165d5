/** A log in batches, each a copy that lasts. */
import { scan } from '../../src/engine/scan.js';
import { fromChunks } from '../../src/input/reader.js';
import { type Batch, copyOf } from '../../src/log/batch.js';
import type { NeedleGroup } from '../../src/log/scan/needle.js';

export interface Cut {
  /** Bytes that are read at a time; all at once, if not given. */
  readonly piece?: number;
  /** One batch an event. */
  readonly eachEvent?: boolean;
  /** Without events that hold none of them. */
  readonly needles?: readonly NeedleGroup[];
}

export async function batchesOf(
  log: Buffer,
  { piece = log.length, eachEvent = false, needles = [] }: Cut = {},
): Promise<Batch[]> {
  const batches: Batch[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < log.length; at += piece) yield log.subarray(at, at + piece);
  }
  await scan([{ name: 'log', open: async () => fromChunks(chunks()) }], {
    timeout: 2,
    needles,
    eachEvent,
    batch: (batch) => batches.push(copyOf(batch)),
    between: () => false,
  });
  return batches;
}
