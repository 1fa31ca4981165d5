/**
 * The names that auditd appends to a record (`log_format = ENRICHED`): what stands behind its 0x1D. Keys are field
 * names in lower case, values the text as logged.
 */
import { withoutBlanksAround } from '../bytes/blanks.js';
import { ByteMemo } from '../bytes/byte-memo.js';
import { decodeString, hex } from '../bytes/hex.js';
import type { AuditRecord } from './record.js';

export type Enrichment = ReadonlyMap<string, string>;

// The same few texts follow thousands of records, so the last ones are kept; the limits bound what a hostile log costs.
const KEPT = 2048;
const LONGEST_KEPT = 1024;
const parsed = new Map<string, Enrichment | undefined>();
/** The same without making the text first; null: no list. Megabytes, which a search that reads no names does without. */
let byBytes: ByteMemo<Enrichment | null> | undefined;

/** Undefined: the record has no (usable) list. */
export function enrichment(record: AuditRecord): Enrichment | undefined {
  if (!record.isEnriched) return undefined;
  if (record.isOverwritten) return parseEnrichment(record.enriched ?? '');
  byBytes ??= new ByteMemo();
  const known = byBytes.get(record.bytes, record.textEnd + 1, record.end, record.type);
  if (known !== undefined) return known ?? undefined;
  const list = parseEnrichment(record.enriched ?? '');
  byBytes.keep(list ?? null);
  return list;
}

export function parseEnrichment(text: string): Enrichment | undefined {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const list = parse(text);
  if (text.length <= LONGEST_KEPT) {
    if (parsed.size >= KEPT) parsed.clear();
    parsed.set(text, list);
  }
  return list;
}

/** The logged name for an account field (`uid`, `auid`, `gid` …), decoded; undefined if the log has none, or a blank one. */
export function enrichedName(record: AuditRecord, field: string): string | undefined {
  const entry = enrichment(record)?.get(field);
  if (entry === undefined || entry.startsWith('unknown-')) return undefined;
  const name = decodeString(entry);
  return withoutBlanksAround(name) === '' ? undefined : name;
}

/** A name as auditd writes it in such a list: in quotes, or as hexadecimal digits when that would be unclear. */
export function quotedName(name: string): string {
  return /[^\x21-\x7e]|"/.test(name) ? hex(name) : `"${name}"`;
}

function parse(text: string): Enrichment | undefined {
  if (text.startsWith('SADDR=')) return socketAddress(text);
  const list = new Map<string, string>();
  for (const token of text.split(' ')) {
    const equals = token.indexOf('=');
    if (equals < 0) continue;
    const name = lowerCase(token.slice(0, equals));
    if (!list.has(name)) list.set(name, token.slice(equals + 1));
  }
  return list.size === 0 ? undefined : list;
}

/** The only value with blanks; it runs to the end of the line. */
function socketAddress(text: string): Enrichment | undefined {
  const open = text.indexOf('{');
  return open < 0 || text.indexOf('}', open) < 0 ? undefined : new Map([['saddr', text.slice(open)]]);
}

/** ASCII only: bytes above 0x7f are not letters here. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
