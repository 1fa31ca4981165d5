/**
 * Blanks of byte strings: those of isspace(3) in the C locale, in patterns `[ \t-\r]`. JavaScript's `trim` and `\s` take
 * 0xA0 for a blank as well, which is the last byte of "à".
 */
export function withoutBlanksAround(text: string): string {
  const end = endOfText(text);
  let start = 0;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  return text.slice(start, end);
}

export function withoutBlanksBehind(text: string): string {
  return text.slice(0, endOfText(text));
}

function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
