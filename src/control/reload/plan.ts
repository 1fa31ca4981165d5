/**
 * The way from one list of rules to another on which at every moment at least what both sets record is recorded.
 * The kernel inserts at either end of a list only, and the first rule that matches decides, so:
 *
 *   now                 f3 O1 s1 O2 s2 b1 f1          s1 s2 …  the longest run of the target that is in order already
 *   phase 1, add        f1'f2'f3' f3 O1 s1 O2 s2 b1 f1 b1'     it stays; a moved rule gets a shadow in its new place
 *   phase 1, delete     f1'f2'f3' s1 s2 b1'                    never rules first: without them nothing can be missed
 *   phase 2, add        f1 f2 f3 f1'f2'f3' s1 s2 b1'b1         the rules themselves, now that they are free
 *   phase 2, delete     f1 f2 f3 s1 s2 b1                      the target
 *
 * Behind a list new rules decide only what no old one does; `always` rules in front or in the middle only add; taking
 * `never` rules away only adds. In front a `never` rule may therefore be put only before all `always` rules that go there.
 */
import { byList, type KernelRule, SHADOWS, shadowOf } from './kernel-rule.js';

export interface Addition {
  readonly rule: KernelRule;
  readonly prepend: boolean;
}

/** All additions are made, then all deletions. */
export interface Phase {
  readonly additions: readonly Addition[];
  readonly deletions: readonly KernelRule[];
}

/** Empty when the lists are equal. Copies of a rule, which never decide, are left out where the kernel takes none. */
export function planReload(current: readonly KernelRule[], target: readonly KernelRule[]): readonly Phase[] {
  const wanted = byList(target);
  const moves = byList(current).map((rules, i) => planList(rules, wanted[i] ?? []));
  return [0, 1]
    .map((phase) => ({
      additions: moves.flatMap((list) => list[phase]?.additions ?? []),
      deletions: neversFirst(moves.flatMap((list) => list[phase]?.deletions ?? [])),
    }))
    .filter(({ additions, deletions }) => additions.length + deletions.length > 0);
}

/** The list after the additions of a phase, as the kernel lists it. */
export function afterAdditions(current: readonly KernelRule[], additions: readonly Addition[]): readonly KernelRule[] {
  const front = additions.filter(({ prepend }) => prepend).toReversed();
  const back = additions.filter(({ prepend }) => !prepend);
  const rules = (of: readonly Addition[]): KernelRule[] => of.map(({ rule }) => rule);
  return byList([...rules(front), ...current, ...rules(back)]).flat();
}

/** The list after the deletions of a phase; of equal rules the first goes. */
export function afterDeletions(
  current: readonly KernelRule[],
  deletions: readonly KernelRule[],
): readonly KernelRule[] {
  const left = new Map<string, number>();
  for (const { id } of deletions) left.set(id, (left.get(id) ?? 0) + 1);
  return current.filter(({ id }) => {
    const count = left.get(id) ?? 0;
    left.set(id, count - 1);
    return count <= 0;
  });
}

export function sameRules(one: readonly KernelRule[], other: readonly KernelRule[]): boolean {
  return one.length === other.length && one.every(({ id }, i) => id === other[i]?.id);
}

function planList(current: readonly KernelRule[], target: readonly KernelRule[]): readonly Phase[] {
  if (sameRules(current, target)) return [];
  const places = placesOf(current, target);
  const { start, end } = stayingRun(places, target);
  const [front, run, rest] = [target.slice(0, start), target.slice(start, end), target.slice(end)];
  const back = withoutRepeats(rest, [...front, ...run]);
  const stays = new Set(run.map((_, i) => places[start + i]));
  const gone = current.filter((_, i) => !stays.has(i));
  const variant = freeVariant([...current, ...target], [...front, ...back]);
  const frontShadows = withoutRepeats(front.map((rule) => shadowOf(rule, variant)));
  const backShadows = back.map((rule) => shadowOf(rule, variant));
  return [
    { additions: insertion(frontShadows, backShadows), deletions: gone },
    { additions: insertion(front, back), deletions: [...frontShadows, ...backShadows] },
  ];
}

/** Of those in front each goes before the one that was put there last. */
function insertion(front: readonly KernelRule[], back: readonly KernelRule[]): readonly Addition[] {
  return [
    ...front.toReversed().map((rule) => ({ rule, prepend: true })),
    ...back.map((rule) => ({ rule, prepend: false })),
  ];
}

/**
 * Where in the list each rule of the target stands. Rules that are there more than once have no place: which of them
 * the kernel deletes is its secret.
 */
function placesOf(current: readonly KernelRule[], target: readonly KernelRule[]): readonly (number | undefined)[] {
  const places = new Map<string, number | undefined>();
  current.forEach(({ id }, i) => {
    places.set(id, places.has(id) ? undefined : i);
  });
  // From the end: a copy that is wanted besides goes to the front.
  return target
    .toReversed()
    .map(({ id }) => {
      const place = places.get(id);
      places.delete(id);
      return place;
    })
    .toReversed();
}

/** The longest run `[start, end)` of the target whose places ascend, among those that others may be put in front of. */
function stayingRun(
  places: readonly (number | undefined)[],
  target: readonly KernelRule[],
): { readonly start: number; readonly end: number } {
  let best = { start: 0, end: 0 };
  for (let start = 0; start < target.length; ) {
    let end = start;
    while (end < target.length && places[end] !== undefined && (end === start || places[end]! > places[end - 1]!))
      end++;
    if (end - start > best.end - best.start && mayStandInFront(target.slice(0, start))) best = { start, end };
    start = Math.max(end, start + 1);
  }
  return best;
}

function mayStandInFront(rules: readonly KernelRule[]): boolean {
  const firstAlways = rules.findIndex(({ isNever }) => !isNever);
  return firstAlways < 0 || rules.slice(firstAlways).every(({ isNever }) => !isNever);
}

/** The variant of shadows that are not there yet. */
function freeVariant(taken: readonly KernelRule[], moved: readonly KernelRule[]): number {
  const ids = new Set(taken.map(({ id }) => id));
  for (let variant = 0; variant < SHADOWS; variant++) {
    if (moved.every((rule) => !ids.has(shadowOf(rule, variant).id))) return variant;
  }
  return 0;
}

/** A second copy never decides, and the kernel takes copies in front only. */
function withoutRepeats(rules: readonly KernelRule[], before: readonly KernelRule[] = []): readonly KernelRule[] {
  const seen = new Set(before.map(({ id }) => id));
  return rules.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function neversFirst(rules: readonly KernelRule[]): readonly KernelRule[] {
  return [...rules.filter(({ isNever }) => isNever), ...rules.filter(({ isNever }) => !isNever).toReversed()];
}
