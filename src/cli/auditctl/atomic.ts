/**
 * Rules loaded all or not at all: `-R FILE --atomic` and `--load-dir`. The kernel has no transactions, so the former
 * rules and settings are noted first, and put back when anything fails or the kernel's list is not what was asked for.
 */
import { AuditError } from '../../errors.js';
import { KernelError } from '../../netlink/kernel-error.js';
import type { AuditStatus, Setting } from '../../netlink/status.js';
import { checkRules } from '../../rules/check.js';
import { ExpectedRules } from '../../rules/expected.js';
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

/** The former state of the kernel. */
interface Before {
  readonly rules: readonly Buffer[];
  readonly status: AuditStatus;
}

/** Settings that rule files change and that can be set back. */
const restorable: readonly Setting[] = ['enabled', 'failure', 'rateLimit', 'backlogLimit', 'backlogWaitTime'];
const LOCKING = /^-e *2$/;

/** Exit status: 0 when all rules are loaded, 1 when the former ones are in force. The last line says how many. */
export function loadAtomically(session: Session, lines: readonly MergedLine[]): number {
  if (refusalOfChanges(session)) return 1;
  const steps = plan(session, lines);
  if (!steps) return summary(session, 0, rulesIn(lines));
  const total = steps.filter((step) => step.change).length;
  const before: Before = session.ask('Error sending rule list data request', (client) => ({
    rules: client.listRules(),
    status: client.status(),
  }));
  const problem = attempt(session, steps, before);
  if (problem === undefined) return summary(session, total, total);
  session.err(problem);
  restore(session, before);
  return summary(session, 0, total);
}

function summary(session: Session, loaded: number, total: number): number {
  session.io.out.write(`${loaded} of ${total} rules loaded\n`);
  return loaded === total ? 0 : 1;
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
  const locks = (step: Step): boolean => LOCKING.test(step.words.join(' '));
  return [...steps.filter((step) => !locks(step)), ...steps.filter(locks)];
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

/** What went wrong; `undefined` when the kernel has exactly the rules that were asked for. */
function attempt(session: Session, steps: readonly Step[], before: Before): string | undefined {
  const expected = new ExpectedRules(before.rules);
  for (const step of steps) {
    const isLock = step === steps.at(-1) && LOCKING.test(step.words.join(' '));
    if (isLock && !matches(session, expected)) return DIFFERENT;
    const problem = step.change ? apply(session, step.change, expected) : control(session, step, expected);
    if (problem !== undefined) return `${step.line.source}:${step.line.number}: ${problem}`;
  }
  return steps.some((step) => LOCKING.test(step.words.join(' '))) || matches(session, expected) ? undefined : DIFFERENT;
}

const DIFFERENT = "The kernel's list differs from the rules that were sent";

function matches(session: Session, expected: ExpectedRules): boolean {
  return expected.equals(session.ask('Error sending rule list data request', (client) => client.listRules()));
}

function apply(session: Session, change: RuleChange, expected: ExpectedRules): string | undefined {
  try {
    requestChange(session, change);
    expected.apply(change);
    return undefined;
  } catch (error) {
    if (error instanceof KernelError) return refusalText(change, error.errno);
    throw error;
  }
}

function control(session: Session, step: Step, expected: ExpectedRules): string | undefined {
  const { result } = runLine(session, step.words, { line: step.line.number });
  if (result !== 'done') return step.line.text;
  if (step.words[0] === '-D') {
    const left = session.ask('Error sending rule list data request', (client) => client.listRules());
    expected.reset(left);
  }
  return undefined;
}

/** Puts the former rules and settings back. Throws `AuditError` when the kernel does not let it. */
function restore(session: Session, before: Before): void {
  try {
    const now = session.client.status();
    for (const setting of restorable) {
      const value = before.status[setting];
      if (value !== undefined && now[setting] !== value) session.client.set(setting, value);
    }
    for (const rule of session.client.listRules()) session.client.deleteRule(rule);
    for (const rule of before.rules) session.client.addRule(rule);
    if (!new ExpectedRules(before.rules).equals(session.client.listRules()))
      throw new AuditError('rule', 'the list differs');
    session.err('The former rules are back in force');
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    throw new AuditError('rule', `The former rules could not be put back (${error.message})`, { cause: error });
  }
}

function rulesIn(lines: readonly MergedLine[]): number {
  return lines.filter((line) => /^ *-[aAwdW]/.test(line.text)).length;
}
