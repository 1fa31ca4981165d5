/** `-R FILE`: the lines of a file run like command lines of their own (spec auditctl section 16). */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { toPath } from '../../bytes/text.js';
import { errorDetail } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { ruleLines } from '../../rules/file.js';
import { valueTable } from '../../tables/lookup.js';
import { reasonOf } from '../../tables/reason.js';
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
    const words = line.words.map((word) => word.text);
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

/** The content as a byte string, after the original's checks of the file. Throws `AuditError` ('input'). */
export function readRulesFile(file: string): string {
  let fd: number;
  try {
    // Without O_NONBLOCK a named pipe would hang here.
    fd = openSync(toPath(file), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw unusable(`audit rules file ${file} doesn't exist`);
    const number = valueTable('errno').value(code);
    throw unusable(`Error opening ${file} (${number === undefined ? errorDetail(error) : reasonOf(number)})`);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw unusable(`Error - ${file} is not a regular file`);
    if (stat.mode & 0o002) throw unusable(`Error - ${file} is world writable`);
    return readFileSync(fd, 'latin1');
  } finally {
    closeSync(fd);
  }
}

function unusable(text: string): AuditError {
  return new AuditError('input', text, { exitStatus: 1 });
}
