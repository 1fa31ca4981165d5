/** `--load-dir`, `--print-merged`, `-R FILE --atomic`: rule files as a whole. */
import { generatedFile, isUpToDate, writeGenerated } from '../../control/generated-rules.js';
import { mergedRules, RULES_FOLDER, readRulesFile } from '../../control/rules-files.js';
import { usage } from '../../errors.js';
import { mergedText } from '../../rules/merge.js';
import { systemReason } from '../../tables/reason.js';
import type { Io } from '../io.js';
import { loadAtomically } from './atomic.js';
import { readCommands, STANDARD_INPUT } from './rules-file.js';
import type { Session } from './session.js';

export function printMerged(words: readonly string[], io: Io): number {
  const folder = folderOf(words);
  io.out.write(mergedText(mergedRules(folder, warnOn(io)), folder));
  return 0;
}

/** `--load-dir [DIR] --check`: like `augenrules --check`, whose exit status says nothing about the answer. */
export function compareFolder(words: readonly string[], io: Io): number {
  const folder = folderOf(words.filter((word) => word !== '--load-dir' && word !== '--check'));
  const file = generatedFile(folder);
  if (file === undefined)
    throw usage(`${folder} is not named rules.d: it has no audit.rules beside it`, { exitStatus: 255 });
  const isSame = isUpToDate(file, mergedText(mergedRules(folder, warnOn(io)), folder));
  io.out.write(`ts-auditctl: ${isSame ? 'No change' : 'Rules have changed and should be updated'}\n`);
  return 0;
}

/** Writes the merged file beside the folder and loads it: `augenrules --load`. */
export async function loadFolder(words: readonly string[], session: Session): Promise<number> {
  const folder = folderOf(words);
  const lines = mergedRules(folder, warnOn(session.io));
  if (lines.length === 0) session.err(`${folder}: no *.rules files there`);
  const file = generatedFile(folder);
  const text = mergedText(lines, folder);
  if (file !== undefined && !isUpToDate(file, text)) {
    try {
      writeGenerated(file, text);
    } catch (error) {
      session.err(`${file} cannot be written (${systemReason(error)})`);
    }
  }
  return loadAtomically(session, lines, { mayLeaveOut: true });
}

/** `-` is standard input. */
export async function loadFile(file: string, session: Session): Promise<number> {
  const isInput = file === '-';
  const lines = (isInput ? await readCommands(session.io.stdin) : readRulesFile(file)).split('\n');
  const source = isInput ? STANDARD_INPUT : file;
  return loadAtomically(
    session,
    lines.map((text, i) => ({ text, source, number: i + 1 })),
  );
}

function warnOn(io: Io): (text: string) => void {
  return (text) => io.err(`${text}\n`);
}

/** At most one folder. */
function folderOf(words: readonly string[]): string {
  const [folder = RULES_FOLDER, ...rest] = words;
  if (rest.length > 0 || folder.startsWith('-')) throw usage(`unexpected: ${rest[0] ?? folder}`, { exitStatus: 255 });
  return folder;
}
