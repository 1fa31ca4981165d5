/** One search from inputs to output: scan, work, and what it all came to. */
import type { Out } from '../bytes/out.js';
import type { Checkpoint } from '../input/again/checkpoint.js';
import type { Resume } from '../input/again/resume.js';
import { partByTime } from '../input/again/window.js';
import { type Source, totalSize } from '../input/source.js';
import type { ScanCounts } from '../log/assemble/assembler-options.js';
import { needlesOf } from '../query/needles.js';
import { onlySerial } from '../query/query.js';
import { keepHeapSmall } from './heap-room.js';
import type { SearchJob } from './job.js';
import { scanSources } from './merge.js';
import { shiftedResume } from './resume-point.js';
import { Runner } from './runner.js';
import type { ScanOptions } from './scan-options.js';
import { type Gate, isCopy, searchWork } from './search-work.js';
import { tierFor } from './tiering.js';

export interface SearchRun extends Pick<ScanOptions, 'timeout' | 'failed' | 'understood' | 'note'> {
  readonly job: SearchJob;
  readonly sources: readonly Source[];
  /** Look at each event as soon as it is released. */
  readonly eachEvent: boolean;
  /** Flush output whenever an event was shown. */
  readonly lineBuffered: boolean;
  readonly checkpoint: Checkpoint | undefined;
  /** The stamps of each log rise, so parts of other times need not be read. */
  readonly trustOrder: boolean;
  /** With a checkpoint: how to go on in the first input. */
  readonly resume: Resume;
  /** Use no worker threads. */
  readonly inline: boolean;
  readonly out: Out;
  readonly err: (text: string) => void;
  /** Called now and then with the number of bytes read. */
  readonly progress: ((bytes: number) => void) | undefined;
}

export interface SearchOutcome {
  readonly bytes: number;
  readonly events: number;
  readonly passedOver: number;
  readonly matched: number;
  readonly counts: ScanCounts;
  /** Account names of the query that the log's own enrichment knows. */
  readonly namesSeen: ReadonlySet<string>;
  /** How a next run goes on in the last input. */
  readonly resume: Resume | undefined;
}

export async function runSearch(run: SearchRun): Promise<SearchOutcome> {
  const { job, out, err, checkpoint } = run;
  const totalBytes = totalSize(run.sources);
  tierFor(totalBytes);
  keepHeapSmall(totalBytes, 0);
  let matched = 0;
  let isStopped = false;
  const gate = (past: Checkpoint, event: Event, isMatch: boolean): boolean => {
    isStopped = job.justOne && isMatch;
    // BUG? The match that --just-one stops at is not remembered, and need not be new.
    return past.shows(event, event.records[0]?.type ?? -1, isMatch, !isStopped) && isMatch;
  };
  const work = await searchWork(job, {
    gate: checkpoint && ((event, isMatch) => gate(checkpoint, event, isMatch)),
  });
  const runner = new Runner({
    job,
    work,
    out,
    totalBytes,
    // Checkpoints and single events depend on what came before; a copy is done sooner than handed over.
    workers: run.inline || run.eachEvent || checkpoint || isCopy(job) ? 0 : undefined,
    result: (result) => {
      if (result.messages !== '') err(result.messages);
      matched += result.matched;
      if (run.lineBuffered && result.matched > 0) out.flush();
    },
  });
  const found = (): boolean => isStopped || (job.justOne && matched > 0);
  const result = await scanSources(run.sources, {
    timeout: run.timeout,
    start: job.query.start,
    end: job.query.end,
    // --debug tells about every event, a checkpoint remembers the last one, wanted or not.
    needles: job.debug || checkpoint ? [] : needlesOf(job.query),
    partOf: partChooser(run),
    serial: checkpoint ? undefined : onlySerial(job.query),
    released: shiftedResume(run.resume, -run.resume.offset).released,
    eachEvent: run.eachEvent,
    completeOnly: checkpoint !== undefined,
    failed: run.failed,
    understood: run.understood,
    note: run.note,
    badStamp: (text) => err(`Error extracting time stamp (${text})\n`),
    batch: (batch) => {
      if (!found()) runner.process(batch);
    },
    between: async (bytes) => {
      run.progress?.(bytes);
      keepHeapSmall(totalBytes, bytes);
      await runner.room(bytes);
      return found();
    },
  });
  await runner.end();
  const { bytes, events, passedOver, counts } = result;
  // What was skipped of the only input counts, too.
  const skipped = run.sources.length === 1 ? run.resume.offset : 0;
  const resume = result.resume && shiftedResume(result.resume, skipped);
  return { bytes, events, passedOver, matched, counts, namesSeen: work.namesSeen ?? new Set(), resume };
}

function partChooser({ trustOrder, job, checkpoint, sources, resume }: SearchRun): ScanOptions['partOf'] {
  if (!checkpoint) return trustOrder ? () => partByTime(job.query) : undefined;
  const whole = { from: resume.offset, to: Number.POSITIVE_INFINITY };
  return resume.offset > 0 ? (source) => (source === sources[0] ? () => whole : undefined) : undefined;
}

type Event = Parameters<Gate>[0];
