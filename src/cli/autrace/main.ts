/** ts-autrace: runs a program and has the kernel record what it and its descendants do (spec autrace). */
import { constants, homedir, machine } from 'node:os';
import { systemAccounts } from '../../accounts/accounts.js';
import { toBytes } from '../../bytes/text.js';
import { namespaceAdvice, type Platform, systemPlatform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { KernelError } from '../../netlink/kernel-error.js';
import { machineByName } from '../../tables/syscalls.js';
import type { ProgramEnd } from '../../trace/gate.js';
import { defaultRecording } from '../../trace/recording-file.js';
import { cleanUp, type TraceResult, trace } from '../../trace/trace.js';
import type { Io, Main } from '../io.js';
import { reportIo } from './destination.js';
import { parseTraceOptions, type TraceCommand } from './options.js';
import { checkProgram } from './program.js';

const VERSION = 'autrace version 4.2.1\n';

type TraceRun = Extract<TraceCommand, { readonly kind: 'trace' }>;

export const main: Main = async (argv, io) => {
  const command = parseTraceOptions(argv);
  switch (command.kind) {
    case 'help':
      io.out.write(await (await import('./help.js')).traceHelp());
      return 0;
    case 'completion':
      io.out.write((await import('./help.js')).traceCompletion(command.shell));
      return 0;
    case 'version':
      io.out.write(VERSION);
      return 0;
    case 'cleanup':
      return withAdvice(async (platform) => {
        checkRights(platform);
        const count = cleanUp();
        io.out.write(count === 0 ? 'No rules of killed runs are left.\n' : `Removed ${count} rules of killed runs.\n`);
        return 0;
      });
    case 'view':
      return (await import('./report.js')).reportRecording(
        command.input,
        command.report,
        reportIo(command.report.to, io),
      );
    case 'diff':
      return (await import('./report.js')).reportDifference(command, reportIo(command.report.to, io));
    case 'trace':
      return withAdvice((platform) => run(command, platform, io));
  }
};

/** The kernel's refusals in a container need a word of explanation. */
async function withAdvice(action: (platform: Platform) => Promise<number>): Promise<number> {
  const platform = systemPlatform();
  try {
    return await action(platform);
  } catch (error) {
    const advice = namespaceAdvice(platform);
    const isKernels = error instanceof AuditError && (error instanceof KernelError || error.cause !== undefined);
    if (!isKernels || advice === undefined) throw error;
    throw new AuditError('trace', `${error.message}\n${advice}`, { cause: error });
  }
}

function checkRights(platform: Platform): void {
  if (platform.mayControl) return;
  const advice = namespaceAdvice(platform);
  const text = 'You must be root or have capabilities to run this program.';
  throw new AuditError('trace', advice === undefined ? text : `${text}\n${advice}`);
}

async function run(command: TraceRun, platform: Platform, io: Io): Promise<number> {
  checkRights(platform);
  const program = command.words[0] ?? '';
  checkProgram(program, io.env.PATH === undefined ? undefined : toBytes(io.env.PATH));
  const { report, output } = command;
  const destination = reportIo(report?.to, io);
  // JSON alone is to be on standard output, besides what the program itself writes.
  const say = (text: string): void => {
    if (report?.json && report.to === undefined) {
      io.err(`${text}\n`);
      return;
    }
    try {
      io.out.write(`${text}\n`);
      io.out.flush();
    } catch {
      // The program goes on without us being heard.
    }
  };
  const result = await trace({
    words: command.words,
    reduced: command.reduced,
    follow: command.follow,
    waitForAll: command.waitForAll,
    recordTo: (daemonRecords) =>
      output ?? (daemonRecords && !report ? undefined : toBytes(defaultRecording(io.env, homedir(), new Date()))),
    machine: machineByName(machine()),
    accounts: systemAccounts(),
    progress: (step) => say(step === 'waiting' ? `Waiting to execute: ${program}` : 'Cleaning up...'),
    warn: (text) => io.err(`Warning: ${text}\n`),
  });
  for (const text of lossWarnings(result)) io.err(`Warning: ${text}\n`);
  const ending = endText(program, result.end);
  if (ending !== undefined) say(ending);
  if (result.file !== undefined && report) {
    const { reportRecording } = await import('./report.js');
    await reportRecording(result.file, report, destination);
  }
  say(`Trace complete. You can locate the records with '${searchCommand(result)}'`);
  return exitStatus(result.end);
}

function searchCommand({ file, pid }: TraceResult): string {
  return file === undefined ? `ts-ausearch -i -p ${pid}` : `ts-ausearch -i -if ${shellWord(file)}`;
}

/** Quoted when a shell would not take it for one word. */
function shellWord(text: string): string {
  return /^[\w./,:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function lossWarnings({ counts, lost, disturbed }: TraceResult): readonly string[] {
  const warnings: string[] = [];
  if (lost > 0) warnings.push(`records are missing: the kernel had no room for ${lost} records`);
  if (counts?.overflowed) warnings.push('records are missing: the kernel made them faster than they could be read');
  if (counts && counts.cutEvents > 0) warnings.push(`records are missing: ${counts.cutEvents} events have no end`);
  if (disturbed || counts?.switchedOff) {
    warnings.push('records are missing: somebody switched auditing off or removed rules during the run');
  }
  if (counts?.records === 0)
    warnings.push('nothing was recorded (in a network namespace the kernel hands out no records)');
  return warnings;
}

function endText(program: string, { status, signal }: ProgramEnd): string | undefined {
  if (signal) return `${program} was killed by ${signal}`;
  return status === 0 ? undefined : `${program} ended with exit status ${status}`;
}

/** As shells report it. */
function exitStatus({ status, signal }: ProgramEnd): number {
  return signal ? 128 + (constants.signals[signal] ?? 0) : (status ?? 1);
}
