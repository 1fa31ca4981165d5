/** One run: the program found, traced, and told about. */

import { constants, homedir, machine, userInfo } from 'node:os';
import { systemAccounts } from '../../accounts/accounts.js';
import { shellWords } from '../../bytes/shell-words.js';
import { toBytes } from '../../bytes/text.js';
import type { Platform } from '../../control/platform.js';
import { loadLayout } from '../../output/grid/layouts.js';
import { type Machine, machineByName } from '../../tables/syscalls.js';
import { type CallChoice, type CallClass, chosenCalls, reducedCalls, toldCalls } from '../../trace/calls.js';
import type { ProgramEnd } from '../../trace/gate.js';
import { defaultRecording } from '../../trace/recording-file.js';
import { type TraceResult, type TraceSubject, trace } from '../../trace/trace.js';
import type { Io } from '../io.js';
import { reportIo } from './destination.js';
import { hasVerdict, type ReportChoice, type TraceRun, type VerdictChoice, type ViewName } from './options.js';
import { tracedPath } from './path.js';
import { checkProgram } from './program.js';
import { mustControl } from './rights.js';

/** Exit status of a run that did what its policy does not allow. With --strict that is 1: 3 is for input there. */
const VIOLATED = 3;

export async function runTrace(run: TraceRun, platform: Platform, io: Io): Promise<number> {
  mustControl(platform);
  const { subject, report, output, live, verdict } = run;
  const isToldAbout = report !== undefined || hasVerdict(verdict);
  // Before anything runs.
  if (verdict.policy !== undefined) await (await import('./policy-file.js')).loadPolicy(verdict.policy);
  if (verdict.html !== undefined) (await import('../report-page.js')).checkPageFile(verdict.html);
  if (subject.kind === 'program') checkProgram(subject.words[0] ?? '', searchPath(io));
  const own = machineByName(machine());
  const calls = callChoice(run, own);
  const paths = run.paths.map(tracedPath);
  const destination = reportIo(verdict.to, io);
  const say = sayer(run, io);
  const listener = live ? (await import('./live.js')).liveListener(run, destination) : undefined;
  const named = (daemonRecords: boolean): string | undefined =>
    output ??
    (daemonRecords && !isToldAbout
      ? undefined
      : toBytes(defaultRecording(io.env, [homedir(), userInfo().homedir], new Date())));
  const result = await trace({
    subject,
    calls,
    paths,
    follow: run.follow,
    waitForAll: run.waitForAll,
    recordTo: live && output === undefined && !isToldAbout ? undefined : named,
    listener,
    machine: own,
    accounts: systemAccounts(),
    progress: (step) => {
      if (step !== 'running') say(step === 'waiting' ? waitingText(subject) : 'Cleaning up...');
      else if (report) void prepareReport(report);
    },
    warn: (text) => io.err(`Warning: ${text}\n`),
  });
  for (const text of lossWarnings(result, run)) io.err(`Warning: ${text}\n`);
  const ending = endText(subject, result.end);
  if (ending !== undefined) say(ending);
  try {
    if (result.file !== undefined && report) {
      const { reportRecording } = await loadReport();
      await reportRecording(result.file, report, destination);
    }
    const judged = result.file === undefined ? undefined : await giveVerdict([result.file], verdict, destination);
    return judged ?? exitStatus(result.end);
  } finally {
    // Also where it cannot be told about: the run is not there twice.
    const search = searchCommand(result, listener !== undefined);
    if (search !== undefined) say(`Trace complete. You can locate the records with '${search}'`);
  }
}

/** The exit status where it is not the program's: when its policy does not allow what it did. */
export async function giveVerdict(
  files: readonly string[],
  verdict: VerdictChoice,
  destination: Io,
): Promise<number | undefined> {
  if (!hasVerdict(verdict)) return undefined;
  const { policy, profile, html, json, isStrict } = verdict;
  const { judgeRecording, writePageOf, writeProfile } = await import('./verdict.js');
  if (profile) await writeProfile(files, profile, destination);
  const [file] = files;
  if (html !== undefined && file !== undefined) await writePageOf(file, html, destination);
  if (policy === undefined || file === undefined) return undefined;
  const { loadPolicy } = await import('./policy-file.js');
  const isViolated = await judgeRecording(file, await loadPolicy(policy), json, destination);
  return isViolated ? (isStrict ? 1 : VIOLATED) : undefined;
}

