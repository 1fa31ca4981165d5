/** The permission list of an AVC record, `{ read write }`. */

const BLANK = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** The original keeps the list in a buffer of this size; a word that does not fit ends the record. */
const LIMIT = 255;

export interface PermissionList {
  /** The words joined with commas; undefined when they are longer than the original can hold. */
  readonly joined: string | undefined;
  /** Where the list ended. */
  readonly end: number;
}

/** Reads the list whose opening token starts at `start`, up to a word that starts with `}` or the end of the text. */
export function readPermissions(text: string, start: number): PermissionList {
  let joined = '';
  let at = start;
  while (at < text.length && text.charCodeAt(at) === OPEN) at++;
  while (at < text.length) {
    while (text.charCodeAt(at) === BLANK) at++;
    if (at >= text.length) break;
    const blank = text.indexOf(' ', at);
    const end = blank < 0 ? text.length : blank;
    if (text.charCodeAt(at) === CLOSE) return { joined, end };
    if (joined.length + end - at >= LIMIT) return { joined: undefined, end };
    joined += joined === '' ? text.slice(at, end) : `,${text.slice(at, end)}`;
    at = end;
  }
  return { joined, end: text.length };
}
