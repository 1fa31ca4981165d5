/** What can be wrong with a rule's text. The texts are the original's; hints are ours and shown by `--check` only. */
import { didYouMean as suggestion } from '../bytes/nearest-word.js';
import { AuditError } from '../errors.js';

export type Level = 'err' | 'warning' | 'info';

/** How a failure ends the reading of a line: `stop` still ends the rule in order, `return` leaves at once. */
export type Flow = 'stop' | 'return';

export class RuleError extends AuditError {
  readonly flow: Flow;
  readonly hint: string | undefined;
  /** Further errors of the same word, which the original does not come to. */
  readonly others: readonly RuleError[];

  /** `text` may be empty: then only the general line at the end is printed. */
  constructor(
    text: string,
    detail: {
      readonly hint?: string | undefined;
      readonly flow?: Flow;
      readonly cause?: unknown;
      readonly others?: readonly RuleError[];
    } = {},
  ) {
    super('rule', text, { exitStatus: 255, ...('cause' in detail ? { cause: detail.cause } : {}) });
    this.name = 'RuleError';
    this.flow = detail.flow ?? 'stop';
    this.hint = detail.hint;
    this.others = detail.others ?? [];
  }
}

/** A file with thousands of misspellings needs another remedy than thousands of costly suggestions. */
const SUGGESTION_LIMIT = 300;
let suggestionsLeft = SUGGESTION_LIMIT;

/** Before each set of files. */
export function allowSuggestions(limit: number = SUGGESTION_LIMIT): void {
  suggestionsLeft = limit;
}

/** The candidate that `word` is most likely a misspelling of, as a hint; `undefined` if none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 40 || suggestionsLeft-- <= 0) return undefined;
  return suggestion(word, candidates).replace(/^; /, '') || undefined;
}
