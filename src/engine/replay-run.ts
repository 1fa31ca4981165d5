/** A whole simulation: inputs → events → counts, here or on worker threads. */
import { Out } from '../bytes/out.js';
import { type Source, totalSize } from '../input/source.js';
import { CountBook, type SimulationJob, type SimulationPart } from '../replay/simulation.js';
import { scanSources } from './merge.js';
import { replayWork } from './replay-work.js';
import { Runner } from './runner.js';
import type { ScanOptions, ScanResult } from './scan-options.js';

export interface ReplayRun extends Pick<ScanOptions, 'failed' | 'understood' | 'note' | 'timeout' | 'start' | 'end'> {
  readonly simulation: SimulationJob;
  readonly sources: readonly Source[];
  readonly workers?: number | undefined;
  readonly progress?: ((bytes: number) => void) | undefined;
}

export async function runReplay(
  run: ReplayRun,
): Promise<{ readonly part: SimulationPart; readonly scanned: ScanResult }> {
  const { simulation, sources, workers, progress, ...scan } = run;
  const book = new CountBook();
  const runner = new Runner({
    job: { tool: 'replay', simulation },
    work: replayWork(simulation),
    out: new Out(() => {}), // nothing is written on the way
    totalBytes: totalSize(sources),
    workers,
    // The work of such a job is `replayWork`, here and in the workers.
    result: ({ partial }) => book.add(partial as SimulationPart),
  });
  const scanned = await scanSources(sources, {
    ...scan,
    badStamp: () => {},
    needles: [],
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => runner.process(batch),
    between: async (bytes) => {
      progress?.(bytes);
      await runner.room(bytes);
      return false;
    },
  });
  await runner.end();
  return { part: book.part, scanned };
}
