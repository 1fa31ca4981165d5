/** From a comparison to a test of events. */
import { usage } from '../../errors.js';
import type { AuditEvent } from '../../log/event.js';
import type { AuditRecord } from '../../log/record.js';
import type { TestSurroundings } from '../criteria/descriptor.js';
import type { Comparison } from './comparison.js';
import { derivedFields } from './derived/list.js';
import { rawField } from './raw-field.js';
import type { FieldSource } from './source.js';
import type { ValueKind, ValueTest } from './value-test.js';

export function sourceOf({ type, field }: Comparison): FieldSource {
  const derived = type === undefined ? derivedFields.get(field) : undefined;
  if (!derived) return rawField(field, type);
  const { kind, some, textNeedles = NONE, equalNeedles = textNeedles, presence } = derived;
  return { some, kindOf: () => kind, usual: kind, equalNeedles, textNeedles, presence };
}

const NONE = (): undefined => undefined;

/** Throws `usage` for values that the field cannot have. */
export function comparisonTest(comparison: Comparison, surroundings: TestSurroundings): (event: AuditEvent) => boolean {
  const source = sourceOf(comparison);
  const test = valueTest(comparison, source, surroundings);
  return (event) => source.some(event, test, surroundings.tools);
}

function valueTest(comparison: Comparison, source: FieldSource, surroundings: TestSurroundings): ValueTest {
  const { field, operator, values } = comparison;
  const [value = ''] = values;
  switch (operator) {
    case 'has':
      return () => true;
    case '=':
      return byKind(source, (kind) => kind.equal(value, field, surroundings));
    case 'in':
      return byKind(source, (kind) => oneOf(kind, values, field, surroundings));
    case 'contains':
      return textTest(source, (text) => text.includes(value));
    case '~': {
      const matches = surroundings.tools.pattern?.(value) ?? (() => false);
      return textTest(source, matches);
    }
    default:
      return byKind(source, (kind) => orderTest(kind, operator, value, field));
  }
}

function textTest({ kindOf }: FieldSource, holds: (text: string) => boolean): ValueTest {
  return (raw, record) => {
    const kind = kindOf(raw, record);
    return holds(kind.text(raw)) || (kind.isUnsure === true && holds(raw));
  };
}

/** One test for each kind that values turn out to have; nearly all have the usual one. */
function byKind({ usual, kindOf }: FieldSource, make: (kind: ValueKind) => ValueTest): ValueTest {
  const usualTest = make(usual);
  const others = new Map<ValueKind, ValueTest>();
  const testFor = (kind: ValueKind): ValueTest => {
    const known = others.get(kind) ?? madeIfPossible(kind, make);
    others.set(kind, known);
    return known;
  };
  return (raw: string, record: AuditRecord) => {
    const kind = kindOf(raw, record);
    return kind === usual ? usualTest(raw, record) : testFor(kind)(raw, record);
  };
}

/** What the usual kind understands need not mean anything in the few records where the field is of another kind. */
function madeIfPossible(kind: ValueKind, make: (kind: ValueKind) => ValueTest): ValueTest {
  try {
    return make(kind);
  } catch {
    return () => false;
  }
}

/** Long lists are looked up where values compare as texts. */
function oneOf(kind: ValueKind, values: readonly string[], field: string, surroundings: TestSurroundings): ValueTest {
  if (kind.someOf) return kind.someOf(values);
  const tests = values.map((value) => kind.equal(value, field, surroundings));
  return (raw, record) => tests.some((test) => test(raw, record));
}

function orderTest({ number }: ValueKind, operator: '<' | '<=' | '>' | '>=', value: string, field: string): ValueTest {
  if (!number) throw usage(`${field} has no order`);
  const limit = number(value);
  if (limit === undefined) throw usage(`${value} is no number`);
  const holds = orders[operator];
  return (raw) => {
    const logged = number(raw);
    return logged !== undefined && holds(logged, limit);
  };
}

type AnyNumber = number | bigint;

const orders: Readonly<Record<'<' | '<=' | '>' | '>=', (one: AnyNumber, other: AnyNumber) => boolean>> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};
