/**
 * In which order several logs are read, and which of them follow one another. The original reads one log or one rotated
 * set; several -if and patterns are ours.
 */
import { isDated, rotationNumber, unrotatedName } from './rotated-name.js';
import type { Source } from './source.js';

/** Rotated sets by their first time stamp, each from its oldest file to its newest. */
export async function oldestFirst(sources: readonly Source[]): Promise<readonly Source[]> {
  const families = new Map<string, Source[]>();
  for (const source of sources) {
    const name = familyName(source);
    const members = families.get(name);
    if (members) members.push(source);
    else families.set(name, [source]);
  }
  const ordered: { readonly members: readonly Source[]; readonly first: number }[] = [];
  for (const members of families.values()) {
    const sorted = members[0]?.family === undefined ? await sortedFamily(members) : members;
    ordered.push({ members: sorted, first: await firstKnown(sorted) });
  }
  return ordered.sort((a, b) => a.first - b.first).flatMap(({ members }) => members);
}

/** Numbers say which file is older, dates do not when a log is rotated twice a day: those are asked for their first stamp. */
export async function sortedFamily(members: readonly Source[]): Promise<readonly Source[]> {
  const hasDates = members.some(({ name }) => isDated(name));
  if (!hasDates) return [...members].sort((a, b) => rotationNumber(b.name) - rotationNumber(a.name));
  const stamped: { readonly source: Source; readonly first: number }[] = [];
  // One by one: there may be more of them than files may be open.
  for (const source of members) stamped.push({ source, first: (await source.span()).first });
  return stamped.sort((a, b) => a.first - b.first).map(({ source }) => source);
}

/**
 * Splits sources, as ordered above, into chains: an event may span the files of a chain, so a rotated set is one, and logs
 * that follow it in time may join. Logs that overlap in time, of several hosts for example, are chains of their own.
 */
export async function chainsOf(sources: readonly Source[]): Promise<readonly (readonly Source[])[]> {
  const families = sources.map(familyName);
  if (new Set(families).size === 1) return [sources];
  const chains: { readonly sources: Source[]; last: number }[] = [];
  const byFamily = new Map<string, (typeof chains)[number]>();
  for (const [i, source] of sources.entries()) {
    const family = families[i] ?? '';
    const { first, last } = await source.span();
    // A log that ends before it begins had its clock set back: it follows none.
    let chain = byFamily.get(family) ?? (last < first ? undefined : chains.find((other) => other.last <= first));
    if (chain) {
      chain.sources.push(source);
      chain.last = Math.max(chain.last, last);
    } else {
      chain = { sources: [source], last };
      chains.push(chain);
    }
    byFamily.set(family, chain);
  }
  return chains.map((chain) => chain.sources);
}

/** What those have in common that follow one another. */
export function familyName({ family, name }: Source): string {
  return family ?? unrotatedName(name);
}

async function firstKnown(members: readonly Source[]): Promise<number> {
  for (const member of members) {
    const { first } = await member.span();
    if (first > 0) return first;
  }
  return 0;
}
