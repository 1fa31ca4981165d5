/** What a log comes to: as the scan gives it, and as the naive model does. */
import { scan } from '../../../src/engine/scan.js';
import type { ScanOptions, ScanResult } from '../../../src/engine/scan-options.js';
import { fromChunks } from '../../../src/input/reader.js';
import { eventsOf } from '../../../src/log/batch.js';
import { assembleModel, type ModelOptions } from '../../support/model-assembler.js';

/** Identity and records of each event, one string an event, for comparison. */
export async function assembled(
  log: Buffer,
  pieces: readonly number[],
  timeout = 2,
  selection: Partial<Pick<ScanOptions, 'needles' | 'serial' | 'start' | 'end' | 'eachEvent' | 'completeOnly'>> = {},
): Promise<string[]> {
  const found: string[] = [];
  await scanned(log, pieces, {
    timeout,
    needles: [],
    ...selection,
    batch: (batch) => {
      for (const event of eventsOf(batch)) found.push(shown(event));
    },
  });
  return found;
}

/** Scans the log as it comes in pieces of these lengths. */
export async function scanned(
  log: Buffer,
  pieces: readonly number[],
  options: Omit<ScanOptions, 'between'>,
): Promise<ScanResult> {
  async function* chunks(): AsyncGenerator<Buffer> {
    let at = 0;
    for (let i = 0; at < log.length; i++) {
      const length = pieces.length === 0 ? log.length : (pieces[i % pieces.length] ?? 1);
      yield log.subarray(at, at + length);
      at += length;
    }
  }
  const source = { name: 'test', open: async () => fromChunks(chunks()) };
  return await scan([source], { ...options, between: () => false });
}

type Shown = ReturnType<typeof assembleModel>[number];

export function shown({ sec, milli, serial, node, records }: Shown): string {
  const lines = records.map((r) => `${r.type}|${r.text}|${r.enriched}|${r.newline}`);
  return [`${node} ${sec}.${milli}:${serial}`, ...lines].join('\n');
}

export function model(log: Buffer, timeout = 2, options: ModelOptions = {}): string[] {
  return assembleModel(log.toString('latin1'), timeout, options).map(shown);
}
