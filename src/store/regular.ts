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
  const tokens = tokensOf(type);
  if (tokens.places.size === 0) return true;
  const { seen } = tokens;
  seen.fill(0);
  let furthest = -1;
  let end = 0;
  const isStrange = visitFields(text, text.indexOf('): ') + 1, (name, raw, at) => {
    // A search may take what is joined to a value, or stands in it, for a part of either.
    if (at - name.length - 1 === end || raw.includes('=') || isOpen(raw)) return true;
    end = at + raw.length;
    const { token, place, ends } = nameIn(tokens, name);
    for (const at of ends) if (seen[at] === 0) return true;
    if (token < 0) return false;
    if (seen[token] === 1 || place < furthest) return true;
    seen[token] = 1;
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
  readonly suffixes: ReadonlySet<string>;
  /** What is known of names of fields. */
  readonly names: Map<string, Name>;
  /** By token: 1 once a record has it. */
  readonly seen: Uint8Array;
}

interface Name {
  /** Number of the token that it is; -1: it is none. */
  readonly token: number;
  readonly place: number;
  /** Numbers of the tokens that are found at its end. */
  readonly ends: readonly number[];
}

/** Logs may have any names; those of real ones are few. */
const MOST_NAMES = 1000;

function nameIn(tokens: Tokens, name: string): Name {
  const known = tokens.names.get(name);
  if (known) return known;
  const { places, suffixes, names } = tokens;
  const all = [...places.keys()];
  const found: Name = {
    token: all.indexOf(name),
    place: places.get(name) ?? -1,
    ends: all.flatMap((token, i) => (suffixes.has(token) && name.endsWith(token) && name !== token ? i : [])),
  };
  if (names.size < MOST_NAMES) names.set(Buffer.from(name, 'latin1').toString('latin1'), found);
  return found;
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
  return { places, suffixes, names: new Map(), seen: new Uint8Array(places.size) };
}

/** With those of the classes that records of this one are also read as. */
function rowsOf(type: number, className = searchClass(type)): readonly SearchExtractionRow[] {
  return rowsFor(className, type).flatMap((row) => {
    if (row.value === 'run:task') return rowsOf(type, 'task');
    return row.value === 'special:user-avc' ? rowsOf(type, 'user') : [row];
  });
}
