/** `-R FILE`: the lines of a file run like command lines of their own. */
import { readRulesFile } from '../../control/rules-files.js';
import { RULE_BYTE, tierFor } from '../../engine/tiering.js';
import { ruleLines, wordsOf } from '../../rules/file.js';
import { type LineResult, refusalOfChanges, runLine } from './line.js';
import type { Session } from './session.js';
import { readInputUnlessStopped } from './standard-input.js';

/**
 * Exit status of the program. BUG? 17: the original gives the messages to syslog until it has sent the first rule, then
 * to standard error; here they all go to standard error.
 */
export function runRulesFile(session: Session, file: string): number {
  return refusalOfChanges(session) ? 1 : runContent(session, file, readRulesFile(file));
}

/** `-R -`: the same with the lines of standard input, which may be a script of whole commands. */
export async function runStandardInput(session: Session): Promise<number> {
  if (refusalOfChanges(session)) return 1;
  return runContent(session, STANDARD_INPUT, await readCommands(session.io.stdin));
}

export const STANDARD_INPUT = 'standard input';

/** Lines without the program's name, should it stand in front. */
export async function readCommands(fd: number): Promise<string> {
  return (await readInputUnlessStopped(fd)).replace(/^ *(?:[^ \n]*\/)?(?:ts-)?auditctl(?= |$)/gm, '');
}

/** The end of a file before its last line. */
class FileEnd extends Error {
  readonly exitStatus: number;

  constructor(exitStatus: number) {
    super('end of the rules file');
    this.exitStatus = exitStatus;
  }
}

function runContent(session: Session, file: string, content: string): number {
  tierFor(content.length * RULE_BYTE);
  session.exchangesRules = true;
  try {
    return runLines(session, file, content);
  } catch (error) {
    if (error instanceof FileEnd) return error.exitStatus;
    throw error;
  } finally {
    session.closeStage();
  }
}

/** Throws `FileEnd`. */
function runLines(session: Session, file: string, content: string): number {
  let ignoresErrors = false;
  let failsAtEnd = false;
  let exitStatus = 0;
  const take = (result: LineResult, number: number): void => {
    if (result === 'disabled') throw new FileEnd(0);
    if (result !== 'failed') return;
    session.err(`There was an error in line ${number} of ${file}`);
    if (!ignoresErrors) throw new FileEnd(1);
    if (failsAtEnd) exitStatus = 1;
  };
  for (const { number, text } of ruleLines(content)) {
    const later = (result: LineResult): void => take(result, number);
    const { result, state } = runLine(session, wordsOf(text), { line: number, later });
    ignoresErrors ||= state.ignoresErrors || state.continuesOnErrors;
    failsAtEnd ||= state.continuesOnErrors;
    if (result === 'done') continue;
    session.client.settle(); // a line before may end the file first
    take(result, number);
  }
  session.client.settle();
  return exitStatus;
}
