/** Details of tokens: telling names apart, and where a value ends. */
const APOSTROPHE = 0x27;
const CLOSE = 0x29;
const COMMA = 0x2c;
const COLON = 0x3a;

/** True when `bytes` has the three letters of `word` at `at`. */
export function isWord(bytes: Buffer, at: number, word: string): boolean {
  return (
    bytes[at] === word.charCodeAt(0) && bytes[at + 1] === word.charCodeAt(1) && bytes[at + 2] === word.charCodeAt(2)
  );
}

/** Length, first two and last byte of a name: tells nearly all names apart without comparing text. */
export function fingerprint(name: string): number {
  const length = name.length;
  return length === 0 ? 0 : print(length, name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(length - 1));
}

/** `second` is what follows the first byte, the `=` in names of one letter: any number that is always the same does. */
export function print(length: number, first: number, second: number, last: number): number {
  return (length << 24) | (first << 16) | ((length === 1 ? 0 : second) << 8) | last;
}

/** The end of a value: one trailing `:`, then one `,`, `'` and `)` belong to the prose around it. */
export function trimmed(bytes: Buffer, start: number, end: number): number {
  if (bytes[end - 1] === COLON) end--;
  if (end > start && bytes[end - 1] === COMMA) end--;
  if (end > start && bytes[end - 1] === APOSTROPHE) end--;
  if (end > start && bytes[end - 1] === CLOSE && !isWholeWord(bytes, start, end)) end--;
  return end;
}

/** `(none)` and `(null)` keep their parenthesis. */
function isWholeWord(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== 6) return false;
  const word = bytes.toString('latin1', start, end);
  return word === '(none)' || word === '(null)';
}
