/** What two logs are compared by: the items that some of the summaries count, all in one pass. */
import { executable } from './catalog/executable.js';
import { file } from './catalog/file.js';
import { host } from './catalog/host.js';
import { key } from './catalog/key.js';
import { net, peerAddress } from './catalog/net.js';
import { user } from './catalog/user.js';
import type { FacetsPart, Gatherer, Part } from './part.js';
import type { Reading } from './reading.js';
import { type Report, summaryOf } from './report.js';

export interface Facet {
  /** Heading, and key in JSON. */
  readonly name: string;
  readonly count: (reading: Reading, add: (item: string) => void) => void;
}

export const facets: readonly Facet[] = [
  summarized('executable', executable),
  summarized('user', user),
  summarized('host', host),
  summarized('key', key),
  // Temporary files have names of their own; their folder is what one knows.
  summarized('folder', file, folderOf),
  {
    name: 'peer',
    count: ({ event }, add) => {
      const address = peerAddress(event);
      if (address !== undefined) add(address);
    },
  },
];

/** What those reports read, and --net. */
export const facetGroups: readonly NonNullable<Report['groups']>[number][] = [
  ...(['auid', 'uid', 'exe', 'hostname', 'key', 'file', 'nametype'] as const),
  ...(net.groups ?? []),
];

function summarized(name: string, report: Report, item = (text: string) => text): Facet {
  const { count, selects } = summaryOf(report);
  return {
    name,
    count: (reading, add) => {
      if (selects?.(reading) !== false) count(reading, (counted) => add(item(String(counted))));
    },
  };
}

/** With its slash; a name without one is as good as a folder. */
function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1) || file;
}

export function facetsGatherer(): Gatherer<Reading> {
  let counts = facets.map(() => new Map<string, number>());
  return {
    add: (reading) => {
      for (const [i, facet] of facets.entries()) {
        const items = counts[i];
        facet.count(reading, (item) => items?.set(item, (items.get(item) ?? 0) + 1));
      }
    },
    take: (): Part => {
      const part: FacetsPart = { kind: 'facets', counts };
      counts = facets.map(() => new Map());
      return part;
    },
  };
}
