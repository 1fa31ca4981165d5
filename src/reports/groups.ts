/** `--by FIELD,…`: events by the values of any fields: how many, from when to when, and how many distinct values of another. */

import type { ValuesOf } from './field-values.js';
import type { Group } from './group.js';
import type { Gatherer, GroupsPart, Part } from './part.js';
import type { Reading } from './reading.js';

/** Between the values of a group; no text of a log line has it undecoded, and one that does is only grouped oddly. */
export const BETWEEN = '\x00';

/** An event with several values counts in each of their groups. */
export function groupsGatherer(by: readonly ValuesOf[], distinct: ValuesOf | undefined): Gatherer<Reading> {
  let groups = new Map<string, Group>();
  return {
    add: ({ event }) => {
      for (const key of combinations(by.map((valuesOf) => valuesOf(event)))) {
        const group = groups.get(key) ?? newGroup(key, event.sec, distinct !== undefined);
        if (group.count++ === 0) groups.set(key, group);
        group.first = Math.min(group.first, event.sec);
        group.last = Math.max(group.last, event.sec);
        if (distinct) for (const value of distinct(event)) group.distinct?.add(value);
      }
    },
    take: (): Part => {
      const part: GroupsPart = { kind: 'groups', groups };
      groups = new Map();
      return part;
    },
  };
}

export function newGroup(key: string, sec: number, counts: boolean): Group {
  return { key, count: 0, first: sec, last: sec, distinct: counts ? new Set() : undefined };
}

/** Every choice of one value for each field; none where a field has no value. */
export function combinations(values: readonly (readonly string[])[]): readonly string[] {
  let keys: readonly string[] = [''];
  for (const [i, options] of values.entries())
    keys = keys.flatMap((key) => options.map((option) => (i === 0 ? option : key + BETWEEN + option)));
  return keys;
}

/** All of `part`'s groups are added to `groups`. */
export function addGroups(groups: Map<string, Group>, { groups: more }: GroupsPart): void {
  for (const [key, group] of more) {
    const known = groups.get(key);
    if (!known) {
      groups.set(key, group);
      continue;
    }
    known.count += group.count;
    known.first = Math.min(known.first, group.first);
    known.last = Math.max(known.last, group.last);
    for (const value of group.distinct ?? []) known.distinct?.add(value);
  }
}
