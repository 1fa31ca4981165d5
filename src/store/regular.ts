/**
 * Records of which every search reads the same, whatever else it asks for. The searches look for one token behind the
 * other, so what they find hangs on what they asked for before, unless each token stands once, as a field of its own, in
 * the order of the extraction table. Almost all records are of that kind; the others are damaged or strange.
 */
import { rowsFor } from '../attributes/steps.js';
import { visitFields } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import type { SearchExtractionRow } from '../tables/generated/tables.js';
import { searchClass } from '../tables/record-types.js';

export function isRegular({ type, text }: Pick<AuditRecord, 'type' | 'text'>): boolean {
  const { places, suffixes } = tokensOf(type);
  if (places.size === 0) return true;
  const seen = new Set<string>();
  let furthest = -1;
  let end = 0;
  const isStrange = visitFields(text, text.indexOf('): ') + 1, (name, raw, at) => {
    // A search may take what is joined to a value, or stands in it, for a part of either.
    if (at - name.length - 1 === end || raw.includes('=') || isOpen(raw)) return true;
    end = at + raw.length;
    if (suffixes.some((token) => name.endsWith(token) && name !== token && !seen.has(token))) return true;
    const place = places.get(name);
    if (place === undefined) return false;
    if (seen.has(name) || place < furthest) return true;
    seen.add(name);
    furthest = place;
    return false;
  });
  return !isStrange;
}

function isOpen(raw: string): boolean {
  return raw.startsWith('"') && (raw.length === 1 || !raw.endsWith('"'));
}

interface Tokens {
  /** Names that searches look for, by their place in the order. */
  readonly places: ReadonlyMap<string, number>;
  /** Those that are also found at the end of a longer name, if that stands in front of them. */
  readonly suffixes: readonly string[];
}

const tokensByType = new Map<number, Tokens>();

function tokensOf(type: number): Tokens {
  const known = tokensByType.get(type);
  if (known) return known;
  const tokens = readTokens(type);
  tokensByType.set(type, tokens);
  return tokens;
}

function readTokens(type: number): Tokens {
  const places = new Map<string, number>();
  const suffixes = new Set<string>();
  let place = 0;
  for (const { token, from } of rowsOf(type)) {
    if (from !== 'mark') place++; // from the mark on they are looked for in any order
    for (const [, blank, name = ''] of token.matchAll(/(<sp>)?([\w-]+)=/g)) {
      if (!places.has(name)) places.set(name, place);
      if (blank === undefined && !token.endsWith('(not after a)')) suffixes.add(name);
    }
  }
  return { places, suffixes: [...suffixes] };
}

/** With those of the classes that records of this one are also read as. */
function rowsOf(type: number, className = searchClass(type)): readonly SearchExtractionRow[] {
  return rowsFor(className, type).flatMap((row) => {
    if (row.value === 'run:task') return rowsOf(type, 'task');
    return row.value === 'special:user-avc' ? rowsOf(type, 'user') : [row];
  });
}
