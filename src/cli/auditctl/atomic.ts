/**
 * Rules loaded all or not at all: `-R FILE --atomic` and `--load-dir`. What the text alone shows is said before anything
 * is touched. Then the new rules are added, and the former ones leave when the kernel has taken them all. A folder's files
 * may allow that lines are left out (-i, -c); and where no rules are in force, as at boot, most are better than none.
 */
import { restoreSettings, saveSettings } from '../../control/reload/settings.js';
import type { Outcome, Stage } from '../../control/reload/stage.js';
import { AuditError } from '../../errors.js';
import { KernelError } from '../../netlink/kernel-error.js';
import { checkRules } from '../../rules/check/check.js';
import { findingText } from '../../rules/check/finding.js';
import { wordsOf } from '../../rules/file.js';
import type { MergedLine } from '../../rules/merge.js';
import { parseLine } from '../../rules/parse.js';
import type { RuleChange } from '../../rules/rule.js';
import { refusalOfChanges, refusalText, requestChange, runLine } from './line.js';
import type { Session } from './session.js';

export interface LoadOptions {
  /** Lines that fail may be left out, where the files say so or nothing is in force. */
  readonly mayLeaveOut?: boolean;
}

interface Step {
  readonly line: MergedLine;
  readonly words: readonly string[];
  /** The rule of the line; `undefined` for settings and the like. */
  readonly change: RuleChange | undefined;
  /** What is wrong with the text, as lines to print. */
  readonly errors: readonly string[];
  /** A line -i or -c stands above. */
  readonly mayFail: boolean;
}

const LOCKING = /^-e *2$/;

/** Exit status: 0 when the rules are loaded as the files want, 1 otherwise. The last line says how many. */
export function loadAtomically(session: Session, lines: readonly MergedLine[], options: LoadOptions = {}): number {
  if (refusalOfChanges(session)) return 1;
  const steps = readSteps(session, lines);
  const total = steps.filter(isRule).length;
  const wrong = steps.filter(({ errors }) => errors.length > 0);
  for (const text of wrong.flatMap(({ errors }) => errors)) session.err(text);
  const settings = session.ask('Error sending status request', saveSettings);
  const stage = session.openStage(settings);
  const isEmpty = stage.rules().length === 0;
  const mayLeaveOut = (step: Step): boolean => options.mayLeaveOut === true && (step.mayFail || isEmpty);
  if (!wrong.every(mayLeaveOut)) return giveUp(session, stage, settings, total);
  const left = [
    ...wrong,
    ...run(
      session,
      steps.filter((step) => step.errors.length === 0 && !locks(step)),
    ),
  ];
  if (!left.every(mayLeaveOut)) return giveUp(session, stage, settings, total);
  const outcome = finish(session);
  if (!outcome) return giveUp(session, stage, settings, total);
  session.err(changesText(outcome));
  // What is not as the files want it is not locked either.
  const isAsWanted = left.every(({ mayFail }) => mayFail);
  const unlocked = isAsWanted ? run(session, steps.filter(locks)) : [];
  const loaded = total - left.filter(isRule).length;
  session.io.out.write(`${loaded} of ${total} rules loaded\n`);
  const mayPass = steps.some(({ words }) => words[0] === '-i') && !steps.some(({ words }) => words[0] === '-c');
  return unlocked.length === 0 && (left.length === 0 || (isAsWanted && mayPass)) ? 0 : 1;
}

/** Leaves everything as it was. */
function giveUp(session: Session, stage: Stage, settings: ReturnType<typeof saveSettings>, total: number): number {
  session.stage = undefined;
  try {
    restoreSettings(session.client, settings);
    stage.undo();
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    throw new AuditError('rule', `The former rules could not be put back (${error.message})`, { cause: error });
  }
  session.err('The former rules are in force');
  session.io.out.write(`0 of ${total} rules loaded\n`);
  return 1;
}

function changesText({ added, deleted, moved, kept }: Outcome): string {
  if (added + deleted + moved === 0) return 'No change';
  const order = moved === 0 ? '' : `, ${moved} moved`;
  return `${added} added, ${deleted} deleted${order}, ${kept} not touched`;
}

function readSteps(session: Session, lines: readonly MergedLine[]): readonly Step[] {
  const errors = findErrors(session, lines);
  const context = { ...session.ruleContext(), warn: () => {} };
  let mayFail = false;
  return lines.flatMap((line, i): Step[] => {
    const words = wordsOf(line.text);
    if (words[0] === undefined || words[0].startsWith('#')) return [];
    const { change } = parseLine(words, context, { control: () => 'return' });
    const step = { line, words, change, errors: errors.get(i) ?? [], mayFail };
    mayFail ||= words[0] === '-i' || words[0] === '-c';
    return [step];
  });
}

function locks({ words }: Step): boolean {
  return LOCKING.test(words.join(' '));
}

function isRule({ change, line }: Step): boolean {
  return change !== undefined || /^ *-[aAwdW]/.test(line.text);
}

/** All errors of all lines, by index of the line. */
function findErrors(session: Session, lines: readonly MergedLine[]): ReadonlyMap<number, readonly string[]> {
  const { machine, accounts } = session.platform;
  const merged = lines.map((line) => `${line.text}\n`).join('');
  const findings = checkRules([{ name: '', content: merged }], {
    machines: [machine],
    userId: (name) => accounts.userId(name),
    groupId: (name) => accounts.groupId(name),
    isDirectory: (path) => session.platform.isDirectory(path),
    place: (_file, number) => `${lines[number - 1]?.source}:${lines[number - 1]?.number}`,
  });
  const errors = new Map<number, string[]>();
  for (const finding of findings) {
    const line = lines[finding.line - 1];
    if (finding.level !== 'error' || !line) continue;
    const text = findingText({ ...finding, file: line.source, line: line.number });
    errors.set(finding.line - 1, [...(errors.get(finding.line - 1) ?? []), text]);
  }
  return errors;
}

/** Runs the lines; those that failed, each with its place and reason printed. */
function run(session: Session, steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => {
    const problem = step.change ? apply(session, step.change) : control(session, step);
    if (problem !== undefined) session.err(`${step.line.source}:${step.line.number}: ${problem}`);
    return problem !== undefined;
  });
}

/** What changed; `undefined` when the kernel's list is not what was asked for, which is printed. */
function finish(session: Session): Outcome | undefined {
  try {
    const outcome = session.openStage().finish();
    session.stage = undefined;
    return outcome;
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    session.err(error.message);
    return undefined;
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
