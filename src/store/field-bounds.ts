/** Which rows a comparison with a field is about (`bounds.ts`): by the fields that columns tell, and by what makes an event. */
import type { Comparison, Operator } from '../query/field/comparison.js';
import { derivedFields } from '../query/field/derived/list.js';
import { typeNumber } from '../query/field/derived/type.js';
import { allOf, anyOf, type Bounds, EVERY, exact, NONE, type Predicate, someBits, text, texts } from './predicate.js';
import { isToldText, type ToldField, toldBit, toldField } from './told-fields.js';

/** In a record of a type the field can be only where there is one; whether it is in that record, the lines say. */
export function fieldBounds({ type, ...comparison }: Comparison): Bounds | undefined {
  if (type === undefined) return anyRecordBounds(comparison);
  const inSome = derivedFields.has(comparison.field) ? undefined : anyRecordBounds(comparison);
  return { surely: NONE, maybe: allOf([{ kind: 'types', values: [type] }, inSome?.maybe ?? EVERY]) };
}

type AnyRecord = Omit<Comparison, 'type'>;

function anyRecordBounds(comparison: AnyRecord): Bounds | undefined {
  const told = toldField(comparison.field);
  return told ? toldBounds(told, comparison) : identityBounds(comparison);
}

/** Of what makes an event: exact, as no record is read for it. */
function identityBounds({ field, operator, values }: AnyRecord): Bounds | undefined {
  if (operator !== '=' && operator !== 'in') return undefined;
  switch (field) {
    case 'type':
      return exact({ kind: 'types', values: values.map(typeNumber) });
    case 'node':
      return nodeBounds(values);
    case 'serial':
      return values.every((value) => ID.test(value))
        ? exact({ kind: 'number', column: 'serial', values: values.map(Number) })
        : undefined;
    default:
      return undefined;
  }
}

/** Of a field that columns tell, whose values are told apart by them. */
function toldBounds(told: ToldField, { field, operator, values }: AnyRecord): Bounds | undefined {
  const test = TESTS[operator];
  if (!test) return undefined;
  const tests = values.map((value) => test(told, value));
  const known = tests.filter((one) => one !== undefined);
  if (known.length < tests.length) return undefined;
  const bits = toldBit(field);
  const sure = allOf([someBits('told', bits), anyOf(known)]);
  return { surely: sure, maybe: anyOf([sure, someBits('untold', bits)]) };
}

type Test = (told: ToldField, asked: string) => Predicate | undefined;

const TESTS: { readonly [O in Operator]?: Test } = { '=': equals, in: equals, contains: holds };

/** A text that is part of no encoded value: what stands in the log holds it only where the column does. */
const NOT_ENCODED = /^[\w./-]*[g-z_./-][\w./-]*$/i;

function holds({ column }: ToldField, asked: string): Predicate | undefined {
  const part = { text: asked, whole: false };
  if (column === 'keys') return texts(column, part);
  return isToldText(column) && NOT_ENCODED.test(asked) ? text(column, part) : undefined;
}

/** Texts that mean nothing but themselves, however they are compared: no numbers, no digits of an encoded one. */
const ORDINARY = /^(?![\da-f]+$)[a-z_./][\w./-]*$/i;
const EXIT = /^-?\d{1,9}$/;
const ID = /^\d{1,9}$/;

function equals({ column, values }: ToldField, asked: string): Predicate | undefined {
  const all = { text: asked, whole: true };
  if (column === 'keys') return texts(column, all);
  if (isToldText(column)) return ORDINARY.test(asked) ? text(column, all) : undefined;
  switch (column) {
    case 'success': {
      const value = ([0, 1] as const).find((success) => values({ success }).includes(asked));
      return value === undefined ? undefined : { kind: 'number', column, values: [value] };
    }
    case 'exit':
      return EXIT.test(asked) ? { kind: 'exit', value: BigInt(asked) } : undefined;
    case 'syscall':
    case 'arch':
      return undefined; // they have names
    default:
      return ID.test(asked) ? { kind: 'number', column, values: [Number(asked)] } : undefined;
  }
}

export function nodeBounds(names: readonly string[]): Bounds {
  const maybe = anyOf(names.map((name) => text('node', { text: name, whole: true }) ?? EVERY));
  // What is no Unicode is shown so (`text.ts`).
  return names.some((name) => name.includes(REPLACEMENT)) ? { surely: NONE, maybe } : exact(maybe);
}

/** U+FFFD as bytes. */
const REPLACEMENT = '\xef\xbf\xbd';