const loadReport = (): Promise<typeof import('./report.js')> => import('./report.js');

/** Loads what the report will need, while the program has the time of this process. */
async function prepareReport({ json }: ReportChoice): Promise<void> {
  await loadReport();
  if (!json) await loadLayout('table');
}

function searchPath({ env }: Io): string | undefined {
  return env.PATH === undefined ? undefined : toBytes(env.PATH);
}

/** JSON alone is to be on standard output, and live lines, besides what the program itself writes. */
function sayer({ report, live, verdict }: TraceRun, io: Io): (text: string) => void {
  const isData = report?.json || verdict.profile || (verdict.json && verdict.policy !== undefined);
  if (live || (isData && verdict.to === undefined)) return (text) => io.err(`${text}\n`);
  return (text) => {
    try {
      io.out.write(`${text}\n`);
      io.out.flush();
    } catch {
      // The program goes on without us being heard.
    }
  };
}

/** What each part of the report is told from, besides programs and processes. */
const classesOf: Readonly<Record<ViewName, readonly CallClass[]>> = {
  tree: [],
  calls: [],
  files: ['file'],
  net: ['network'],
  privileges: ['privilege'],
};

function callChoice({ calls, report, live, verdict }: TraceRun, own: Machine | undefined): CallChoice {
  if (calls === 'all') return 'all';
  if (calls === 'reduced') return reducedCalls();
  if (calls !== 'told') return chosenCalls(calls.text, own);
  const views: readonly ViewName[] = [
    ...(report?.views ?? []),
    ...(live || !report || hasVerdict(verdict) ? liveViews : []),
  ];
  return toldCalls(new Set(views.flatMap((view) => classesOf[view])));
}

const liveViews: readonly ViewName[] = ['files', 'net', 'privileges'];

function waitingText(subject: TraceSubject): string {
  if (subject.kind === 'program') return `Waiting to execute: ${subject.words[0] ?? ''}`;
  return subject.kind === 'process' ? `Attached to process ${subject.pid}` : 'Watching all processes';
}

/** Undefined when nobody has the records. */
function searchCommand({ file, key }: TraceResult, isLive: boolean): string | undefined {
  if (file !== undefined) return `ts-ausearch -i -if ${shellWords([file])}`;
  return isLive ? undefined : `ts-ausearch -i -k ${key}`;
}

function lossWarnings(result: TraceResult, run: TraceRun): readonly string[] {
  const { counts, lost, disturbed, findings } = result;
  const warnings: string[] = [...findings];
  if (lost > 0) warnings.push(`records are missing: the kernel had no room for ${lost} records`);
  if (counts?.overflowed) warnings.push('records are missing: the kernel made them faster than they could be read');
  if (counts && counts.cutEvents > 0) warnings.push(`records are missing: ${counts.cutEvents} events have no end`);
  if (disturbed || counts?.switchedOff) {
    warnings.push('records are missing: somebody switched auditing off or removed rules during the run');
  }
  if (counts?.passingRules) {
    warnings.push('records may be missing: somebody added rules and removed them again during the run');
  }
  if (counts?.records === 0 && run.paths.length === 0 && !isUnrunnable(result)) warnings.push(nothingText(run.subject));
  return warnings;
}

function nothingText({ kind }: TraceSubject): string {
  if (kind !== 'process') return 'nothing was recorded (in a network namespace the kernel hands out no records)';
  return 'nothing was recorded: the process did nothing of it, or was started before auditing was first switched on';
}

/** The launcher could not become the program, and its own calls are not the program's. */
function isUnrunnable({ end }: TraceResult): boolean {
  return end.status === 126 || end.status === 127;
}

function endText(subject: TraceSubject, { status, signal }: ProgramEnd): string | undefined {
  if (subject.kind !== 'program') return undefined;
  const program = subject.words[0] ?? '';
  if (signal) return `${program} was killed by ${signal}`;
  return status === 0 ? undefined : `${program} ended with exit status ${status}`;
}

/** As shells report it. */
function exitStatus({ status, signal }: ProgramEnd): number {
  return signal ? 128 + (constants.signals[signal] ?? 0) : (status ?? 1);
}
