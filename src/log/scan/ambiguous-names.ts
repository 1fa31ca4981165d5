/**
 * Whose names in a log cannot be believed. A log of one machine has one name for a user id and one id for a name; logs
 * of several machines that were put into one file without node names contradict each other, and nobody can tell which
 * machine a record is from.
 */
import { decodeString } from '../../bytes/hex.js';
import { parseEnrichment } from '../enrichment.js';

const SEPARATOR = '\x1d';
/** Lines that are remembered, as most say what others have said: a log is hostile input. */
const MOST_KNOWN = 4096;

/** Ids with several names, and ids that share a name; `log` is a piece of a log as a byte string. */
export function ambiguousIds(log: string): readonly number[] {
  const names = new Map<string, Set<number>>();
  const ids = new Map<string, Set<string>>();
  /** Of lines, from their first id on. */
  const known = new Set<string>();
  for (let at = log.indexOf(SEPARATOR); at >= 0; at = log.indexOf(SEPARATOR, at + 1)) {
    const lineStart = log.lastIndexOf('\n', at) + 1;
    const end = log.indexOf('\n', at);
    if (end < 0) break; // the piece may end in a name
    const node = log.startsWith('node=', lineStart) ? log.slice(lineStart, log.indexOf(' ', lineStart)) : '';
    const firstId = log.indexOf('uid=', lineStart + node.length);
    const said = node + log.slice(firstId - (log[firstId - 1] === 'a' ? ' a' : ' ').length, end);
    if (known.has(said)) {
      at = end;
      continue;
    }
    if (known.size < MOST_KNOWN) known.add(said);
    const body = log.slice(lineStart, at);
    const enrichment = parseEnrichment(log.slice(at + 1, end));
    for (const field of ['auid', 'uid']) {
      const name = enrichment?.get(field);
      const id = name === undefined ? undefined : new RegExp(` ${field}=(\\d+)`).exec(body)?.[1];
      if (name === undefined || id === undefined) continue;
      note(names, `${node} ${decodeString(name)}`, Number(id) | 0);
      note(ids, `${node} ${Number(id) | 0}`, name);
    }
    at = end;
  }
  const severalNames = [...ids]
    .filter(([, known]) => known.size > 1)
    .map(([key]) => Number(key.slice(key.lastIndexOf(' '))));
  const sharedNames = [...names.values()].filter((known) => known.size > 1).flatMap((known) => [...known]);
  return [...new Set([...severalNames, ...sharedNames])];
}

function note<T>(known: Map<string, Set<T>>, key: string, value: T): void {
  const values = known.get(key);
  if (values) values.add(value);
  else known.set(key, new Set([value]));
}
