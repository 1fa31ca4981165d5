/** What was typed on a terminal (kind `tty-data`). */

import { isHex, unhex } from '../../bytes/hex.js';
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';

interface Key {
  readonly sequence: string;
  readonly name: string;
}

let keysByFirstByte: ReadonlyMap<number, readonly Key[]> | undefined;

function keys(first: number): readonly Key[] {
  if (keysByFirstByte === undefined) {
    const found = new Map<number, Key[]>();
    for (const row of rows(tables.ttyNamedKeys)) {
      const key = { sequence: unhex(row.sequence_hex), name: `<${row.name}>` };
      const code = key.sequence.charCodeAt(0);
      found.set(code, [...(found.get(code) ?? []), key]);
    }
    keysByFirstByte = found;
  }
  return keysByFirstByte.get(first) ?? [];
}

/** Less than one byte. */
export function isNoInput(value: string): boolean {
  return value.length < 2 && isHex(value);
}

/** `"ls\"",<ret>`. BUG? `(null)` for less than one byte, never escaped. */
export function terminalInput(value: string): string {
  if (!isHex(value)) return value;
  return isNoInput(value) ? '(null)' : typed(unhex(value));
}

function typed(bytes: string): string {
  const elements: string[] = [];
  let run = '';
  for (let at = 0; at < bytes.length; ) {
    const key = keyAt(bytes, at);
    if (key === undefined) {
      run += quoted(bytes.charCodeAt(at++));
      continue;
    }
    if (run !== '') elements.push(`"${run}"`);
    run = '';
    elements.push(key.name);
    at += key.sequence.length;
  }
  if (run !== '') elements.push(`"${run}"`);
  return elements.join(',');
}

/** The first row that matches, not the longest. Bytes from 0xa0 on and printable ones begin no key. */
function keyAt(bytes: string, at: number): Key | undefined {
  const code = bytes.charCodeAt(at);
  if (code >= 0xa0 || (code >= 0x20 && code < 0x7f)) return undefined;
  return keys(code).find((key) => bytes.startsWith(key.sequence, at));
}

function quoted(code: number): string {
  if (code === 34 || code === 92) return `\\${String.fromCharCode(code)}`;
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : `\\${code.toString(8).padStart(3, '0')}`;
}
