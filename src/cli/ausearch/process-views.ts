/** `--tree`, `--descendants-of`, `--ancestors-of`: what needs to know all processes of the log. Loaded only for them. */
import { accountsFor } from '../../accounts/accounts.js';
import { type EventScan, scanEvents } from '../../engine/event-scan.js';
import { AuditError } from '../../errors.js';
import type { Criterion } from '../../query/criterion.js';
import { allOf, leaf } from '../../query/criterion.js';
import { compileQuery } from '../../query/match.js';
import { readCall } from '../../story/call.js';
import { LogLimits } from '../../story/limits.js';
import { addWithAncestors, LineageFinder, type LineageQuestion, lifetimes } from '../../story/lineage.js';
import { ProcessTable, type TracedProcess, tellOther } from '../../story/processes.js';
import { jsonText, processList } from '../../story/story-json.js';
import { treeLines } from '../../story/tree-view.js';
import type { Io } from '../io.js';
import type { SearchConfig } from './config.js';

export type LogScan = Omit<EventScan, 'each'>;

/** The query that finds the events of the relatives as well. Throws `AuditError` when nobody is found. */
export async function withLineage(
  criterion: Criterion | undefined,
  question: LineageQuestion,
  log: LogScan,
  io: Io,
): Promise<Criterion | undefined> {
  if (log.sources.some((source) => !source.canReopen())) {
    throw new AuditError('usage', `--${question.direction}-of reads the log twice, which a pipe does not allow`);
  }
  const finder = new LineageFinder(question);
  const limits = new LogLimits();
  const each: EventScan['each'] = (event) => {
    const call = readCall(event);
    if (call) limits.add(call);
    finder.add(event);
  };
  await scanEvents({ ...log, each });
  const found = finder.found();
  for (const note of limits.notes()) io.err(`Note: ${note}\n`);
  if (found.size === 0) throw new AuditError('usage', `--${question.direction}-of: the log has no such process`);
  return allOf([...(criterion ? [criterion] : []), leaf('lifetime', lifetimes(found, finder.roots()))]);
}

/** `config.query` says whose processes. Exit status. */
export async function showTree(config: SearchConfig, log: LogScan, io: Io): Promise<number> {
  const { matches, namesSeen } = await compileQuery(config.query, { accounts: accountsFor(io.env) });
  const table = new ProcessTable();
  const limits = new LogLimits();
  const wanted = new Set<TracedProcess>();
  const each: EventScan['each'] = (event) => {
    tellOther(event, table);
    const call = readCall(event);
    if (call) limits.add(call);
    const process = call ? table.add(call) : table.of(event);
    if (process && !wanted.has(process) && matches(event)) addWithAncestors(process, wanted);
  };
  await scanEvents({ ...log, each });
  // Looking for relatives has said it.
  if (!config.lineage) for (const note of limits.notes()) io.err(`Note: ${note}\n`);
  if (wanted.size === 0) {
    const { unknownName } = config;
    io.err(`${unknownName && !namesSeen.has(unknownName.name) ? unknownName.message : '<no matches>'}\n`);
    return 1;
  }
  const isWanted = (process: TracedProcess): boolean => wanted.has(process);
  if (config.format === 'json') io.out.write(jsonText({ processes: processList(table.roots(), isWanted) }));
  else {
    const width = io.terminal.out ? io.terminal.columns : undefined;
    for (const line of treeLines(table.roots(), { width, wanted: isWanted })) io.out.write(`${line}\n`);
  }
  return 0;
}
