/** What can be wrong with a rule's text. The texts are the original's; hints are ours and shown by `--check` only. */
import { AuditError } from '../errors.js';

export type Level = 'err' | 'warning' | 'info';

export interface Problem {
  readonly level: Level;
  /** Byte string without newline, as the original prints it. */
  readonly text: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** How a failure ends the reading of a line: `stop` still ends the rule in order, `return` leaves at once. */
export type Flow = 'stop' | 'return';

export class RuleError extends AuditError {
  readonly flow: Flow;
  readonly hint: string | undefined;

  /** `text` may be empty: then only the general line at the end is printed. */
  constructor(
    text: string,
    detail: { readonly hint?: string | undefined; readonly flow?: Flow; readonly cause?: unknown } = {},
  ) {
    super('rule', text, { exitStatus: 255, ...('cause' in detail ? { cause: detail.cause } : {}) });
    this.name = 'RuleError';
    this.flow = detail.flow ?? 'stop';
    this.hint = detail.hint;
  }
}

let suggestions = 0;
/** A file with thousands of misspellings needs another remedy than thousands of costly suggestions. */
const SUGGESTION_LIMIT = 500;

/** The candidate that `word` is most likely a misspelling of, as a hint; `undefined` if none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 40 || suggestions++ >= SUGGESTION_LIMIT) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === undefined ? undefined : `did you mean ${best}?`;
}

/** Insertions, deletions, replacements and swapped neighbours that lead from one word to the other. */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : replaced;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[other.length]!;
}
