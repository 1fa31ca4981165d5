import type { NeedleGroup } from '../log/scan/needle.js';

/** Every needle of the groups once. */
export function unionOf(groups: readonly NeedleGroup[]): NeedleGroup {
  return [...new Map(groups.flat().map((needle) => [JSON.stringify(needle), needle])).values()];
}
