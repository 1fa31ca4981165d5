/** Text of a log for a page: what would hide, reorder or end text is shown as what it is. */

/** Controls but tab and newline, zero-width and direction characters, line separators, the byte order mark. */
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function visible(text: string): string {
  return text.replace(HIDDEN, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}
