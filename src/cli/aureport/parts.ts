/** `--parts FILE`, and summaries of such files. */
import { readAuditdConf } from '../../auditd/conf.js';
import { addParts } from '../../engine/parts/add.js';
import { hasParts, makeParts } from '../../engine/parts/make.js';
import { usage } from '../../errors.js';
import { expandGlob } from '../../input/glob.js';
import { reportByName } from '../../reports/catalog.js';
import type { ReportJob } from '../../reports/job.js';
import type { Presenter } from '../../reports/presenter.js';
import type { Io } from '../io.js';
import { showProgress } from '../progress.js';
import { InputTrouble } from '../trouble.js';
import { type ReportConfig, reportJob } from './config.js';
import { refuseChoice } from './contradictions.js';
import { reportSources } from './sources.js';

/** Exit status 1 when there was no event. */
export async function writeLogParts(config: ReportConfig, file: string, io: Io): Promise<number> {
  refuseChoice(config, '--parts is of all events; only -ts and -te narrow it');
  const say = (line: string): void => io.err(`${line}\n`);
  for (const note of config.notes) say(note);
  const conf = readAuditdConf();
  const trouble = new InputTrouble(say);
  const { start, end } = config;
  const sources = await reportSources(config, conf.logFile, io, trouble.fail, { start, end });
  trouble.expect(sources);
  const progress = io.terminal.err ? showProgress(sources, io) : undefined;
  try {
    const events = await makeParts({
      ...{ sources, file, limit: config.partsLimit, job: { ...reportJob(config, io), format: 'classic' } },
      timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
      failed: trouble.failed,
      understood: trouble.understood,
      badStamp: (text) => io.err(`Error extracting time stamp (${text})\n`),
      err: io.err,
      progress: progress?.update,
    });
    return trouble.end(events === 0 ? 1 : 0, config.strict);
  } finally {
    progress?.clear();
  }
}

export async function addLogParts(config: ReportConfig, job: ReportJob, presenter: Presenter, io: Io): Promise<number> {
  const files = [...new Set(config.inputs.flatMap(expandGlob))];
  const log = files.find((name) => !name.endsWith('.parts'));
  if (log !== undefined) throw usage(`Parts are added to parts only, and ${log} is a log: make parts of it`);
  if (!job.summary || config.histogram || !hasParts(reportByName(job.report)))
    throw usage('Parts are of the summaries of listed events: -x --summary, -k --summary');
  refuseChoice(config, 'Parts are of all events of their logs, which cannot be chosen from any more');
  return addParts(files, job, presenter, (line) => io.err(`${line}\n`));
}
