/** Whether logs that are stored may be looked at event by event, each for itself. */
import { chainsOf, familyName } from '../input/order.js';
import type { Source } from '../input/source.js';
import type { Stamp } from './order.js';
import type { SecondRange } from './second-range.js';
import type { Store } from './stored-stream.js';
import { streamFamily } from './stream-source.js';

/** Of each family; of none where no family follows another one (`sources`: all logs of the stores), as nothing hangs on it then. */
export async function latestOf(
  stores: readonly Store[],
  seconds: SecondRange,
  sources: readonly Source[],
): Promise<ReadonlyMap<string, Stamp>> {
  const latest = new Map<string, Stamp>();
  const chains = await chainsOf(sources);
  if (chains.every((chain) => new Set(chain.map(familyName)).size < 2)) return latest;
  for (const store of stores)
    for (const [name, stamp] of await store.latest(seconds)) latest.set(streamFamily(name), stamp);
  return latest;
}

/** Seconds by which the events of a log may be earlier than its first line. */
const MARGIN = 120;

/**
 * Whether families that follow one another in a chain are that far apart. Otherwise the last events of the one and the first
 * ones of the other are put together side by side, and only that tells their order.
 */
export async function areApart(
  sources: readonly Source[],
  latest: ReadonlyMap<string, Stamp>,
  timeout: number,
): Promise<boolean> {
  for (const chain of await chainsOf(sources)) {
    let end = Number.NEGATIVE_INFINITY;
    const seen = new Set<string>();
    for (const source of chain) {
      const family = familyName(source);
      if (seen.has(family)) continue;
      if (seen.size > 0 && (await source.span()).first <= end + timeout + MARGIN) return false;
      seen.add(family);
      end = Math.max(end, latest.get(family)?.sec ?? end);
    }
  }
  return true;
}
