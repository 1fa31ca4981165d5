/** Words of an expression, with their places. Expressions are byte strings. */
import { ExpressionProblem } from './problem.js';

export interface Token {
  /** `word`: without quotes; may be a keyword, a field or a value. `text`: quoted. */
  readonly kind: 'word' | 'text' | 'operator' | 'end';
  readonly text: string;
  readonly at: number;
}

const OPERATORS = ['==', '!=', '!~', '<=', '>=', '&&', '||', '=', '<', '>', '~', '!', '(', ')', ',', '[', ']'] as const;

const BLANK = /[ \t-\r]/;
/** Everything else belongs to a word, up to white space. */
const BREAK = /[ \t-\r()=<>!~&|,"'\0]/;

/** Throws `ExpressionProblem`. A `#` at the start of a word begins a comment, to the end of its line. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < expression.length; ) {
    const character = expression[at] ?? '';
    if (BLANK.test(character)) at++;
    else if (character === '#') at = lineEnd(expression, at);
    else {
      const [token, next] = tokenAt(expression, at, character);
      tokens.push(token);
      at = next;
    }
  }
  tokens.push({ kind: 'end', text: '', at: expression.length });
  return tokens;
}

function lineEnd(expression: string, from: number): number {
  const end = expression.indexOf('\n', from);
  return end < 0 ? expression.length : end;
}

function tokenAt(expression: string, at: number, character: string): readonly [Token, number] {
  if (character === '"' || character === "'") return quoted(expression, at, character);
  const operator = OPERATORS.find((one) => expression.startsWith(one, at));
  if (operator !== undefined) return [{ kind: 'operator', text: operator, at }, at + operator.length];
  const end = wordEnd(expression, at);
  if (end === at) throw new ExpressionProblem('a character that needs quotes', at);
  return [{ kind: 'word', text: expression.slice(at, end), at }, end];
}

/** A `]` that closes nothing in the word (`UNKNOWN[1420]`) ends it. */
function wordEnd(expression: string, from: number): number {
  let open = 0;
  for (let at = from; at < expression.length; at++) {
    const character = expression[at] ?? '';
    if (BREAK.test(character)) return at;
    if (character === '[') open++;
    if (character === ']' && --open < 0) return at;
  }
  return expression.length;
}

/** Between single quotes everything stands for itself. */
function quoted(expression: string, at: number, quote: string): readonly [Token, number] {
  let text = '';
  for (let end = at + 1; end < expression.length; end++) {
    const character = expression[end] ?? '';
    if (character === quote) return [{ kind: 'text', text, at }, end + 1];
    if (character === '\\' && quote === '"') {
      const [meant, length] = escaped(expression, end);
      text += meant;
      end += length - 1;
    } else text += character;
  }
  throw new ExpressionProblem('quotes that are never closed', at);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);

/** `\"`, `\\`, `\n`, `\t`, `\r`, `\xHH`; other backslashes stay, for patterns. */
function escaped(expression: string, at: number): readonly [text: string, length: number] {
  const next = expression[at + 1] ?? '';
  const known = ESCAPES.get(next);
  if (known !== undefined) return [known, 2];
  const digits = /^x([\da-f]{2})/i.exec(expression.slice(at + 1, at + 4))?.[1];
  return digits === undefined ? ['\\', 1] : [String.fromCharCode(Number.parseInt(digits, 16)), 4];
}
