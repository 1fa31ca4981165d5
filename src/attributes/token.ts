/** Finding a field: columns `token` and `from` of the extraction table. */
import type { SearchStart } from '../tables/generated/tables.js';
import type { RecordScan } from './record-scan.js';

/** The position of a token at or after `from`; -1 if there is none. `length` is that of the token found. */
export interface Token {
  readonly find: (scan: RecordScan) => number;
  /** Length of the token that was found last. */
  length: number;
}

const NOT_AFTER_A = ' (not after a)';

export function token(column: string, from: SearchStart): Token {
  const startOf = starts[from];
  const text = column.replaceAll('<sp>', ' ');
  if (text.endsWith(NOT_AFTER_A)) return loneToken(text.slice(0, -NOT_AFTER_A.length));
  const [first = '', ...others] = text.split('|');
  const found: Token = {
    length: first.length,
    find: (scan) => {
      const start = startOf(scan);
      found.length = first.length;
      const at = scan.text.indexOf(first, start);
      return at >= 0 || others.length === 0 ? at : findOther(scan.text, start);
    },
  };
  const findOther = (record: string, start: number): number => {
    for (const other of others) {
      found.length = other.length;
      const at = record.indexOf(other, start);
      if (at >= 0) return at;
    }
    return -1;
  };
  return found;
}

/** The positions a search can start from (column `from`). */
const starts: Readonly<Record<SearchStart, (scan: RecordScan) => number>> = {
  '-': (scan) => scan.cursor, // special steps search for themselves
  cur: (scan) => scan.cursor,
  start: () => 0,
  '28': () => 28,
  base: (scan) => scan.base,
  rebase: (scan) => {
    scan.cursor = scan.base;
    return scan.base;
  },
  mark: (scan) => scan.mark,
};

/** An occurrence preceded by `a` is skipped: `uid=` is not the end of `auid=`. Skipping moves the cursor. */
function loneToken(text: string): Token {
  return {
    length: text.length,
    find: (scan) => {
      for (;;) {
        const at = scan.text.indexOf(text, scan.cursor);
        if (at <= 0 || scan.text.charCodeAt(at - 1) !== 97) return at;
        scan.cursor = at + 1;
      }
    },
  };
}
