/** One line of options carried out: on the command line, or in a rules file. */
import { ECONNREFUSED, EEXIST, EINVAL, KernelError } from '../../netlink/kernel-error.js';
import { encodeRule } from '../../rules/encode.js';
import { FIELD_DIR, FIELD_PATH } from '../../rules/fields.js';
import { parseLine } from '../../rules/parse.js';
import type { RuleError } from '../../rules/problem.js';
import type { RuleChange } from '../../rules/rule.js';
import { reasonOf } from '../../tables/reason.js';
import { type ControlState, control, newControlState } from './control.js';
import { Refusal, type Session } from './session.js';
import { statusText } from './status.js';

/** `disabled`: the kernel has no audit system for this process. `locked` and `off` are about changes of rules. */
export type LineResult = 'done' | 'failed' | 'disabled' | 'locked' | 'off';

export interface LineOptions {
  /** Line number in a rules file; the enabled state is then checked once for the file instead of for each rule. */
  readonly line?: number;
  /** The next line may be read before the kernel has taken this one's rule: what became of it is told here. */
  readonly later?: (result: LineResult) => void;
}

export interface CarriedOut {
  readonly result: LineResult;
  readonly state: ControlState;
}

export function runLine(session: Session, words: readonly string[], options: LineOptions = {}): CarriedOut {
  const state = newControlState();
  const inOrder = session.io.env.POSIXLY_CORRECT !== undefined;
  const line = parseLine(words, session.ruleContext(options.line), { control: control(session, state), inOrder });
  let isDisabled = false;
  for (const { error } of line.failures) {
    if (error instanceof Refusal && error.isDisabled) isDisabled = true;
    else if (error.message !== '') session.err(session.io.terminal.err ? withSuggestion(error) : error.message);
  }
  const refused = line.wantsChange && options.line === undefined ? refusalOfChanges(session) : undefined;
  if (refused) return { result: refused, state };
  // BUG? 12: said once.
  if (isDisabled) return { result: sayDisabled(session), state };
  if (line.failures.length > 0) return { result: 'failed', state };
  if (line.change) return { result: sendChange(session, line.change, options.later), state };
  if (line.wantsChange && line.next !== 'continue') {
    // BUG? 13: the original drops the rule without a word.
    session.err(`Option ${state.ended} ends the line, so the rule was not sent`);
    return { result: 'failed', state };
  }
  if (state.status) session.io.out.write(statusText(state.status, undefined, session.interpret));
  return { result: 'done', state };
}

/** For a person: what was meant. Of other hints `--check` tells, also in a script. */
function withSuggestion({ message, hint }: RuleError): string {
  return hint?.startsWith('did you mean ') ? `${message}; ${hint}` : message;
}

/** Says why rules cannot be changed now; `undefined` when they can, or when the kernel does not tell. */
export function refusalOfChanges(session: Session): 'locked' | 'off' | undefined {
  try {
    if (session.client.status().enabled !== 2) return undefined;
    session.wasRefused = true;
    session.err('The audit system is in immutable mode, no rule changes allowed');
    return 'locked';
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    session.note(error);
    if (error.errno !== ECONNREFUSED) return undefined;
    sayDisabled(session);
    return 'off';
  }
}

function sayDisabled(session: Session): 'disabled' {
  session.err('The audit system is disabled');
  return 'disabled';
}

/** Sends a rule; the kernel's refusal becomes a message. With `later` a rule that is added counts as done for now. */
function sendChange(session: Session, change: RuleChange, later?: (result: LineResult) => void): LineResult {
  if (later && change.operation === 'add' && !session.stage) {
    session.client.addRuleAhead(encodeRule(change.rule, change), (refusal) =>
      later(refusal ? refused(session, change, refusal) : 'done'),
    );
    return 'done';
  }
  try {
    requestChange(session, change);
    return 'done';
  } catch (error) {
    if (error instanceof KernelError) return refused(session, change, error);
    throw error;
  }
}

function refused(session: Session, change: RuleChange, error: KernelError): LineResult {
  session.note(error);
  const [first] = change.rule.fields;
  if (error.errno === EINVAL && first?.field === FIELD_DIR && 'text' in first) {
    return retryAsPath(session, change, first.text);
  }
  session.err(refusalText(change, error.errno));
  return error.errno === ECONNREFUSED ? sayDisabled(session) : 'failed';
}

export function requestChange(session: Session, change: RuleChange): void {
  const { operation, prepend, rule } = change;
  if (session.stage) session.stage.change(change);
  else if (operation === 'add') session.client.addRule(encodeRule(rule, { prepend }));
  else session.client.deleteRule(encodeRule(rule, { prepend }));
}

export function refusalText(change: RuleChange, errno: number): string {
  const text = errno === EEXIST ? 'Rule exists' : reasonOf(errno);
  return `Error sending ${change.operation} rule data request (${text})`;
}

/** A kernel that does not take the directory is asked again with a plain path; a second refusal has no text. */
function retryAsPath(session: Session, change: RuleChange, path: string): LineResult {
  const [first, ...others] = change.rule.fields;
  const fields = [{ field: FIELD_PATH, operator: first!.operator, text: path }, ...others];
  try {
    requestChange(session, { ...change, rule: { ...change.rule, fields } });
    return 'done';
  } catch (error) {
    if (error instanceof KernelError) return 'failed';
    throw error;
  }
}
