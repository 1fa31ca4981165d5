/**
 * A record's fields by a plain reading: every `name=value` in order, whatever the record type. Used where the rules of
 * the original know nothing: malformed records, and search by any field.
 */
import { decodeEncoded } from './encoded.js';
import { hexRunEnd } from './hex.js';

/** Called with each field; the value as it stands, quotes included. `true` ends the reading. */
export type FieldVisitor = (name: string, raw: string) => boolean;

const SPACE = 32;
const EQUALS = 61;

export function visitFields(text: string, start: number, visit: FieldVisitor): boolean {
  let from = start;
  for (let at = text.indexOf('=', from); at >= 0; at = text.indexOf('=', from)) {
    const nameAt = nameStart(text, at, from);
    from = at + 1;
    if (nameAt === at || text.startsWith("msg='", nameAt)) continue; // the fields inside msg='…' follow
    const end = valueEnd(text, at + 1);
    if (visit(text.slice(nameAt, at), text.slice(at + 1, end))) return true;
    from = end;
  }
  return false;
}

/** A name consists of letters, digits, `-`, `_` and `.`, directly before the `=`. */
function nameStart(text: string, equals: number, from: number): number {
  let at = equals;
  while (at > from && isNameUnit(text.charCodeAt(at - 1))) at--;
  return at;
}

function isNameUnit(unit: number): boolean {
  const lower = unit | 32;
  return (lower >= 97 && lower <= 122) || (unit >= 48 && unit <= 57) || unit === 45 || unit === 95 || unit === 46;
}

function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === 34 || first === 39) {
    const close = text.indexOf(first === 34 ? '"' : "'", at + 1);
    if (close >= 0) return close + 1;
  }
  for (let end = at; ; end++) {
    const unit = text.charCodeAt(end);
    if (end >= text.length || unit === SPACE) return end;
    // The end of old-style messages, and of msg='…'.
    if ((unit === 44 || unit === 41 || unit === 39) && isFieldBreak(text.charCodeAt(end + 1))) return end;
  }
}

/** True for what stands behind a comma or bracket that ends a value. */
function isFieldBreak(unit: number): boolean {
  return Number.isNaN(unit) || unit === SPACE || unit === 39 || unit === EQUALS;
}

/** The value without quotes; a word of at least two hex digits in pairs, when `mayBeHex`, decoded. */
export function plainValue(raw: string, mayBeHex: boolean): string {
  const first = raw.charCodeAt(0);
  if ((first === 34 || first === 39) && raw.length > 1 && raw.charCodeAt(raw.length - 1) === first)
    return raw.slice(1, -1);
  if (!mayBeHex || raw.length < 2 || raw.length % 2 !== 0 || hexRunEnd(raw, 0) !== raw.length) return raw;
  return decodeEncoded(raw, 0) ?? raw;
}

/** True when `test` accepts the value, as it stands, of some field of that name. */
export function someField(text: string, name: string, test: (raw: string) => boolean): boolean {
  const token = `${name}=`;
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    if (at > 0 && isNameUnit(text.charCodeAt(at - 1))) continue;
    const start = at + token.length;
    if (test(text.slice(start, valueEnd(text, start)))) return true;
  }
  return false;
}

/**
 * The raw value behind `token`, which begins with the blank in front of the name: for records of the kernel's own making,
 * in which no value can hold a blank but in quotes.
 */
export function rawField(text: string, token: string): string | undefined {
  const found = text.indexOf(token);
  if (found < 0) return undefined;
  const start = found + token.length;
  const isQuoted = text.charCodeAt(start) === 34;
  const end = isQuoted ? text.indexOf('"', start + 1) + 1 || text.length : text.indexOf(' ', start);
  return text.slice(start, end < 0 ? undefined : end);
}

export function numberField(text: string, token: string): number | undefined {
  const raw = rawField(text, token);
  if (raw === undefined || raw === '') return undefined;
  const value = Number(raw);
  return Number.isNaN(value) ? undefined : value;
}
