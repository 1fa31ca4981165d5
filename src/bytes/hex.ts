/** Strings that the kernel logs in quotes or, when they are not clean, as hexadecimal digits. */

/** The value of a hexadecimal digit of either case; -1 for any other byte, and for NaN behind the end of a text. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The end of the run of hexadecimal digits that begins at `from`. */
export function hexRunEnd(text: string, from = 0, end: number = text.length): number {
  let at = from;
  while (at < end && hexDigit(text.charCodeAt(at)) >= 0) at++;
  return at;
}

export function isHex(text: string): boolean {
  return hexRunEnd(text) === text.length;
}

/** The bytes of hexadecimal digits, two each; an odd last digit is dropped. */
export function unhex(digits: string): string {
  const even = digits.length & 1 ? digits.slice(0, -1) : digits;
  return Buffer.from(even, 'hex').toString('latin1');
}

/** Upper-case digits. */
export function hex(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('hex').toUpperCase();
}

/** The text before the first NUL byte: a C string. */
export function untilNul(bytes: string): string {
  const end = bytes.indexOf('\0');
  return end < 0 ? bytes : bytes.slice(0, end);
}

/** The bytes of the leading run of hexadecimal digits, NULs included; undefined if it has less than one pair. */
export function unhexRun(text: string): string | undefined {
  const end = hexRunEnd(text);
  return end < 2 ? undefined : unhex(end === text.length ? text : text.slice(0, end));
}

/** `(null)` and the like: up to the first `)`. Undefined when there is none. */
function parenthesised(text: string): string | undefined {
  const end = text.indexOf(')');
  return end < 0 ? undefined : text.slice(0, end + 1);
}

/**
 * A logged string as text: `"ls"` and `6C73` are `ls`, `(null)` stays, a `00` in front (abstract socket name) is
 * skipped. What cannot be decoded comes back unchanged; an unclosed quote reads as one blank.
 *
 * BUG? An unquoted word that starts with two hex digits is damaged (`bash` is the byte 0xba).
 */
export function decodeString(value: string): string {
  if (value.charCodeAt(0) === 34) {
    const end = value.indexOf('"', 1);
    return end < 0 ? ' ' : value.slice(1, end);
  }
  const bytes = decodeUnquoted(value);
  return bytes === undefined ? value : untilNul(bytes);
}

/** What no quotes are around, NUL bytes kept; undefined: cannot be decoded. */
export function decodeUnquoted(value: string): string | undefined {
  const rest = value.startsWith('00') ? value.slice(2) : value;
  return rest.charCodeAt(0) === 40 ? parenthesised(rest) : unhexRun(rest);
}
