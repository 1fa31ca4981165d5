/** The words of a program that was started, from its EXECVE records. */

import { decodeEncoded } from '../bytes/encoded.js';
import { EXECVE } from '../tables/generated/record-type.js';
import type { AuditRecord } from './record.js';

/** More words than that are not kept: their numbers are the log's, which may say anything. */
const MOST_WORDS = 1 << 16;

/**
 * Undefined without such a record. Long words come in pieces (`a1_len=9000 a1[0]=… a1[1]=…`), long lists of words in
 * several records.
 */
export function execWords(records: readonly AuditRecord[]): string[] | undefined {
  let words: string[] | undefined;
  for (const { type, text } of records) {
    if (type !== EXECVE) continue;
    words ??= [];
    for (const [, number, , raw = ''] of text.matchAll(WORD)) {
      const index = Number(number);
      if (index < MOST_WORDS) words[index] = (words[index] ?? '') + decoded(raw);
    }
  }
  return words && Array.from(words, (word = '') => word);
}

const WORD = /(?<= )a(\d+)(\[\d+\])?=("[^"]*"?|[^ ]*)/g;

function decoded(raw: string): string {
  if (raw.startsWith('"')) return raw.slice(1, raw.endsWith('"') && raw.length > 1 ? -1 : undefined);
  return decodeEncoded(raw, 0) ?? raw;
}
