/** Renderers that begin with reading a number: the frame that all of them share. */
import { type Base, type Int64, parseSigned, parseUnsigned } from '../../bytes/int64.js';
import type { ValueRow } from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import type { Table } from '../../tables/table.js';
import type { Context, Renderer } from '../context.js';

export type NumberText = (number: Int64, value: string, context: Context) => string;
/** The text for a number without a name. */
export type Fallback = (value: string, number: number) => string;

export function conversionError(value: string): string {
  return `conversion error(${value})`;
}

export function unsigned(base: Base, text: NumberText): Renderer {
  return (value, context) => {
    const number = parseUnsigned(value, base);
    return number === undefined ? conversionError(value) : text(number, value, context);
  };
}

export function signed(base: Base, text: NumberText): Renderer {
  return (value, context) => {
    const number = parseSigned(value, base);
    return number === undefined ? conversionError(value) : text(number, value, context);
  };
}

/** A name from a table for the low 32 bits as a signed number. */
export function enumeration(table: Table<ValueRow>, base: Base, fallback: Fallback): Renderer {
  return unsigned(base, ({ low }, value) => valueTable(table).name(low | 0) ?? fallback(value, low | 0));
}

/** `unknown-what(value)`. */
export function unknown(what: string): Fallback {
  return (value) => `unknown-${what}(${value})`;
}

/** `unknown-what(0xvalue)`: for numbers that are logged in hexadecimal without a prefix. */
export function unknownHex(what: string): Fallback {
  return (value) => `unknown-${what}(0x${value})`;
}

/** `unknown-what(N)`, N signed decimal. */
export function unknownDecimal(what: string): Fallback {
  return (_value, number) => `unknown-${what}(${number})`;
}

export function prefixed(value: string): string {
  return `0x${value}`;
}
