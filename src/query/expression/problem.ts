/** What is wrong with an expression, and where. */
import { type AuditError, usage } from '../../errors.js';

export class ExpressionProblem extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export const SYNTAX_STATUS = 2;

/** Bytes of the expression shown on both sides of the place. */
const AROUND = 60;

/** The message, the line of the expression and a caret below the place. `source`: how the expression was given. */
export function problemError(expression: string, { message, at }: ExpressionProblem, source: string): AuditError {
  const lineStart = expression.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = expression.indexOf('\n', at) < 0 ? expression.length : expression.indexOf('\n', at);
  const from = Math.max(lineStart, at - AROUND);
  const to = Math.min(lineEnd, at + AROUND);
  const lead = from > lineStart ? '...' : '';
  const before = lead + expression.slice(from, at);
  const shown = shownText(before + expression.slice(at, to)) + (to < lineEnd ? '...' : '');
  const line = expression.includes('\n') ? `${source}, line ${expression.slice(0, at).split('\n').length}` : source;
  return usage(`${line}: ${message}\n  ${shown}\n  ${' '.repeat(columns(before))}^`, { exitStatus: SYNTAX_STATUS });
}

/** Nothing that a terminal would obey. */
function shownText(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, ' ');
}

/** Bytes of UTF-8 characters behind the first take no place. */
function columns(text: string): number {
  return text.replace(/[\x80-\xbf]/g, '').length;
}
