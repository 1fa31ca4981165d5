/** What to search for, as plain data: it can be posted to a worker. `match.ts` makes a predicate of it. */
import type { Group, MalformedMode } from '../attributes/extractor.js';
import { criteria } from './criteria/list.js';
import { type Criterion, leavesOf, required } from './criterion.js';
import { decimal } from './field/value-text.js';

export interface Query {
  /** First and last second since the epoch, inclusive. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Undefined: every event. */
  readonly criterion?: Criterion | undefined;
  /** `skip` drops events with a record of unexpected form, as the original does. */
  readonly malformed?: MalformedMode;
  /** The output shows the machine, so a SYSCALL record must have one. */
  readonly showsMachine?: boolean;
}

/** The attributes to extract. What is wanted decides what a record must have, so criteria count even where they cannot fail. */
export function wantedGroups({ criterion, showsMachine }: Query): ReadonlySet<Group> {
  const wanted = new Set<Group>();
  for (const { name } of leavesOf(criterion)) for (const group of criteria[name].groups) wanted.add(group);
  if (showsMachine) wanted.add('arch');
  return wanted;
}

/** Addresses are read, and extraction complains about those that are too short, whatever else is asked of their events. */
export function speaksOfAddresses(query: Query): boolean {
  const wanted = wantedGroups(query);
  return wanted.has('hostname') || wanted.has('file');
}

/** True when no event can fail, so that none has to be looked at. */
export function matchesEverything({ start, end, criterion, malformed = 'keep' }: Query): boolean {
  return start === undefined && end === undefined && criterion === undefined && malformed === 'keep';
}

/** True when, within the time asked for, events that differ only in time, serial number and passing values all match or all fail. */
export function isSettledByShape({ criterion }: Query): boolean {
  for (const { name } of leavesOf(criterion)) if (!criteria[name].byShape) return false;
  return true;
}

/** The only serial number that an event may have; undefined: any. */
export function onlySerial({ criterion }: Pick<Query, 'criterion'>): number | undefined {
  for (const part of required(criterion)) {
    if (part.kind === 'is' && part.name === 'serial') return part.value;
    if (part.kind === 'is' && part.name === 'field') {
      const { type, field, operator, values } = part.value;
      if (type === undefined && field === 'serial' && operator === '=') return decimal(values[0] ?? '') ?? -1;
    }
  }
  return undefined;
}

/** The same query with what its comparisons say about time as bounds, which the scan and the choice of files use. */
export function narrowedInTime(query: Query): Query {
  let { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = query;
  for (const part of required(query.criterion)) {
    if (part.kind !== 'is' || part.name !== 'field' || part.value.field !== 'time') continue;
    const { type, operator, values } = part.value;
    const second = decimal(values[0]?.slice(1) ?? '');
    if (type !== undefined || second === undefined) continue;
    if (operator === '>' || operator === '>=' || operator === '=')
      start = Math.max(start, second + Number(operator === '>'));
    if (operator === '<' || operator === '<=' || operator === '=')
      end = Math.min(end, second - Number(operator === '<'));
  }
  const bound = (second: number): number | undefined => (Number.isFinite(second) ? second : undefined);
  return { ...query, start: bound(start), end: bound(end) };
}
