/** `--html FILE`: one page with everything the reports count. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { readAuditdConf } from '../../auditd/conf.js';
import { Out } from '../../bytes/out.js';
import { toPath } from '../../bytes/text.js';
import { runPage } from '../../engine/page-run.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';
import type { Io } from '../io.js';
import { InputTrouble } from '../trouble.js';
import { type ReportConfig, reportJob } from './config.js';
import { reportSources } from './sources.js';

export async function writeHtml(config: ReportConfig, file: string, io: Io): Promise<number> {
  const conf = readAuditdConf();
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const sources = await reportSources(config, conf.logFile, io, trouble.fail);
  trouble.expect(sources);
  const fd = opened(file);
  const out = new Out((chunk) => writeWhole(fd, chunk, file));
  try {
    const leftOut = await runPage({
      report: reportJob(config, io),
      sources,
      failed: trouble.failed,
      understood: trouble.understood,
      timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
      out,
      err: io.err,
    });
    out.flush();
    if (leftOut > 0) io.err(`The page has no room for the ${leftOut} oldest events of the log; use -ts\n`);
  } finally {
    closeSync(fd);
  }
  return trouble.end(0, config.strict);
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
