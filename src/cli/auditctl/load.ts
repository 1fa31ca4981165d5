/** `--load-dir`, `--print-merged`, `-R FILE --atomic`: rule files as a whole. */
import { usage } from '../../errors.js';
import { mergedText } from '../../rules/merge.js';
import type { Io } from '../io.js';
import { loadAtomically } from './atomic.js';
import { mergedRules, RULES_DIR } from './rules-dir.js';
import { readCommands, readRulesFile, STANDARD_INPUT } from './rules-file.js';
import type { Session } from './session.js';

export function printMerged(words: readonly string[], io: Io): number {
  const folder = folderOf(words);
  io.out.write(mergedText(mergedRules(folder), folder));
  return 0;
}

export async function loadFolder(words: readonly string[], session: Session): Promise<number> {
  return loadAtomically(session, mergedRules(folderOf(words)));
}

/** `-` is standard input. */
export async function loadFile(file: string, session: Session): Promise<number> {
  const isInput = file === '-';
  const lines = (isInput ? readCommands(session.io.stdin) : readRulesFile(file)).split('\n');
  const source = isInput ? STANDARD_INPUT : file;
  return loadAtomically(
    session,
    lines.map((text, i) => ({ text, source, number: i + 1 })),
  );
}

/** At most one folder. */
function folderOf(words: readonly string[]): string {
  const [folder = RULES_DIR, ...rest] = words;
  if (rest.length > 0 || folder.startsWith('-')) throw usage(`unexpected: ${rest[0] ?? folder}`, { exitStatus: 255 });
  return folder;
}
