/**
 * `journalctl -o export`: an entry is lines of `NAME=value`, or `NAME`, the length of the value as 64 bits and the value,
 * where that has bytes that no line can hold; an empty line ends it (systemd, "Journal Export Formats").
 */
import type { JournalEntry } from './journal.js';

/** No field is longer; a length beyond it is damage. */
const LONGEST = 64 << 20;
const NAME = /^[A-Z0-9_]{1,64}$/;
const LENGTH = 8;

/** Whether a line begins an entry. */
export function beginsEntry(line: string): boolean {
  return line.startsWith('__CURSOR=');
}

export interface ExportedEntry {
  readonly entry: JournalEntry;
  /** Where what follows begins. */
  readonly end: number;
  /** No empty line ends it: something is missing. */
  readonly isCut: boolean;
}

/**
 * The entry at `start` of a byte string; undefined when its end isn't there yet. `last`: nothing follows, what there is counts.
 * An entry that was cut ends where something begins that cannot be its own.
 */
export function exportedEntry(text: string, start: number, last: boolean): ExportedEntry | undefined {
  const entry = new Map<string, string>();
  for (let at = start; ; ) {
    const found = text.indexOf('\n', at);
    if (found < 0 && !last) return undefined;
    const newline = found < 0 ? text.length : found;
    if (newline === at) return { entry, end: Math.min(at + 1, text.length), isCut: newline === text.length };
    const equals = text.indexOf('=', at);
    const isLine = equals >= 0 && equals < newline;
    const name = text.slice(at, isLine ? equals : newline);
    if (!NAME.test(name) || (at > start && name === '__CURSOR')) return { entry, end: at, isCut: true };
    if (isLine) {
      entry.set(name, text.slice(equals + 1, newline));
      at = newline + 1;
    } else {
      const from = newline + 1 + LENGTH;
      if (text.length < from && !last) return undefined;
      const length = lengthAt(text, newline + 1);
      if (length === undefined || (text.length < from + length && last))
        return { entry, end: Math.min(newline + 1, text.length), isCut: true };
      if (text.length <= from + length && !last) return undefined;
      entry.set(name, text.slice(from, from + length));
      at = from + length + 1;
    }
    if (at >= text.length && last) return { entry, end: text.length, isCut: true };
  }
}

function lengthAt(text: string, at: number): number | undefined {
  if (text.length < at + LENGTH) return undefined;
  const length = Number(Buffer.from(text.slice(at, at + LENGTH), 'latin1').readBigUInt64LE());
  return length > LONGEST ? undefined : length;
}
