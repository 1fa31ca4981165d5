/** ts-autrace: runs a program and has the kernel record what it and its descendants do. */
import { namespaceAdvice, type Platform, systemPlatform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { KernelError } from '../../netlink/kernel-error.js';
import { cleanUp } from '../../trace/trace.js';
import type { Io, Main } from '../io.js';
import { strictly } from '../trouble.js';
import { reportIo } from './destination.js';
import { isStrict, parseTraceOptions, screenChoice, type ViewCommand, wantsPager } from './options.js';
import { mustControl } from './rights.js';
import { giveVerdict, runTrace } from './run.js';
import { traceOptions } from './table.js';

const VERSION = 'autrace version 4.2.1\n';

export const main: Main = strictly(async (argv, given) => {
  const command = parseTraceOptions(argv);
  const io = { ...given, screen: screenChoice(argv) };
  switch (command.kind) {
    case 'help':
      await io.page?.();
      io.out.write(await (await import('./help.js')).traceHelp(io.terminal.out ? io.terminal.columns : undefined));
      return 0;
    case 'manual':
      return (await import('../manual.js')).showManual('ts-autrace', io);
    case 'completion':
      return (await import('../completion/complete.js')).complete('ts-autrace', traceOptions, command, io);
    case 'version':
      io.out.write(VERSION);
      return 0;
    case 'cleanup':
      return withAdvice(async (platform) => {
        mustControl(platform);
        const count = cleanUp();
        io.out.write(count === 0 ? 'No rules of killed runs are left.\n' : `Removed ${count} rules of killed runs.\n`);
        return 0;
      });
    case 'view':
      if (wantsPager(argv)) await io.page?.();
      return view(command, io);
    case 'diff':
      if (wantsPager(argv)) await io.page?.();
      return (await import('./report.js')).reportDifference(command, reportIo(command.report.to, io));
    case 'trace':
      return withAdvice((platform) => runTrace(command, platform, io));
  }
}, isStrict);

/** A recorded run: its report, and what is said about it. */
async function view({ inputs, report, verdict }: ViewCommand, io: Io): Promise<number> {
  const destination = reportIo(verdict.to, io);
  const [input = ''] = inputs;
  if (report) await (await import('./report.js')).reportRecording(input, report, destination);
  return (await giveVerdict(inputs, verdict, destination)) ?? 0;
}

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
