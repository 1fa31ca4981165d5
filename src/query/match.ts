/** From a query to a predicate over events: a fold over its tree. */
import type { Accounts } from '../accounts/accounts.js';
import { type Attributes, createExtractor, type Diagnostics, overlaid } from '../attributes/extractor.js';
import type { AuditEvent } from '../log/event.js';
import type { Test, TestSurroundings } from './criteria/descriptor.js';
import { criteria } from './criteria/list.js';
import { type Criterion, comparisonsOf, type LeafName, type LeafValues, required } from './criterion.js';
import { gathered } from './field/alternatives.js';
import type { Tools } from './field/tools.js';
import { type Query, speaksOfAddresses, wantedGroups } from './query.js';

export interface MatchEnvironment {
  readonly accounts: Accounts;
  /** Receives what the search says about records on standard error; nobody, unless given. */
  readonly diagnostics?: Diagnostics;
}

export interface Matcher {
  /** May overwrite bytes of a record's text, before it is shown (BUG?). */
  readonly matches: (event: AuditEvent) => boolean;
  /** Names of the query that the log's own enrichment knew, as far as events were looked at. */
  readonly namesSeen: ReadonlySet<string>;
}

/** What is known of one event: usually one view, several when records are read apart. Empty before extraction. */
type Views = readonly Attributes[];

interface Part {
  /** The most that one of its criteria needs. */
  readonly on: Test['on'];
  readonly holds: (event: AuditEvent, views: Views) => boolean;
}

const NO_VIEWS: Views = [];

/** Loads what the query's comparisons need first. Throws `usage` for a query that no event could be compared with. */
export async function compileQuery(query: Query, { accounts, diagnostics }: MatchEnvironment): Promise<Matcher> {
  const tools = await toolsFor(query, accounts);
  const wanted = wantedGroups(query);
  const malformed = query.malformed ?? 'keep';
  const extractor = createExtractor(wanted, { malformed, ...(diagnostics && { diagnostics }) });
  const namesSeen = new Set<string>();
  const surroundings = { accounts, seen: (name: string): void => void namesSeen.add(name), tools };
  const parts = required(query.criterion).map((part) => compile(part, surroundings));
  const on = (sort: Test['on']): Part['holds'] => every(parts.filter((part) => part.on === sort).map(holdsOf));
  const identity = on('identity');
  const aboutEvent = on('event');
  const aboutAttributes = on('attributes');
  // Nothing of an event that fails cheaper tests is seen, unless extraction itself may have something to say.
  const speaks = diagnostics?.debug === true || speaksOfAddresses(query);
  const isInTime = timeTest(query);
  const silent = createExtractor(wanted);

  const matches = (event: AuditEvent): boolean => {
    if (!isInTime(event.sec) || !identity(event, NO_VIEWS)) return false;
    if (!speaks && !aboutEvent(event, NO_VIEWS)) return false;
    const attributes = extractor.extract(event);
    if (attributes === undefined || (speaks && !aboutEvent(event, NO_VIEWS))) return false;
    const isLoose = attributes.isLoose && event.records.length > 1;
    return aboutAttributes(event, isLoose ? looseViews(event, attributes) : [attributes]);
  };

  /** The original never finds such an event. Here every criterion may be met by any of the records that it stumbles over. */
  const looseViews = (event: AuditEvent, attributes: Attributes): Views => {
    const views = [attributes];
    for (const record of event.records) {
      const alone = silent.extract({ ...event, records: [record] });
      if (alone?.isLoose) views.push(overlaid(attributes, alone));
    }
    return views;
  };
  return { matches, namesSeen };
}

/** Nearly every query has no comparisons, or needs no tools for them. */
async function toolsFor({ criterion }: Query, accounts: Accounts): Promise<Tools> {
  const comparisons = comparisonsOf(criterion);
  if (comparisons.length === 0) return {};
  return (await import('./field/load-tools.js')).loadTools(comparisons, accounts);
}

/** Whether an event of a second is in the time that is asked for. */
export function timeTest({
  start = Number.NEGATIVE_INFINITY,
  end = Number.POSITIVE_INFINITY,
}: Query): (sec: number) => boolean {
  return (sec) => sec >= start && sec <= end;
}

const holdsOf = ({ holds }: Part): Part['holds'] => holds;

const ORDER: readonly Test['on'][] = ['identity', 'event', 'attributes'];

function compile(tree: Criterion, surroundings: TestSurroundings): Part {
  if (tree.kind === 'is') return compileLeaf(tree.name, tree.value, surroundings);
  if (tree.kind === 'not') {
    const { on, holds } = compile(tree.of, surroundings);
    return { on, holds: (event, views) => !holds(event, views) };
  }
  const alternatives = tree.kind === 'or' ? gathered(tree.of) : tree.of;
  const parts = alternatives.map((part) => compile(part, surroundings));
  const on = ORDER.findLast((sort) => parts.some((part) => part.on === sort)) ?? 'event';
  const tests = parts.map(holdsOf);
  return { on, holds: tree.kind === 'and' ? every(tests) : some(tests) };
}

function compileLeaf<N extends LeafName>(name: N, value: LeafValues[N], surroundings: TestSurroundings): Part {
  const test = criteria[name].test(value, surroundings);
  if (test.on !== 'attributes') return test;
  const { holds } = test;
  return { on: 'attributes', holds: (_, views) => views.some(holds) };
}

function every(tests: readonly Part['holds'][]): Part['holds'] {
  return (event, views) => {
    for (let i = 0; i < tests.length; i++) if (!tests[i]?.(event, views)) return false;
    return true;
  };
}

function some(tests: readonly Part['holds'][]): Part['holds'] {
  return (event, views) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]?.(event, views)) return true;
    return false;
  };
}
