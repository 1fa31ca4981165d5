/** The kernel's records as lines of a log, as auditd writes them with `log_format = ENRICHED`. */
import type { KernelRecord } from '../netlink/multicast.js';
import { recordTypeName } from '../tables/record-types.js';
import type { Enricher } from './enrich.js';

const names = new Map<number, string>();

/** With its newline. */
export function recordLine({ type, text }: KernelRecord, enricher: Enricher): string {
  const clean = withoutFeeds(text);
  const body = clean.endsWith(' ') ? clean.slice(0, -1) : clean;
  return `type=${nameOf(type)} msg=${body}${withoutFeeds(enricher.suffix(type, body))}\n`;
}

/** A path of a socket may hold a line feed, and a record is one line. */
function withoutFeeds(text: string): string {
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

function nameOf(type: number): string {
  let name = names.get(type);
  if (name === undefined) {
    name = recordTypeName(type) ?? `UNKNOWN[${type}]`;
    names.set(type, name);
  }
  return name;
}
