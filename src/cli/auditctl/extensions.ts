/**
 * The ways of working that the original does not have. They are recognised before its options are read, by words that
 * it refuses, so that nothing which works there means something else here.
 */

import type { Platform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { decodeRule } from '../../rules/decode.js';
import { mergedText } from '../../rules/merge.js';
import type { Io } from '../io.js';
import type { Session } from './session.js';

/** `kernel` extensions need the privilege and a session; the others run without. */
export type Extension =
  | { readonly kind: 'plain'; run(io: Io, platform: Platform): Promise<number> }
  | { readonly kind: 'kernel'; run(session: Session): Promise<number> };

/** The extension that the words ask for; `undefined` leaves them to the original's reading. */
export function extensionOf(words: readonly string[]): Extension | undefined {
  const [first, ...rest] = words;
  const without = (removed: string): string[] => words.filter((word) => word !== removed);
  if (first === 'doctor')
    return plain(async (io, platform) => (await import('./doctor.js')).doctor(rest, io, platform));
  if (first === '--check')
    return plain(async (io, platform) => (await import('./check.js')).checkFiles(rest, io, platform));
  if (first === '--print-merged') return plain((io) => printMerged(rest, io));
  if (first === '--load-dir') {
    if (rest.includes('--print-merged'))
      return plain((io) =>
        printMerged(
          rest.filter((word) => word !== '--print-merged'),
          io,
        ),
      );
    return kernel((session) =>
      loadFolder(
        session,
        rest.filter((word) => word !== '--atomic'),
      ),
    );
  }
  const file = without('--atomic');
  if (file.length === 2 && file[0] === '-R' && words.length === 3)
    return kernel((session) => loadFile(session, file[1]!));
  if (first === '-l' && rest[0] === '--as-written') return kernel((session) => listWritten(session, rest.slice(1)));
  const listed = without('--json');
  if (listed.length < words.length && (listed[0] === '-l' || listed[0] === '-s'))
    return kernel((session) => showJson(session, listed));
  return undefined;
}

function plain(run: (io: Io, platform: Platform) => Promise<number>): Extension {
  return { kind: 'plain', run };
}

function kernel(run: (session: Session) => Promise<number>): Extension {
  return { kind: 'kernel', run };
}

/** At most one folder. */
async function folderOf(words: readonly string[]): Promise<string> {
  const { RULES_DIR } = await import('./rules-dir.js');
  const [folder = RULES_DIR, ...rest] = words;
  if (rest.length > 0 || folder.startsWith('-')) throw usageError(`unexpected: ${rest[0] ?? folder}`);
  return folder;
}

async function printMerged(words: readonly string[], io: Io): Promise<number> {
  const folder = await folderOf(words);
  const { mergedRules } = await import('./rules-dir.js');
  io.out.write(mergedText(mergedRules(folder), folder));
  return 0;
}

async function loadFolder(session: Session, words: readonly string[]): Promise<number> {
  const { mergedRules } = await import('./rules-dir.js');
  const { loadAtomically } = await import('./atomic.js');
  return loadAtomically(session, mergedRules(await folderOf(words)));
}

async function loadFile(session: Session, file: string): Promise<number> {
  const { readRulesFile } = await import('./rules-file.js');
  const { loadAtomically } = await import('./atomic.js');
  const lines = readRulesFile(file).split('\n');
  return loadAtomically(
    session,
    lines.map((text, i) => ({ text, source: file, number: i + 1 })),
  );
}

async function listWritten(session: Session, files: readonly string[]): Promise<number> {
  const { RULES_DIR, rulesOf } = await import('./rules-dir.js');
  const { listAsWritten } = await import('./as-written.js');
  return listAsWritten(session, rulesOf(files.length > 0 ? files : [RULES_DIR]));
}

/** `words`: `-s [-i]`, or `-l [-i] [-k KEY]`; the interpretation is part of the lines only. */
async function showJson(session: Session, words: readonly string[]): Promise<number> {
  const { out } = session.io;
  const [option, ...rest] = words.filter((word) => word !== '-i');
  session.interpret = words.includes('-i');
  if (option === '-s' && rest.length === 0) {
    const { statusJson } = await import('./status.js');
    const status = session.ask('auditctl: Error sending status request', (client) => client.status());
    out.write(
      statusJson(
        status,
        session.ask('Error getting feature', (client) => client.features()),
      ),
    );
    return 0;
  }
  const isFiltered = rest.length === 2 && rest[0] === '-k';
  if (option !== '-l' || (rest.length > 0 && !isFiltered))
    throw usageError('--json goes with -s, or with -l [-i] [-k KEY]');
  const { hasKey, ruleJson } = await import('./listing.js');
  const rules = session
    .ask('Error sending rule list data request', (client) => client.listRules())
    .map((bytes) => decodeRule(bytes));
  const shown = rules.filter((rule) => hasKey(rule, isFiltered ? rest[1]! : ''));
  const lines = shown.map((rule) => `  ${JSON.stringify(ruleJson(session, rule))}`);
  const text = lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
  out.write(Buffer.from(text, 'utf8').toString('latin1'));
  return 0;
}

function usageError(text: string): AuditError {
  return new AuditError('usage', text, { exitStatus: 255 });
}
