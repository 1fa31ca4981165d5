/**
 * The words of one line → what they ask for. The options of rules are handled here; all others are given to `control`
 * of the program, because both share one line, one order and one set of messages.
 */
import { addComparison } from './compare-option.js';
import { type RuleContext, RuleDraft } from './draft.js';
import { addField, addKeyField } from './field-option.js';
import { addKey } from './key-option.js';
import { chooseList } from './list-option.js';
import { type Option, OptionScanner } from './options.js';
import { RuleError } from './problem.js';
import { LIST_EXIT, type RuleChange } from './rule.js';
import { addSyscalls } from './syscall-option.js';
import { setPermissions, watch } from './watch-option.js';

/** How the line goes on after an option: `stop` ends the options in order, `return` leaves without looking at the rest. */
export type Next = 'continue' | 'stop' | 'return';

/** Handles an option that is not about rules. Throws `RuleError`. */
export type Control = (option: string, value: string, words: OptionScanner, draft: RuleDraft) => Next;

export interface Failure {
  readonly error: RuleError;
  /** Index of the word it is about. */
  readonly word: number;
}

export interface Line {
  /** The finished rule; `undefined` when there is none, or when the line failed or ended early. */
  readonly change: RuleChange | undefined;
  /** In the order in which they come up: a failure may be followed by one about the key. */
  readonly failures: readonly Failure[];
  /** An option chose a list or a watch, even if the line failed later. */
  readonly wantsChange: boolean;
  readonly next: Next;
}

export interface ParseOptions {
  readonly control?: Control;
  /** The first word that is no option ends the options. */
  readonly inOrder?: boolean;
  /** Go on after a failure to find the others of the line; nothing is to be done with the line then. */
  readonly findAll?: boolean;
}

/** Never throws for a bad line: its problems are in `failures`. Errors that are no `RuleError` pass. */
export function parseLine(words: readonly string[], context: RuleContext, options: ParseOptions = {}): Line {
  const scanner = new OptionScanner(words, options.inOrder);
  const draft = new RuleDraft();
  const failures: Failure[] = [];
  let next: Next = 'continue';
  let word = 0;
  const attempt = (step: () => Next): Next => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      failures.push({ error, word });
      return error.flow;
    }
  };

  while (next === 'continue') {
    const option = scanner.take();
    if (!option) break;
    word = option.word;
    const found = failures.length;
    next = attempt(() => apply(option, scanner, draft, context, options.control ?? noControl));
    if (options.findAll && failures.length > found) {
      assume(option, draft, context);
      next = 'continue';
    }
  }
  const ended = next;
  if (ended !== 'return') {
    if (failures.length === 0 || options.findAll) {
      word = scanner.restIndex;
      attempt(() => checkEnd(scanner, draft, ended));
    }
    word = words.length;
    attempt(() => {
      addKeyField(draft, context);
      return ended;
    });
  }
  return {
    change: failures.length === 0 && ended === 'continue' ? draft.change() : undefined,
    failures,
    wantsChange: draft.wantsChange,
    next: ended,
  };
}

/** The change that a rule's text asks for. Throws the first `RuleError`. */
export function parseRule(words: readonly string[], context: RuleContext): RuleChange {
  const { change, failures } = parseLine(words, context);
  if (failures[0]) throw failures[0].error;
  if (!change) throw new RuleError('Not a rule', { hint: 'a rule starts with -a, -A, -d, -w or -W' });
  return change;
}

type RuleOption = (draft: RuleDraft, value: string, context: RuleContext, scanner: OptionScanner) => Next | undefined;

const ruleOptions: Readonly<Record<string, RuleOption>> = {
  '-a': (draft, value, context) => (chooseList(draft, '-a', value, context) ? undefined : 'return'),
  // BUG?: only -A notices words that follow the deprecated action.
  '-A': (draft, value, context) => (chooseList(draft, '-A', value, context) ? undefined : 'stop'),
  '-d': (draft, value, context) => (chooseList(draft, '-d', value, context) ? undefined : 'return'),
  '-S': (draft, value, context) => void addSyscalls(draft, value, context),
  '-F': (draft, value, context, scanner) => void addField(draft, value, scanner.following, context),
  '-C': (draft, value) => void addComparison(draft, value),
  '-k': (draft, value) => void addKey(draft, '-k', value),
  '-w': (draft, value, context) => void watch(draft, '-w', value, context),
  '-W': (draft, value, context) => void watch(draft, '-W', value, context),
  '-p': (draft, value) => void setPermissions(draft, value),
};

function apply(option: Option, scanner: OptionScanner, draft: RuleDraft, context: RuleContext, control: Control): Next {
  if (option.name === undefined) {
    const where = context.line === undefined ? '' : ` on line ${context.line}`;
    throw new RuleError(`Option ${scanner.badWord}${where} is invalid`, {
      hint: 'unknown option, or its value is missing',
    });
  }
  const ruleOption = ruleOptions[option.name];
  if (ruleOption) return ruleOption(draft, option.value, context, scanner) ?? 'continue';
  return control(option.name, option.value, scanner, draft);
}

/** What a failed option most likely meant, so that what depends on it is judged on its own. */
function assume(option: Option, draft: RuleDraft, context: RuleContext): void {
  if (option.name === undefined) return;
  if ('-a -A -d -w -W'.includes(option.name)) {
    if (draft.list === undefined) draft.addList = LIST_EXIT;
  }
  if ('-S -w -W'.includes(option.name)) draft.hasSyscalls = true;
  if (option.value.startsWith('arch')) draft.machine ??= context.machine;
}

function noControl(option: string): Next {
  throw new RuleError(`Option ${option} does not belong to a rule`);
}

function checkEnd(scanner: OptionScanner, draft: RuleDraft, next: Next): Next {
  // The original has no message when it stops within the first word.
  if (scanner.done === 0) throw new RuleError('', { hint: 'a line starts with an option' });
  if (scanner.rest.length > 0) {
    throw new RuleError('parameter passed without an option given', { hint: `unexpected: ${scanner.rest[0]}` });
  }
  if (next === 'continue' && draft.hasSyscallOption && draft.list === undefined)
    throw new RuleError('Error - no list specified');
  return next;
}
