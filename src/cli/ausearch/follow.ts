/** `--follow` and `--live`: a search that goes on until somebody ends it. */
import { readAuditdConf } from '../../auditd/conf.js';
import { FollowCheckpoint } from '../../engine/follow-checkpoint.js';
import { type FollowSource, followSearch } from '../../engine/follow-run.js';
import type { SearchJob } from '../../engine/job.js';
import { AuditError } from '../../errors.js';
import { confNotes } from '../conf-notes.js';
import {
  endSignal,
  followedSets,
  followedSource,
  growingLog,
  journalFollowed,
  kernelSource,
  notKnownYet,
} from '../follow-sources.js';
import type { Io } from '../io.js';
import type { SearchConfig } from './config.js';

/** Exit status: 0 when something was found. */
export async function followLogs(config: SearchConfig, job: SearchJob, io: Io): Promise<number> {
  const conf = readAuditdConf();
  const say = (line: string): void => io.err(`${line}\n`);
  for (const line of confNotes(conf, config, 'ausearch', io)) say(line);
  for (const note of [...config.notes, ...notKnownYet(config.unknownName)]) say(note);
  const common = {
    job,
    timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
    out: io.out,
    err: io.err,
    signal: endSignal(),
  };
  const { sources, checkpoint } = await sourcesOf(config, conf.logFile, io, say);
  const { matched } = await followSearch({
    ...common,
    sources,
    released: [checkpoint?.released],
    gate: checkpoint?.gate,
    writing: ([scan]) => scan && checkpoint?.prepare(scan),
  });
  return matched > 0 ? 0 : 1;
}

const CONVERTED = '--follow with --checkpoint is for logs as auditd writes them: this one has lines of another form';

interface Sources {
  readonly sources: readonly FollowSource[];
  readonly checkpoint?: FollowCheckpoint;
}

async function sourcesOf(config: SearchConfig, logFile: string, io: Io, say: (line: string) => void): Promise<Sources> {
  const { checkpoint: checkpointFile, live, query } = config;
  const others = [
    ...(live ? [kernelSource(io, say)] : []),
    ...(await Promise.all(config.journals.map((where) => journalFollowed(where, query.start, say)))),
  ];
  if (others.length > 0 && config.inputs.length === 0) {
    const name = live ? '--live' : '--journal';
    if (checkpointFile !== undefined) throw new AuditError('usage', `--checkpoint is for logs, not for ${name}`);
    return { sources: others };
  }
  const { inputs, systemLogs } = config;
  const sets = await followedSets({ inputs, systemLogs, start: query.start }, '--follow', logFile, io);
  if (checkpointFile !== undefined) {
    const [set, ...moreSets] = sets;
    if (!set?.[0]?.canReopen() || moreSets.length > 0 || others.length > 0)
      throw new AuditError('usage', '--follow with --checkpoint is for one log');
    const checkpoint = FollowCheckpoint.load(checkpointFile, set.at(-1)?.name ?? '');
    const from = checkpoint.from ?? (query.start === undefined ? 'end' : { since: query.start });
    const source = growingLog(set, from, say);
    checkpoint.follow(source.log, () => {
      if (source.form.converts) throw new AuditError('usage', CONVERTED);
    });
    return { sources: [source], checkpoint };
  }
  return { sources: [...others, ...sets.map((set) => followedSource(set, query.start, say))] };
}
