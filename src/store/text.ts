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
