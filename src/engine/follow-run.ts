/** A search that goes on: every source is scanned as its bytes come, and what matches is written at once. */
import { Out } from '../bytes/out.js';
import type { Batch } from '../log/batch.js';
import { FollowScan, type FollowScanOptions } from './follow-scan.js';
import type { SearchJob } from './job.js';
import { Runner } from './runner.js';
import { type Gate, searchWork } from './search-work.js';

/** How often events are let go that wait for nothing any more. */
const TICK_MS = 100;

/** Where bytes come from in their own time. */
export interface FollowSource {
  /** As messages show it. */
  readonly name: string;
  /** Lines of a log, cut anywhere. A chunk is the caller's until the next one is asked for. */
  chunks(): AsyncIterable<Buffer>;
  /** `chunks` ends soon. */
  stop(): void;
  /** EOE records are signals here, no part of an event. */
  readonly dropsEnds?: boolean;
}

export interface FollowOptions {
  readonly sources: readonly FollowSource[];
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  readonly err: (text: string) => void;
  /** Aborted when somebody wants it to end: what is open is shown, and the run is over. */
  readonly signal: AbortSignal;
}

export interface FollowRun extends FollowOptions {
  readonly job: SearchJob;
  readonly out: Out;
  /** Called with the scan of each source before what they let go is written; the result is called when it has been. */
  readonly writing?: (scans: readonly FollowScan[]) => (() => void) | undefined;
  /** By source: events that an earlier run has shown (see Resume). */
  readonly released?: readonly (ReadonlyMap<number, number> | undefined)[];
  /** See `Gate`; for checkpoints. */
  readonly gate?: Gate | undefined;
}

export interface FollowOutcome {
  readonly matched: number;
  readonly bytes: number;
}

/** Ends when all sources have, or when asked to. */
export async function followSearch(run: FollowRun): Promise<FollowOutcome> {
  const { job, out, err } = run;
  const stop = new AbortController();
  let matched = 0;
  const chunks: Buffer[] = [];
  const held = new Out((chunk) => chunks.push(Buffer.from(chunk)));
  const runner = new Runner({
    job,
    work: await searchWork(job, { gate: run.gate }),
    out: held,
    totalBytes: 0,
    workers: 0,
    result: (result) => {
      if (result.messages !== '') err(result.messages);
      matched += result.matched;
      if (job.justOne && matched > 0) stop.abort();
    },
  });
  const scans = scansOf(run, job.query, (batch) => {
    if (!stop.signal.aborted) runner.process(batch);
  });
  const write = (): void => {
    held.flush();
    const written = run.writing?.(scans);
    for (const chunk of chunks.splice(0)) out.writeBytes(chunk);
    out.flush();
    written?.();
  };
  await drive(run.sources, scans, AbortSignal.any([run.signal, stop.signal]), write);
  await runner.end();
  write();
  return { matched, bytes: scans.reduce((sum, scan) => sum + scan.bytes, 0) };
}

/** A scan for each source; `limits` are the first and last second of interest. */
export function scansOf(
  run: FollowOptions & Pick<FollowRun, 'released'>,
  limits: Pick<FollowScanOptions, 'start' | 'end'>,
  batch: (batch: Batch) => void,
): readonly FollowScan[] {
  return run.sources.map(
    ({ dropsEnds = false }, i) =>
      new FollowScan({
        ...{ timeout: run.timeout, start: limits.start, end: limits.end, dropsEnds, batch },
        released: run.released?.[i],
        badStamp: (text) => run.err(`Error extracting time stamp (${text})\n`),
      }),
  );
}

/** Feeds each source's bytes to its scan until all have ended; `after` is called whenever some may have come. */
export async function drive(
  sources: readonly FollowSource[],
  scans: readonly FollowScan[],
  signal: AbortSignal,
  after: () => void,
): Promise<void> {
  const stopAll = (): void => {
    for (const source of sources) source.stop();
  };
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const tick = setInterval(() => {
    try {
      for (const scan of scans) scan.quiet(now());
      after();
    } catch (error) {
      fail(error); // the reader of our output has gone, for example
    }
  }, TICK_MS);
  signal.addEventListener('abort', stopAll, { once: true });
  if (signal.aborted) stopAll();
  try {
    await Promise.race([Promise.all(scans.map((scan, i) => feed(sources[i], scan, after))), failed]);
    for (const scan of scans) scan.end();
  } finally {
    clearInterval(tick);
    stopAll();
  }
}

async function feed(source: FollowSource | undefined, scan: FollowScan, after: () => void): Promise<void> {
  for await (const chunk of source?.chunks() ?? []) {
    scan.feed(chunk, now());
    after();
  }
}

/** Milliseconds of a clock that only goes forward; `performance` takes one of them to load. */
function now(): number {
  return process.uptime() * 1000;
}
