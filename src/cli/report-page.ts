/** `--html FILE` of ts-aureport, and of ts-autrace for a run: one page with everything the reports count. */
import { closeSync, existsSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { readAuditdConf } from '../auditd/conf.js';
import { Out } from '../bytes/out.js';
import { toPath } from '../bytes/text.js';
import { runPage } from '../engine/page-run.js';
import { AuditError } from '../errors.js';
import type { Source } from '../input/source.js';
import type { UnknownName } from '../query/asked.js';
import type { ReportJob } from '../reports/job.js';
import { systemReason } from '../tables/reason.js';
import type { Io } from './io.js';
import { InputTrouble } from './trouble.js';

export interface PageWish {
  readonly report: ReportJob;
  /** `logFile`: that of auditd.conf. `fail` takes the line about one of several logs that can't be read. */
  readonly sources: (logFile: string, fail: (line: string) => void) => Promise<readonly Source[]>;
  /** Seconds that events wait for records; undefined: as auditd.conf says. */
  readonly timeout: number | undefined;
  /** The exit status tells when something could not be read or understood. */
  readonly strict: boolean;
  /** A name that only the log may know, and what is said if it does not. */
  readonly unknownName?: UnknownName | undefined;
}

/** Writes it to `file`; the result is the exit status. */
export async function writeReportPage(wish: PageWish, file: string, io: Io): Promise<number> {
  const conf = readAuditdConf();
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const sources = await wish.sources(conf.logFile, trouble.fail);
  trouble.expect(sources);
  const fd = opened(file);
  const out = new Out((chunk) => writeWhole(fd, chunk, file));
  try {
    const { leftOut, namesSeen } = await runPage({
      report: wish.report,
      sources,
      failed: trouble.failed,
      understood: trouble.understood,
      timeout: wish.timeout ?? Number(conf.endOfEventTimeout),
      out,
      err: io.err,
    });
    out.flush();
    if (leftOut > 0) io.err(`The page has no room for the ${leftOut} oldest events of the log; use -ts\n`);
    const { unknownName } = wish;
    if (unknownName && !namesSeen.has(unknownName.name)) io.err(`${unknownName.message}\n`);
  } catch (error) {
    // Half a page would be taken for one; a device is not ours to remove.
    if (fstatSync(fd).isFile()) rmSync(toPath(file), { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  return trouble.end(0, wish.strict);
}

/** Throws what writing the page would end with, and leaves what is there as it is. */
export function checkPageFile(file: string): void {
  const isThere = existsSync(toPath(file));
  try {
    closeSync(openSync(toPath(file), 'a', 0o600));
  } catch (error) {
    throw failed(file, error);
  }
  if (!isThere) rmSync(toPath(file), { force: true });
}

function opened(file: string): number {
  try {
    return openSync(toPath(file), 'w', 0o600);
  } catch (error) {
    throw failed(file, error);
  }
}

function writeWhole(fd: number, chunk: Buffer, file: string): void {
  try {
    for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
  } catch (error) {
    throw failed(file, error);
  }
}

function failed(file: string, cause: unknown): AuditError {
  return new AuditError('output', `Error writing ${file} (${systemReason(cause)})`, { cause });
}
