/**
 * An expression as a tree of criteria:
 *
 *     or          = and { ("or" | "||") and }
 *     and         = not { ("and" | "&&") not }
 *     not         = ("not" | "!") not | "(" or ")" | comparison
 *     comparison  = "has" field | field operator value | field ["not"] "in" (value | "(" value { "," value } ")")
 *                 | "[" option { option } "]"
 *     operator    = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~" | "contains"
 *
 * `!=`, `!~` and `not in` are the negations of `=`, `~` and `in`: no field meets it. In square brackets stand options of
 * ts-ausearch that say which events are meant, with all that they mean there.
 */
import { AuditError } from '../../errors.js';
import type { Criterion } from '../criterion.js';
import type { Comparison, Operator } from '../field/comparison.js';
import { readFieldName } from '../field/field-name.js';
import { ExpressionProblem } from './problem.js';
import { type Token, tokensOf } from './token.js';

/** Deeper nesting is refused. */
const DEEPEST = 1000;

export interface ComparisonReader {
  /** Makes criteria of a comparison, after a look at its values. Throws `usage` for values that the field cannot have. */
  readonly read: (comparison: Comparison) => Criterion;
  /** Makes criteria of options and their arguments. Throws `usage`. */
  readonly options: (words: readonly string[]) => Criterion;
}

/** Throws `ExpressionProblem`. */
export function parseExpression(expression: string, reader: ComparisonReader): Criterion {
  return new Parser(tokensOf(expression), reader).parse();
}

const AND = ['and', '&&'];
const OR = ['or', '||'];
const NOT = ['not', '!'];
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'has', 'contains']);

/** Operators, whether they are negated, and what they come to. */
const COMPARISONS: ReadonlyMap<string, readonly [operator: Operator, negated: boolean]> = new Map([
  ['=', ['=', false]],
  ['==', ['=', false]],
  ['!=', ['=', true]],
  ['<', ['<', false]],
  ['<=', ['<=', false]],
  ['>', ['>', false]],
  ['>=', ['>=', false]],
  ['~', ['~', false]],
  ['!~', ['~', true]],
  ['contains', ['contains', false]],
]);

class Parser {
  readonly #tokens: readonly Token[];
  readonly #reader: ComparisonReader;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], reader: ComparisonReader) {
    this.#tokens = tokens;
    this.#reader = reader;
  }

  parse(): Criterion {
    const tree = this.#either();
    if (this.#next.kind !== 'end') throw this.#expected('and, or, or the end');
    return tree;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: 0 };
  }

  #either(): Criterion {
    return this.#chain('or', OR, () => this.#chain('and', AND, () => this.#negated()));
  }

  #chain(kind: 'and' | 'or', words: readonly string[], part: () => Criterion): Criterion {
    const parts = [part()];
    while (this.#takes(words)) parts.push(part());
    const flat = parts.flatMap((one) => (one.kind === kind ? one.of : [one]));
    const [only] = flat;
    return flat.length === 1 && only ? only : { kind, of: flat };
  }

  #negated(): Criterion {
    if (++this.#depth > DEEPEST + 1) throw new ExpressionProblem(`nested more than ${DEEPEST} deep`, this.#next.at);
    try {
      if (this.#takes(NOT)) return { kind: 'not', of: this.#negated() };
      if (!this.#takes(['('])) return this.#comparison();
      const inner = this.#either();
      if (!this.#takes([')'])) throw this.#expected('and, or, or )');
      return inner;
    } finally {
      this.#depth--;
    }
  }

  #comparison(): Criterion {
    const { at } = this.#next;
    if (this.#takes(['['])) return this.#options(at);
    if (this.#takes(['has'])) {
      const comparison = { ...this.#field(), operator: 'has', values: [] } as const;
      return this.#made(() => this.#reader.read(comparison), at);
    }
    const field = this.#field();
    const isNegated = this.#takes(['not']);
    if (isNegated || this.#isNext(['in'])) return this.#membership(field, isNegated);
    const [operator, negated] = COMPARISONS.get(this.#next.kind === 'text' ? '' : this.#next.text.toLowerCase()) ?? [];
    if (operator === undefined) throw this.#expected('an operator: = != < <= > >= ~ !~ contains, in');
    this.#at++;
    const value = this.#value();
    return this.#compared({ ...field, operator, values: [value.text] }, value.at, negated === true);
  }

  #membership(field: Pick<Comparison, 'type' | 'field'>, isNegated: boolean): Criterion {
    if (!this.#takes(['in'])) throw this.#expected('in');
    const { at } = this.#next;
    const values: string[] = [];
    if (this.#takes(['('])) {
      do values.push(this.#value().text);
      while (this.#takes([',']));
      if (!this.#takes([')'])) throw this.#expected(', or )');
    } else values.push(this.#value().text);
    return this.#compared({ ...field, operator: 'in', values }, at, isNegated);
  }

  #field(): Pick<Comparison, 'type' | 'field'> {
    const { kind, text, at } = this.#next;
    if (kind !== 'word' || KEYWORDS.has(text.toLowerCase())) throw this.#expected('a field');
    this.#at++;
    try {
      return readFieldName(text);
    } catch (error) {
      if (!(error instanceof AuditError)) throw error;
      throw new ExpressionProblem(error.message, at);
    }
  }

  #value(): Token {
    const token = this.#next;
    const isKeyword = token.kind === 'word' && KEYWORDS.has(token.text.toLowerCase());
    if ((token.kind !== 'word' && token.kind !== 'text') || isKeyword) throw this.#expected('a value');
    this.#at++;
    return token;
  }

  /** `[-k exec -w]` */
  #options(at: number): Criterion {
    const words: string[] = [];
    // A comma and what follows it belong to the word in front: `-m AVC,USER_AVC`.
    for (
      let joins = false;
      this.#next.kind === 'word' || this.#next.kind === 'text' || this.#isNext([',']);
      this.#at++
    ) {
      const { text } = this.#next;
      const isComma = this.#isNext([',']);
      if (joins || isComma) words.push((words.pop() ?? '') + text);
      else words.push(text);
      joins = isComma;
    }
    if (!this.#takes([']'])) throw this.#expected(']');
    return this.#made(() => this.#reader.options(words), at);
  }

  #compared(comparison: Comparison, at: number, isNegated: boolean): Criterion {
    const tree = this.#made(() => this.#reader.read(comparison), at);
    return isNegated ? { kind: 'not', of: tree } : tree;
  }

  #made(make: () => Criterion, at: number): Criterion {
    try {
      return make();
    } catch (error) {
      throw error instanceof AuditError && error.code === 'usage' ? new ExpressionProblem(error.message, at) : error;
    }
  }

  #isNext(words: readonly string[]): boolean {
    const { kind, text } = this.#next;
    return kind !== 'text' && kind !== 'end' && words.includes(text.toLowerCase());
  }

  #takes(words: readonly string[]): boolean {
    const isNext = this.#isNext(words);
    if (isNext) this.#at++;
    return isNext;
  }

  #expected(what: string): ExpressionProblem {
    const { kind, text, at } = this.#next;
    const found = kind === 'end' ? 'the end' : shortened(text);
    return new ExpressionProblem(`expected ${what}, found ${found}`, at);
  }
}

function shortened(text: string): string {
  const shown = text.replace(/[\x00-\x1f\x7f]/g, ' ');
  return shown.length > 40 ? `${shown.slice(0, 40)}...` : shown;
}
