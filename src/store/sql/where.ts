/**
 * Predicates as the text of a WHERE clause. Texts of other than plain letters are written as hexadecimal digits: nothing has
 * to be quoted, whatever is in them, and servers without query parameters take them.
 */
import type { Predicate } from '../predicate.js';
import { KIND } from '../row.js';
import type { SecondRange } from '../second-range.js';

/** How an engine writes what SQL has no common word for. Arguments are SQL. */
export interface Dialect {
  readonly column: (name: string) => string;
  /** A text that has to be quoted, as its bytes. */
  readonly quoted: (hex: string) => string;
  /** `part` occurs in the text. */
  readonly holds: (text: string, part: string) => string;
  /** Some element of the list satisfies what `test` makes of it. */
  readonly some: (list: string, test: (element: string) => string) => string;
  /** The list has this number. */
  readonly has: (list: string, number: number) => string;
  /** A condition on something that may be absent: then false. */
  readonly known: (condition: string) => string;
  readonly bits: (number: string, mask: number) => string;
}

export const clickHouse: Dialect = {
  column: (name) => `\`${name}\``,
  quoted: (hex) => `unhex('${hex}')`,
  holds: (text, part) => `position(assumeNotNull(${text}), ${part}) > 0`,
  some: (list, test) => `arrayExists(x -> ${test('x')}, ${list})`,
  has: (list, number) => `has(${list}, ${number})`,
  known: (condition) => `ifNull(${condition}, 0)`,
  bits: (number, mask) => `bitAnd(${number}, ${mask}) != 0`,
};

/** Also what is shown of a question to files. */
export const duckDb: Dialect = {
  column: (name) => `"${name}"`,
  quoted: (hex) => `decode(unhex('${hex}'))`,
  holds: (text, part) => `contains(${text}, ${part})`,
  some: (list, test) => `coalesce(len(list_filter(${list}, x -> ${test('x')})), 0) > 0`,
  has: (list, number) => `coalesce(list_contains(${list}, ${number}), false)`,
  known: (condition) => `coalesce(${condition}, false)`,
  bits: (number, mask) => `(${number} & ${mask}) != 0`,
};

/** Nothing in it means anything to an engine. */
const PLAIN = /^[\w ./:@+=-]*$/;

export function textLiteral(dialect: Dialect, text: string): string {
  return PLAIN.test(text) ? `'${text}'` : dialect.quoted(Buffer.from(text, 'utf8').toString('hex'));
}

export function whereText(predicate: Predicate, dialect: Dialect): string {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const parts = predicate.of.map((part) => whereText(part, dialect));
      if (parts.length === 0) return predicate.kind === 'and' ? '1 = 1' : '1 = 0';
      return `(${parts.join(predicate.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `NOT (${whereText(predicate.of, dialect)})`;
    case 'number':
      return dialect.known(oneOf(dialect.column(predicate.column), predicate.values));
    case 'exit':
      return dialect.known(`${dialect.column('exit')} = ${predicate.value}`);
    case 'types': {
      const [one, ...more] = predicate.values;
      // Engines look for one number faster than they ask each element.
      if (one !== undefined && more.length === 0) return dialect.has(dialect.column('types'), one);
      return dialect.some(dialect.column('types'), (type) => oneOf(type, predicate.values));
    }
    case 'bits':
      return dialect.bits(dialect.column(predicate.column), predicate.bits);
    case 'text':
      return dialect.known(textTest(predicate, dialect.column(predicate.column), dialect));
    case 'texts':
      return dialect.some(dialect.column(predicate.column), (element) => textTest(predicate, element, dialect));
  }
}

function oneOf(number: string, values: readonly number[]): string {
  return values.length === 0 ? '1 = 0' : `${number} IN (${values.join(', ')})`;
}

interface Asked {
  readonly text: string;
  readonly whole: boolean;
}

/** Every text that is there holds the empty one. */
function textTest({ text, whole }: Asked, column: string, dialect: Dialect): string {
  const literal = textLiteral(dialect, text);
  if (whole) return `${column} = ${literal}`;
  return text === '' ? `${column} IS NOT NULL` : dialect.holds(column, literal);
}

/** Undefined: all. */
export function secondsText({ start, end }: SecondRange, dialect: Dialect): string | undefined {
  const sec = dialect.column('sec');
  const limits = [
    ...(Number.isFinite(start) ? [`${sec} >= ${Math.max(0, start)}`] : []),
    ...(Number.isFinite(end) ? [`${sec} <= ${Math.max(0, end)}`] : []),
  ];
  return limits.length === 0 ? undefined : `(${limits.join(' AND ')})`;
}

/** Events of that range that satisfy the predicate. */
export function eventsText(seconds: SecondRange, predicate: Predicate | undefined, dialect: Dialect): string {
  const isEvent = `${dialect.column('kind')} = ${KIND.event}`;
  const wanted = predicate && whereText(predicate, dialect);
  return [isEvent, secondsText(seconds, dialect), wanted].filter((part) => part !== undefined).join(' AND ');
}
