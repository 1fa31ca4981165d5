/** `-R FILE`: the lines of a file run like command lines of their own. */
import { readFileSync } from 'node:fs';
import { readRulesFile } from '../../control/rules-files.js';
import { RULE_BYTE, tierFor } from '../../engine/tiering.js';
import { ruleLines, wordsOf } from '../../rules/file.js';
import { refusalOfChanges, runLine } from './line.js';
import type { Session } from './session.js';

/**
 * Exit status of the program. BUG? 17: the original gives the messages to syslog until it has sent the first rule, then
 * to standard error; here they all go to standard error.
 */
export function runRulesFile(session: Session, file: string): number {
  return runContent(session, file, () => readRulesFile(file));
}

/** `-R -`: the same with the lines of standard input, which may be a script of whole commands. */
export function runStandardInput(session: Session): number {
  return runContent(session, STANDARD_INPUT, () => readCommands(session.io.stdin));
}

export const STANDARD_INPUT = 'standard input';

/** Lines without the program's name, should it stand in front. */
export function readCommands(fd: number): string {
  return readFileSync(fd, 'latin1').replace(/^ *(?:[^ \n]*\/)?(?:ts-)?auditctl(?= |$)/gm, '');
}

function runContent(session: Session, file: string, read: () => string): number {
  if (refusalOfChanges(session)) return 1;
  const content = read();
  tierFor(content.length * RULE_BYTE);
  session.exchangesRules = true;
  try {
    return runLines(session, file, content);
  } finally {
    session.closeStage();
  }
}

function runLines(session: Session, file: string, content: string): number {
  let ignoresErrors = false;
  let failsAtEnd = false;
  let exitStatus = 0;
  for (const line of ruleLines(content)) {
    const words = wordsOf(line.text);
    const { result, state } = runLine(session, words, { line: line.number });
    if (result === 'disabled') return 0;
    ignoresErrors ||= state.ignoresErrors || state.continuesOnErrors;
    failsAtEnd ||= state.continuesOnErrors;
    if (result !== 'failed') continue;
    session.err(`There was an error in line ${line.number} of ${file}`);
    if (!ignoresErrors) return 1;
    if (failsAtEnd) exitStatus = 1;
  }
  return exitStatus;
}
