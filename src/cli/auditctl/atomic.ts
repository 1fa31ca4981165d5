/**
 * Rules loaded all or not at all: `-R FILE --atomic` and `--load-dir`. Everything that the text alone shows is said
 * before anything is touched. Then the new rules are added, and the former ones leave when the kernel has taken them all.
 */
import { restoreSettings, saveSettings } from '../../control/reload/settings.js';
import type { Outcome } from '../../control/reload/stage.js';
import { AuditError } from '../../errors.js';
import { KernelError } from '../../netlink/kernel-error.js';
import { checkRules } from '../../rules/check.js';
import { splitWords } from '../../rules/file.js';
import type { MergedLine } from '../../rules/merge.js';
import { parseLine } from '../../rules/parse.js';
import type { RuleChange } from '../../rules/rule.js';
import { findingText } from './check.js';
import { refusalOfChanges, refusalText, requestChange, runLine } from './line.js';
import type { Session } from './session.js';

interface Step {
  readonly line: MergedLine;
  readonly words: readonly string[];
  /** The rule of the line; `undefined` for settings and the like. */
  readonly change: RuleChange | undefined;
}

const LOCKING = /^-e *2$/;

/** Exit status: 0 when all rules are loaded, 1 when the former ones are in force. The last line says how many. */
export function loadAtomically(session: Session, lines: readonly MergedLine[]): number {
  if (refusalOfChanges(session)) return 1;
  const steps = plan(session, lines);
  if (!steps) return summary(session, 0, rulesIn(lines));
  const total = steps.filter((step) => step.change).length;
  const settings = session.ask('Error sending status request', saveSettings);
  const stage = session.openStage(settings);
  const outcome = attempt(session, steps);
  if (typeof outcome !== 'string') return summary(session, total, total, outcome);
  session.err(outcome);
  session.stage = undefined;
  try {
    restoreSettings(session.client, settings);
    stage.undo();
    session.err('The former rules are in force');
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    throw new AuditError('rule', `The former rules could not be put back (${error.message})`, { cause: error });
  }
  return summary(session, 0, total);
}

function summary(session: Session, loaded: number, total: number, outcome?: Outcome): number {
  if (outcome) session.err(changesText(outcome));
  session.io.out.write(`${loaded} of ${total} rules loaded\n`);
  return loaded === total ? 0 : 1;
}

function changesText({ added, deleted, moved, kept }: Outcome): string {
  if (added + deleted + moved === 0) return 'No change';
  const order = moved === 0 ? '' : `, ${moved} moved`;
  return `${added} added, ${deleted} deleted${order}, ${kept} not touched`;
}

/** The steps in order; `undefined` when the files have errors, which are printed. Locking comes last. */
function plan(session: Session, lines: readonly MergedLine[]): readonly Step[] | undefined {
  const found = findErrors(session, lines);
  for (const text of found) session.err(text);
  if (found.length > 0) return undefined;
  const context = { ...session.ruleContext(), warn: () => {} };
  const steps = lines.flatMap((line): Step[] => {
    const words = splitWords(line.text).map((word) => word.text);
    if (words[0] === undefined || words[0].startsWith('#')) return [];
    const { change } = parseLine(words, context, { control: () => 'return' });
    return [{ line, words, change }];
  });
  return [...steps.filter((step) => !locks(step)), ...steps.filter(locks)];
}

function locks({ words }: Step): boolean {
  return LOCKING.test(words.join(' '));
}

/** All errors of all lines, before anything is touched. */
function findErrors(session: Session, lines: readonly MergedLine[]): readonly string[] {
  const { machine, accounts } = session.platform;
  const merged = lines.map((line) => `${line.text}\n`).join('');
  const findings = checkRules([{ name: '', content: merged }], {
    machines: [machine],
    userId: (name) => accounts.userId(name),
    groupId: (name) => accounts.groupId(name),
    isDirectory: (path) => session.platform.isDirectory(path),
    place: (_file, number) => `${lines[number - 1]?.source}:${lines[number - 1]?.number}`,
  });
  return findings.flatMap((finding) => {
    const line = lines[finding.line - 1];
    if (finding.level !== 'error' || !line) return [];
    return [findingText({ ...finding, file: line.source, line: line.number })];
  });
}

/** What changed, or what went wrong. */
function attempt(session: Session, steps: readonly Step[]): Outcome | string {
  const at = (step: Step, problem: string): string => `${step.line.source}:${step.line.number}: ${problem}`;
  for (const step of steps.filter((other) => !locks(other))) {
    const problem = step.change ? apply(session, step.change) : control(session, step);
    if (problem !== undefined) return at(step, problem);
  }
  const outcome = finish(session);
  if (typeof outcome === 'string') return outcome;
  for (const step of steps.filter(locks)) {
    const problem = control(session, step);
    if (problem !== undefined) return at(step, problem);
  }
  return outcome;
}

function finish(session: Session): Outcome | string {
  try {
    const outcome = session.openStage().finish();
    session.stage = undefined;
    return outcome;
  } catch (error) {
    if (error instanceof AuditError) return error.message;
    throw error;
  }
}

function apply(session: Session, change: RuleChange): string | undefined {
  try {
    requestChange(session, change);
    return undefined;
  } catch (error) {
    if (error instanceof KernelError) return refusalText(change, error.errno);
    throw error;
  }
}

function control(session: Session, step: Step): string | undefined {
  return runLine(session, step.words, { line: step.line.number }).result === 'done' ? undefined : step.line.text;
}

function rulesIn(lines: readonly MergedLine[]): number {
  return lines.filter((line) => /^ *-[aAwdW]/.test(line.text)).length;
}
