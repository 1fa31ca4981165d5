/**
 * A record's fields by a plain reading: every `name=value` in order, whatever the record type. THE reader of fields for
 * all that does not repeat the original's own ways of finding them (`attributes`, `interpret`, `normalize`).
 *
 *     node=a type=SYSCALL msg=audit(1.2:3): pid=7 key=(null) msg='op=PAM:x acct="a b" exe=2F62696E (host=?, res=success)'
 *     ~~~~~~ ~~~~~~~~~~~~ ~~~~~~~~~~~~~~~~~ ~~~~~ ~~~~~~~~~~      ~~~~~~~~ ~~~~~~~~~~ ~~~~~~~~~~~~  ~~~~~~  ~~~~~~~~~~~
 *
 * A name begins where no letter of a name stands before it, and never inside a value: not in quotes, not behind a comma in
 * a word. So nobody can lend a record fields by what he calls a program or a file.
 */
import { decodeEncoded } from '../bytes/encoded.js';
import { hexRunEnd } from '../bytes/hex.js';

/** Called with each field; the value as it stands, quotes included, and where it begins. `true` ends the reading. */
export type FieldVisitor = (name: string, raw: string, at: number) => boolean;

const SPACE = 32;
const DOUBLE = 34;
const SINGLE = 39;
const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;
const EQUALS = 61;

/** The fields of `text` from `start` on. The result tells whether the visitor ended the reading. */
export function visitFields(text: string, start: number, visit: FieldVisitor): boolean {
  let from = start;
  for (let at = text.indexOf('=', from); at >= 0; at = text.indexOf('=', from)) {
    const nameAt = nameStart(text, at, from);
    from = at + 1;
    if (nameAt === at || text.startsWith("msg='", nameAt)) continue; // the fields inside msg='…' follow
    const end = valueEnd(text, at + 1);
    if (visit(text.slice(nameAt, at), text.slice(at + 1, end), at + 1)) return true;
    from = end;
  }
  return false;
}

/** The value of the first field of that name, as it stands, quotes included; undefined without one. */
export function fieldValue(text: string, name: string): string | undefined {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const start = at + name.length + 1;
    if (text.charCodeAt(start - 1) !== EQUALS || isNameUnit(text.charCodeAt(at - 1))) continue;
    return isSurelyName(text, at) ? text.slice(start, valueEnd(text, start)) : readValue(text, name);
  }
  return undefined;
}

function readValue(text: string, name: string): string | undefined {
  let value: string | undefined;
  visitFields(text, 0, (found, raw) => {
    if (found === name) value = raw;
    return found === name;
  });
  return value;
}

/** The same as a number; undefined for what is none. */
export function fieldNumber(text: string, name: string): number | undefined {
  const raw = fieldValue(text, name);
  const value = raw === undefined || raw === '' ? Number.NaN : Number(raw);
  return Number.isNaN(value) ? undefined : value;
}

/** True when `test` accepts the value, as it stands, of some field of that name. */
export function someField(text: string, name: string, test: (raw: string) => boolean): boolean {
  /** Where the last value ended. */
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, Math.max(at + 1, from))) {
    const start = at + name.length + 1;
    if (text.charCodeAt(start - 1) !== EQUALS || isNameUnit(text.charCodeAt(at - 1))) continue;
    if (!isSurelyName(text, at)) return visitFields(text, from, (found, raw) => found === name && test(raw));
    from = valueEnd(text, start);
    if (test(text.slice(start, from))) return true;
  }
  return false;
}

/** What is no part of a longer name is one of its own behind a blank and outside of quotes; elsewhere reading tells. */
function isSurelyName(text: string, at: number): boolean {
  if (at === 0) return true;
  if (text.charCodeAt(at - 1) !== SPACE && !text.endsWith(" msg='", at)) return false;
  return isOutsideDoubles(text, at) && isOutsideSingles(text, at);
}

/** Every value in double quotes before `at` ends before it, and none of these quotes could be meant otherwise. */
function isOutsideDoubles(text: string, at: number): boolean {
  for (let open = text.indexOf('"'); open >= 0 && open < at; ) {
    const close = text.indexOf('"', open + 1);
    if (close < 0 || close > at) return false;
    if (text.charCodeAt(open - 1) !== EQUALS || text.charCodeAt(close - 1) === EQUALS) return false;
    open = text.indexOf('"', close + 1);
  }
  return true;
}

/** The last value in single quotes ends before `at`, or holds fields itself. */
function isOutsideSingles(text: string, at: number): boolean {
  const first = text.indexOf("'");
  if (first < 0 || first > at) return true;
  const open = text.lastIndexOf("='", at - 2);
  return open < 0 || text.indexOf("'", open + 2) < at || text.startsWith(" msg='", open - 4);
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
  if (first === DOUBLE || first === SINGLE) {
    const close = text.indexOf(first === DOUBLE ? '"' : "'", at + 1);
    if (close >= 0) return close + 1;
  }
  let isOpen = first === OPEN; // (null)
  for (let end = at; ; end++) {
    const unit = text.charCodeAt(end);
    if (end >= text.length || unit === SPACE) return end;
    if (unit === CLOSE && isOpen) isOpen = false;
    // The end of old-style messages, and of msg='…'.
    else if ((unit === COMMA || unit === CLOSE || unit === SINGLE) && isFieldBreak(text.charCodeAt(end + 1)))
      return end;
  }
}

/** True for what stands behind a comma or bracket that ends a value. */
function isFieldBreak(unit: number): boolean {
  return Number.isNaN(unit) || unit === SPACE || unit === SINGLE || unit === EQUALS;
}

/** The value without quotes; a word of at least two hex digits in pairs, when `mayBeHex`, decoded. */
export function plainValue(raw: string, mayBeHex: boolean): string {
  const first = raw.charCodeAt(0);
  if ((first === DOUBLE || first === SINGLE) && raw.length > 1 && raw.charCodeAt(raw.length - 1) === first)
    return raw.slice(1, -1);
  if (!mayBeHex || raw.length < 2 || raw.length % 2 !== 0 || hexRunEnd(raw, 0) !== raw.length) return raw;
  return decodeEncoded(raw, 0) ?? raw;
}
