/** The system's list of IP protocols, read on first use; where the machine has none, a common one. */

import { readFileSync } from 'node:fs';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

let names: ReadonlyMap<number, string> | undefined;

/** The first entry with that number. */
export function protocolName(number: number): string | undefined {
  names ??= fromFile('/etc/protocols') ?? fromTable();
  return names.get(number);
}

function fromFile(path: string): ReadonlyMap<number, string> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
  const found = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', number = ''] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (/^\d+$/.test(number) && !found.has(Number(number))) found.set(Number(number), name);
  }
  return found;
}

function fromTable(): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const row of rows(tables.ipProtocols)) {
    if (!found.has(row.number)) found.set(row.number, row.name);
  }
  return found;
}
