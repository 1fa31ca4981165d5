/**
 * Byte strings as JSON text. Output is UTF-8, and valid UTF-8 goes through as it is; only what is invalid has to be
 * replaced, which a document says by carrying the bytes a second time in base64.
 */
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const NOT_ASCII = /[\x80-\xff]/;
/** A string of these can stand between quotes unchanged. */
const NEEDS_ESCAPE = /[\x00-\x1f"\\\x80-\xff]/;

/** The JSON string, quotes included, as a byte string. */
export function jsonString(bytes: string): string {
  return NEEDS_ESCAPE.test(bytes) ? JSON.stringify(validUtf8(bytes)) : `"${bytes}"`;
}

/** What stands between the quotes of a JSON string. */
export function jsonInside(bytes: string): string {
  return NEEDS_ESCAPE.test(bytes) ? JSON.stringify(validUtf8(bytes)).slice(1, -1) : bytes;
}

/** The text of a field as JSON: a number where it is the plain decimal number that was logged, else a string. */
export function jsonValue(raw: string, text: string): string {
  return text === raw && isJsonNumber(raw) ? raw : jsonString(text);
}

/** The same bytes with U+FFFD for everything that is no UTF-8. */
export function validUtf8(bytes: string): string {
  if (!NOT_ASCII.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return Buffer.from(buffer.toString('utf8'), 'utf8').toString('latin1');
}

/** False when `validUtf8` would change the text. */
export function isUtf8(bytes: string): boolean {
  return validUtf8(bytes) === bytes;
}

/** Longer ones may be 2^53 and more. */
const MOST_DIGITS = 15;
const DECIMAL = /^-?[1-9]\d{15}$/;

/** True for decimal numbers that survive as JSON numbers: no leading zeros, magnitude below 2^53. */
export function isJsonNumber(text: string): boolean {
  const first = text.charCodeAt(0) === MINUS ? 1 : 0;
  const digits = text.length - first;
  if (digits > MOST_DIGITS) return DECIMAL.test(text) && Number.isSafeInteger(Number(text));
  if (digits === 0 || (text.charCodeAt(first) === ZERO && text !== '0')) return false;
  for (let i = first; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}
