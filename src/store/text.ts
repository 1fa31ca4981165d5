/** Texts of columns are Unicode, those of logs bytes. */
import { isUtf8 } from 'node:buffer';

const ASCII = /^[\x00-\x7f]*$/;
/** Readers of columns swallow it at the beginning of a text. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** A byte string as Unicode; undefined when a column cannot hold it. */
export function unicodeOf(text: string): string | undefined {
  if (ASCII.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) && !text.startsWith(BYTE_ORDER_MARK) ? bytes.toString('utf8') : undefined;
}

/** As much of it as a column can hold. */
export function shownText(text: string): string {
  return unicodeOf(text) ?? Buffer.from(text, 'latin1').toString('utf8');
}

/** Of texts that come again and again the ones that are kept. */
const kept = new Map<string, string>();
const MOST_KEPT = 20_000;
const LONGEST_KEPT = 1000;

/** The same text in memory of its own: a part of a record's text would keep all of it, as long as its row lasts. */
export function keptText(text: string): string {
  if (text.length > LONGEST_KEPT) return text;
  const known = kept.get(text);
  if (known !== undefined) return known;
  const copy = Buffer.from(text, 'utf8').toString('utf8');
  if (kept.size === MOST_KEPT) kept.clear();
  kept.set(copy, copy);
  return copy;
}
