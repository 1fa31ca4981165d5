/** The four modes of `--escape` (spec interpretation section 16, ausearch section 8). */
export type EscapeMode = 'raw' | 'tty' | 'shell' | 'shell_quote';

const ESCAPED: Readonly<Record<Exclude<EscapeMode, 'raw'>, RegExp>> = {
  tty: /[\x00-\x1f]/,
  shell: /[\x00-\x1f"'`$\\!()| ]/,
  shell_quote: /[\x00-\x1f"'`$\\!()| ;#&*?[\]<>{}]/,
};

const EVERY: Readonly<Record<Exclude<EscapeMode, 'raw'>, RegExp>> = {
  tty: new RegExp(ESCAPED.tty, 'g'),
  shell: new RegExp(ESCAPED.shell, 'g'),
  shell_quote: new RegExp(ESCAPED.shell_quote, 'g'),
};

/** Control bytes become a backslash and three octal digits; in the shell modes special characters get a backslash. */
export function escapeText(text: string, mode: EscapeMode): string {
  // Nearly every text is clean, so the test comes first.
  if (mode === 'raw' || !ESCAPED[mode].test(text)) return text;
  return text.replace(EVERY[mode], escapeByte);
}

export function isEscapeMode(word: string): word is EscapeMode {
  return word === 'raw' || Object.hasOwn(ESCAPED, word);
}

function escapeByte(byte: string): string {
  const code = byte.charCodeAt(0);
  return code < 32 ? `\\${code.toString(8).padStart(3, '0')}` : `\\${byte}`;
}
