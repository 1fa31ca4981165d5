/** A whole report: inputs → events → parts, here or on worker threads → presenter. */
import type { Out } from '../bytes/out.js';
import { partByTime } from '../input/again/window.js';
import { type Source, totalSize } from '../input/source.js';
import { ambiguousIds } from '../log/scan/ambiguous-names.js';
import { onlySerial } from '../query/query.js';
import { summaryReads } from '../reports/alike.js';
import type { ReportJob } from '../reports/job.js';
import { reportNeedles } from '../reports/needles.js';
import type { ReportPart } from '../reports/part.js';
import type { Presenter } from '../reports/presenter.js';
import { tellsSpans } from '../reports/spans.js';
import { keepHeapSmall } from './heap-room.js';
import type { LogJob } from './job.js';
import { scanSources } from './merge.js';
import { Runner } from './runner.js';
import { sampleOf } from './sample.js';
import type { ScanOptions, ScanResult } from './scan-options.js';
import { tierFor } from './tiering.js';
import { createWork } from './work-of.js';

export interface ReportRun extends Pick<ScanOptions, 'timeout' | 'failed' | 'understood' | 'note'> {
  readonly report: ReportJob;
  readonly presenter: Presenter;
  readonly sources: readonly Source[];
  readonly out: Out;
  readonly err: (text: string) => void;
  /** The stamps of each log rise, so parts of other times need not be read. */
  readonly trustOrder?: boolean;
  /** Worker threads; undefined: as many as pay on this machine, once there is much to do. 0: none. */
  readonly workers?: number | undefined;
  /** Called now and then with the number of bytes read. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

export interface ReportOutcome {
  readonly exitStatus: number;
  readonly scanned: ScanResult;
  /** Names of the criteria that the log's own enrichment knew, as far as this thread saw. */
  readonly namesSeen: ReadonlySet<string>;
}

/** Names of users are only shown where the log does not contradict itself about them. */
export async function informed(report: ReportJob, first: Source | undefined): Promise<ReportJob> {
  const showsNames = report.interpret || report.format !== 'classic';
  if (!showsNames || first === undefined) return report;
  return { ...report, ambiguousIds: ambiguousIds(await sampleOf(first)) };
}

/** To look for contradictions takes 25 ms of processor time. */
function looksAtUsers(report: ReportJob): boolean {
  return summaryReads(report)?.includes('auid') !== false;
}

export async function runReport(run: ReportRun): Promise<ReportOutcome> {
  const totalBytes = totalSize(run.sources);
  tierFor(totalBytes);
  keepHeapSmall(totalBytes, 0);
  const report = looksAtUsers(run.report) ? await informed(run.report, run.sources[0]) : run.report;
  const job: LogJob = { tool: 'report', report };
  const work = await createWork(job);
  const runner = new Runner({
    job,
    work,
    out: run.out,
    totalBytes,
    workers: run.workers,
    // The work of a report job is `reportWork`, here and in the workers.
    result: ({ partial }) => {
      if (partial) run.presenter.add(partial as ReportPart);
    },
  });
  const scanned = await scanSources(run.sources, {
    timeout: run.timeout,
    start: run.report.start || undefined,
    end: run.report.end || undefined,
    badStamp: (text) => run.err(`Error extracting time stamp (${text})\n`),
    // --debug tells about every event. Addresses that are too short are complained about in any event.
    needles: run.report.debug ? [] : reportNeedles(run.report),
    serial: onlySerial(run.report),
    // The overview tells when the log begins.
    partOf: run.trustOrder && run.report.report !== 'overview' ? () => partByTime(run.report) : undefined,
    spans: tellsSpans(run.report),
    failed: run.failed,
    understood: run.understood,
    note: run.note,
    batch: (batch) => runner.process(batch),
    between: async (bytes) => {
      run.progress?.(bytes);
      keepHeapSmall(totalBytes, bytes);
      await runner.room(bytes);
      return false;
    },
  });
  await runner.end();
  return { exitStatus: run.presenter.end(scanned), scanned, namesSeen: work.namesSeen ?? new Set() };
}
