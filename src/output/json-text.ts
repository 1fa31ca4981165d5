/**
 * Byte strings as JSON text. Output is UTF-8, and valid UTF-8 goes through as it is; only what is invalid has to be
 * replaced, which a document says by carrying the bytes a second time in base64.
 */
const NOT_ASCII = /[\x80-\xff]/;
/** A string of these can stand between quotes unchanged. */
const NEEDS_ESCAPE = /[\x00-\x1f"\\\x80-\xff]/;

/** The JSON string, quotes included, as a byte string. */
export function jsonString(bytes: string): string {
  return NEEDS_ESCAPE.test(bytes) ? JSON.stringify(validUtf8(bytes)) : `"${bytes}"`;
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

const DECIMAL = /^(?:0|-?[1-9]\d{0,15})$/;

/** True for decimal numbers that survive as JSON numbers: no leading zeros, magnitude below 2^53. */
export function isJsonNumber(text: string): boolean {
  const c = text.charCodeAt(0);
  if (c > 0x39 || (c < 0x30 && c !== 0x2d)) return false;
  return DECIMAL.test(text) && Number.isSafeInteger(Number(text));
}
