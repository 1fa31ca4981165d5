/**
 * The rules that may decide about an event, of a set that may name a hundred thousand paths: those about paths by
 * their text, so that an event that tells where its files are is tried with the rules about these only.
 */
import type { FilterEvent } from '../rules/model/event.js';
import { type Paths, splitPath } from '../rules/model/names.js';
import type { PlacedRule } from '../rules/model/rule-set.js';

export interface Sighted {
  readonly all: readonly PlacedRule[];
  /** Path → the rules about it. */
  readonly byPath: ReadonlyMap<string, readonly PlacedRule[]>;
  /** Rules about no path, or about one that is not written plainly and so is another text than the event's. */
  readonly others: readonly PlacedRule[];
}

export function sightedOf(rules: readonly PlacedRule[]): Sighted {
  const byPath = new Map<string, PlacedRule[]>();
  const others: PlacedRule[] = [];
  for (const placed of rules) {
    const { path } = placed;
    if (path === undefined || !isPlain(path)) others.push(placed);
    else if (byPath.has(path)) byPath.get(path)?.push(placed);
    else byPath.set(path, [placed]);
  }
  return { all: rules, byPath, others };
}

function isPlain(path: string): boolean {
  return path.startsWith('/') && !/\/\.?(\/|$)/.test(path);
}

/** Entries of a hostile event; each may be in each of the folders. */
const MOST_PLACES = 64;

/** Texts by which a rule may mean a file of the event; `undefined`: any, as the event does not tell all. */
export function placesIn(
  { names, after = {}, early = [] }: FilterEvent,
  paths: Paths,
): ReadonlySet<string> | undefined {
  const places = new Set([...Object.keys(paths), ...Object.keys(after), ...early.map(({ gone }) => gone)]);
  for (const { ino, path, name } of names ?? []) {
    if (ino === null) continue; // no rule about a path means what is not there
    const place = path ?? name;
    if (typeof place !== 'string') return undefined;
    places.add(place);
  }
  if (names === undefined || places.size > MOST_PLACES) return undefined;
  // Two folders that are one file have the same entries.
  const entries = [...places].map((place) => splitPath(place)[1]);
  const twins = [...places].flatMap((folder) => entries.map((entry) => `${folder === '/' ? '' : folder}/${entry}`));
  return new Set([...places, ...twins]);
}

/** The rules that may match an event at these places. */
export function rulesNear(
  { all, byPath, others }: Sighted,
  places: ReadonlySet<string> | undefined,
): readonly PlacedRule[] {
  if (!places) return all;
  const near = [...places].flatMap((place) => byPath.get(place) ?? []);
  return near.length === 0 ? others : [...near, ...others].sort((one, other) => one.place - other.place);
}
