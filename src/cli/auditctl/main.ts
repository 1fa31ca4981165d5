/** ts-auditctl: controls the kernel's audit system; who may, and which way of working the words ask for. */

import { constants } from 'node:os';
import { namespaceAdvice, type Platform, systemPlatform } from '../../control/platform.js';
import { recover } from '../../control/reload/recover.js';
import { AuditError } from '../../errors.js';
import type { Io, Main } from '../io.js';
import { STRICT, withStrictStatus } from '../trouble.js';
import { suggestion, usageText } from './help.js';
import { type LineResult, runLine } from './line.js';
import { runRulesFile } from './rules-file.js';
import { Refusal, Session } from './session.js';
import { additions } from './table.js';

export const main: Main = (argv, io) => auditctl(systemPlatform())(argv, io);

const exitStatuses: Readonly<Record<LineResult, number>> = { done: 0, failed: 255, disabled: 0, locked: 1, off: 1 };

/** The program for a given machine. */
export function auditctl(platform: Platform): Main {
  return async (argv, io) => {
    if (argv.length === 0 || (argv.length === 1 && (argv[0] === '-h' || argv[0] === '--help'))) {
      await io.page?.();
      io.out.write(usageText(io.terminal.out ? io.terminal.columns : undefined));
      return argv.length === 0 ? 1 : 0;
    }
    const { words, isStrict, isPaged } = leading(argv);
    try {
      if (isPaged && isReading(words)) await io.page?.();
      return await run(words, io, platform, isStrict);
    } catch (given) {
      const error = isStrict ? withStrictStatus(given) : given;
      if (!(error instanceof AuditError) || error.code === 'closed-pipe' || error.code === 'output') throw error;
      if (error.message !== '') io.err(`${error.message}\n`);
      return error.exitStatus;
    }
  };
}

/** The words that may stand in front of others. */
function leading(argv: readonly string[]): {
  readonly words: readonly string[];
  readonly isStrict: boolean;
  readonly isPaged: boolean;
} {
  const count = argv.findIndex((word) => word !== '--strict' && word !== '--no-pager');
  const front = argv.slice(0, count);
  return {
    words: argv.slice(front.length),
    isStrict: front.includes('--strict'),
    isPaged: !front.includes('--no-pager'),
  };
}

/** Whether the words only ask for something. */
function isReading(words: readonly string[]): boolean {
  return words[0] === '-l' || additions.some(({ needs, asks }) => needs === 'nothing' && asks(words) !== undefined);
}

async function run(argv: readonly string[], io: Io, platform: Platform, isStrict: boolean): Promise<number> {
  const asked = additions.flatMap((addition) => {
    const words = addition.asks(argv);
    return words ? [{ addition, words }] : [];
  });
  const [found] = asked;
  if (found?.addition.needs === 'nothing') return found.addition.run(found.words, io, platform);
  if (!mayRun(argv, platform)) {
    const advice = namespaceAdvice(platform);
    io.err(
      `You must be root to run this program. (missing capability: CAP_AUDIT_CONTROL${advice ? `; ${advice}` : ''})\n`,
    );
    return 4;
  }
  const session = new Session(io, platform, () => usageText());
  try {
    const mended = recover(session.client, platform);
    if (mended) session.err(mended);
    const exitStatus =
      found?.addition.needs === 'kernel'
        ? await found.addition.run(found.words, session)
        : runOriginal(argv, session, isStrict);
    return (await endedBySignal(session)) ?? exitStatus;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    session.err(error.message);
    return error.exitStatus;
  } finally {
    session.client.close();
    const advice = session.isForbidden ? adviceFor(platform) : undefined;
    if (advice) session.err(advice);
  }
}

/** The exit status of a run that a signal was to end. */
async function endedBySignal(session: Session): Promise<number | undefined> {
  const signal = await session.signals?.release();
  if (!signal) return undefined;
  session.err(`${signal} came while the rules were changed; the change was finished`);
  return 128 + constants.signals[signal];
}

/** The words as the original reads them. */
function runOriginal(argv: readonly string[], session: Session, isStrict: boolean): number {
  const file = argv.length === 2 && argv[0] === '-R' ? argv[1] : undefined;
  const status = file === undefined ? runWords(argv, session) : runRulesFile(session, file);
  if (!isStrict || status === 0) return status;
  return session.wasRefused ? 1 : file === undefined ? STRICT.usage : STRICT.input;
}

function runWords(argv: readonly string[], session: Session): number {
  const { result } = runLine(session, argv);
  if (result === 'failed') sayFailed(argv, session);
  return exitStatuses[result];
}

/** The original's last line; a person who has been told the reason is spared it. */
function sayFailed(argv: readonly string[], session: Session): void {
  const meant = suggestion(argv);
  if (session.hasSpoken && session.io.terminal.err && meant === '') return;
  session.err(`There was an error while processing parameters${meant}`);
}

/** `-l` of root is left to the kernel. */
function mayRun(argv: readonly string[], platform: Platform): boolean {
  return platform.mayControl || (argv.length === 1 && argv[0] === '-l' && platform.isRoot);
}

/** What root can do about a kernel that refuses; `undefined` when nothing is known. */
function adviceFor(platform: Platform): string | undefined {
  return (
    namespaceAdvice(platform) ??
    (platform.mayControl ? undefined : 'This process lacks the capability CAP_AUDIT_CONTROL')
  );
}
