/** Rule files: lines and their words as the original cuts them. */

/** Longer lines are continued in the next one, which has its own number (BUG?). */
const LINE_LIMIT = 6143;

export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** Byte string without newline, cut at a NUL byte. */
  readonly text: string;
  /** A NUL byte hides the rest of the line. */
  readonly isCut: boolean;
  readonly words: readonly Word[];
}

export interface Word {
  readonly text: string;
  /** From 1, in bytes. */
  readonly column: number;
}

/** Its first word is no comment. */
const HOLDS_SOMETHING = /^ *[^ #]/;

/** With words that are cut when somebody asks where they stand. */
function fileLine(number: number, text: string, isCut: boolean): FileLine {
  let words: readonly Word[] | undefined;
  return {
    number,
    text,
    isCut,
    get words() {
      words ??= splitWords(text);
      return words;
    },
  };
}

/** The lines that hold something: blank lines and comments are left out. `content` is a byte string. */
export function* ruleLines(content: string): Generator<FileLine> {
  let number = 0;
  let nul = content.indexOf('\0'); // looked up again only when passed, or a long file would cost quadratic time
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf('\n', start);
    const lineEnd = newline < 0 ? content.length : newline + 1;
    const end = Math.min(lineEnd, start + LINE_LIMIT);
    number++;
    if (nul >= 0 && nul < start) nul = content.indexOf('\0', start);
    const textEnd = content.charAt(end - 1) === '\n' ? end - 1 : end;
    const isCut = nul >= 0 && nul < textEnd;
    const text = content.slice(start, isCut ? nul : textEnd);
    if (HOLDS_SOMETHING.test(text)) yield fileLine(number, text, isCut);
    start = end;
  }
}

/**
 * Words between blanks, up to a NUL byte; `\` before a blank or a `\` takes that into the word. Tabs, quotes and comments
 * at the end are nothing special.
 */
export function splitWords(line: string): readonly Word[] {
  const nul = line.indexOf('\0');
  const text = nul < 0 ? line : line.slice(0, nul);
  return text.includes('\\') ? splitEscaped(text) : splitPlain(text);
}

/** Without the blanks around it, which are no part of a word; others, such as a no-break space or `\\ `, are. */
export function withoutBlanks(text: string): string {
  return text.replace(/^ +|(?<!\\) +$/g, '');
}

/** The words alone. */
export function wordsOf(line: string): readonly string[] {
  return /[\\\0]/.test(line) ? splitWords(line).map(({ text }) => text) : line.split(' ').filter((word) => word !== '');
}

function splitPlain(text: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; at++) {
    const blank = text.indexOf(' ', at);
    const end = blank < 0 ? text.length : blank;
    if (end > at) words.push({ text: text.slice(at, end), column: at + 1 });
    at = end;
  }
  return words;
}

function splitEscaped(text: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    if (text.charAt(at) === ' ') {
      at++;
      continue;
    }
    const start = at;
    let word = '';
    for (; at < text.length && text.charAt(at) !== ' '; at++) {
      const next = text.charAt(at + 1);
      if (text.charAt(at) === '\\' && (next === ' ' || next === '\\')) {
        if (words.length === 0) word += '\\'; // the first word keeps it
        at++;
      }
      word += text.charAt(at);
    }
    words.push({ text: word, column: start + 1 });
  }
  return words;
}
