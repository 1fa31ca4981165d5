/**
 * Two rule sets by what they do: an event that one records and the other does not, or that they record under different
 * keys, for each pair of rules that make the difference; or the proof that there is none. Paths are taken as plain
 * existing files, without links and mounts; every witness has been put to the model.
 */

import type { Machine } from '../../tables/syscalls.js';
import { FIELD_DIR } from '../fields.js';
import { isEndless } from '../model/conditions.js';
import { type Decision, decide } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXIT, listName } from '../rule.js';
import { sameRule } from '../same-rule.js';
import { architecturesOf, type CallClass, callClasses, NUMBERS } from './calls.js';
import { walkCells } from './cells.js';
import { residuesOf } from './residue.js';
import { eventsFor, type Target } from './shapes.js';
import { completed } from './variables.js';
import { callText } from './witness.js';

export type DifferenceKind = 'only first' | 'only second' | 'key';

export interface Difference {
  readonly kind: DifferenceKind;
  /** Attributes are all known; put to the model, it gives `one` and `other`. */
  readonly witness: FilterEvent;
  readonly one: Decision;
  readonly other: Decision;
  /** The calls for which these two rules differ in this way. */
  readonly calls: ReadonlyMap<number, ReadonlySet<number>>;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** What could not be settled; with no differences and nothing here the sets are equal. */
  readonly unsettled: readonly string[];
  /** Whether the first set records any event that was looked at, and whether the second one does. */
  readonly agreed: ReadonlyMap<string, FilterEvent>;
}

export interface CompareOptions {
  /** Only events that the first set records; what other lists do beyond dropping record types is the caller's to tell. */
  readonly onlyFirst?: boolean;
  /** Stop at the first event that only the first set records, or at the first difference of any kind. */
  readonly stopAt?: 'loss' | 'difference';
  /** What the rules are for; x86_64, or the machine that they name, unless given. */
  readonly machine?: Machine | undefined;
  /** Cells for one kind of call on one file, and for all. */
  readonly cellLimit?: number;
  readonly totalLimit?: number;
}

const CELL_LIMIT = 20_000;
const TOTAL_LIMIT = 1_000_000;

/** Proved, for plain files; what cannot be settled counts as different. */
export function areEqual(one: RuleSet, other: RuleSet): boolean {
  const { differences, unsettled } = compareSets(one, other, { stopAt: 'difference' });
  return differences.length === 0 && unsettled.length === 0;
}

export function compareSets(one: RuleSet, other: RuleSet, options: CompareOptions = {}): Comparison {
  const sides = [sideOf(one), sideOf(other)] as const;
  const found = new Found(options.onlyFirst === true);
  const unsettled = new Set(options.onlyFirst ? [] : otherLists(one, other));
  const { onlyFirst = false, stopAt, cellLimit = CELL_LIMIT, totalLimit = TOTAL_LIMIT } = options;
  let total = 0;
  const every = [...sides[0].rules, ...sides[1].rules];
  const architectures = architecturesOf(every, options.machine);
  const classes = onlyFirst
    ? splitFurther(callClasses(sides[0].rules, architectures), sides[1].placesFor(architectures))
    : callClasses(every, architectures);
  for (const call of classes) {
    for (const target of targetsOf(call, sides, onlyFirst)) {
      for (const form of eventsFor(call.shape, target)) {
        const base: FilterEvent = { ...endOf(call), ...form, arch: call.arch, syscall: call.syscall };
        const [left, right] = sides.map((side) => residuesOf(side.rulesFor(call, base), base));
        if (!left || !right || (left.length === 0 && (onlyFirst || right.length === 0))) continue;
        const isSame =
          left.map(({ signature }) => signature).join('\n') === right.map(({ signature }) => signature).join('\n');
        if (isSame && !onlyFirst) continue;
        const small = [
          setOf(
            one,
            left.map(({ placed }) => placed),
          ),
          setOf(
            other,
            right.map(({ placed }) => placed),
          ),
        ] as const;
        const walk = walkCells(base, left, right, {
          limit: cellLimit,
          onlyMatched: onlyFirst,
          visit: (attributes) => {
            total++;
            const event = completed(base, attributes);
            found.judge(call, event, decide(small[0], event), decide(small[1], event));
            return total < totalLimit && !found.has(stopAt);
          },
        });
        if (!walk.isComplete && !found.has(stopAt))
          unsettled.add(`${callText(call.arch, call.syscall)}: too many cases to look at each`);
        if (found.has(stopAt)) return found.result([...unsettled]);
        if (total >= totalLimit) return found.result([...unsettled, 'too large: the search was ended']);
      }
    }
  }
  return found.result([...unsettled]);
}

function endOf({ arch, syscall, shape }: CallClass): Partial<FilterEvent> {
  const result = isEndless(arch, syscall) ? { exit: null, success: null } : {};
  return { ...(shape !== 'address' && { saddr_fam: null }), ...result };
}

/** Events that differ between two lists other than exit are not searched for; only rule by rule equality is seen. */
function otherLists(one: RuleSet, other: RuleSet): readonly string[] {
  const lists = new Set([...one.lists.keys(), ...other.lists.keys()].filter((list) => list !== LIST_EXIT));
  return [...lists]
    .filter((list) => {
      const [left, right] = [rulesOn(one, list), rulesOn(other, list)];
      return left.length !== right.length || left.some(({ rule }, i) => !right[i] || !sameRule(rule, right[i].rule));
    })
    .map((list) => `the ${listName(list)} lists differ; that list is compared rule by rule only`);
}

function setOf(set: RuleSet, exit: readonly PlacedRule[]): RuleSet {
  return { lists: new Map([...set.lists, [LIST_EXIT, exit]]) };
}

const sidesOf = new WeakMap<RuleSet, Side>();

function sideOf(set: RuleSet): Side {
  const side = sidesOf.get(set) ?? new Side(set);
  sidesOf.set(set, side);
  return side;
}

/** One of the sets, its exit rules by what they are about. */
class Side {
  readonly rules: readonly PlacedRule[];
  readonly #general: readonly PlacedRule[];
  readonly #byPath = new Map<string, PlacedRule[]>();
  readonly #byInode = new Map<number, PlacedRule[]>();
  readonly #ofCall = new Map<CallClass, readonly PlacedRule[]>();
  readonly #places = new Map<string, ClassPlaces>();
  readonly directories: ReadonlySet<string>;

  constructor(set: RuleSet) {
    this.rules = rulesOn(set, LIST_EXIT);
    this.#general = this.rules.filter(({ isHash }) => !isHash);
    for (const placed of this.rules) {
      if (placed.path !== undefined) append(this.#byPath, placed.path, placed);
      else if (placed.inode !== undefined) append(this.#byInode, placed.inode, placed);
    }
    this.directories = new Set(
      this.#general.flatMap(({ rule }) =>
        rule.fields.flatMap((field) => (field.field === FIELD_DIR && 'text' in field ? [field.text] : [])),
      ),
    );
  }

  placesFor(architectures: readonly number[]): ClassPlaces {
    const name = architectures.join();
    let places = this.#places.get(name);
    if (!places) {
      const made = new Map<number, Int16Array>();
      for (const [i, { arch, members }] of callClasses(this.rules, architectures).entries()) {
        const ofArch = made.get(arch) ?? new Int16Array(NUMBERS).fill(-1);
        made.set(arch, ofArch);
        for (const number of members) ofArch[number] = i;
      }
      places = made;
      this.#places.set(name, places);
    }
    return places;
  }

  /** All its rules are about files that they name. */
  get isAboutFiles(): boolean {
    return this.#general.length === 0;
  }

  get paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  get inodes(): Iterable<number> {
    return this.#byInode.keys();
  }

  rulesFor(call: CallClass, event: FilterEvent): readonly PlacedRule[] {
    let general = this.#ofCall.get(call);
    if (!general) {
      general = this.#general.filter((placed) => holds(placed.mask, call.syscall));
      this.#ofCall.set(call, general);
    }
    const own = new Set<PlacedRule>();
    for (const { path, ino } of event.names ?? []) {
      for (const placed of this.#byPath.get(path ?? '') ?? []) own.add(placed);
      for (const placed of this.#byInode.get(typeof ino === 'number' ? ino : 0xffffffff) ?? []) own.add(placed);
    }
    const seen = [...own].filter((placed) => holds(placed.mask, call.syscall));
    return seen.length === 0 ? general : [...general, ...seen].sort((one, other) => one.place - other.place);
  }
}

function append<Key>(map: Map<Key, PlacedRule[]>, key: Key, placed: PlacedRule): void {
  const rules = map.get(key);
  if (rules) rules.push(placed);
  else map.set(key, [placed]);
}

/** ABI → by number the place of its class; -1 for calls that no rule of the set sees. */
type ClassPlaces = ReadonlyMap<number, Int16Array>;

/** The second set may tell calls apart that the first does not. */
function splitFurther(classes: readonly CallClass[], placesOf: ClassPlaces): readonly CallClass[] {
  return classes.flatMap((call) => {
    const places = placesOf.get(call.arch);
    if (!places) return [call];
    const groups = new Map<number, number[]>();
    for (const number of call.members) {
      const group = groups.get(places[number] ?? -1);
      if (group) group.push(number);
      else groups.set(places[number] ?? -1, [number]);
    }
    return [...groups.values()].map((members) => ({
      ...call,
      members,
      syscall: members.includes(call.syscall) ? call.syscall : (members[0] ?? call.syscall),
    }));
  });
}

const PLAIN_FILE = '/elsewhere/file';

/** What a call of this class can be about, as far as the rules can tell; the likeliest first. */
function* targetsOf(call: CallClass, sides: readonly [Side, Side], onlyFirst: boolean): Generator<Target> {
  if (call.shape !== 'none' && call.shape !== 'address') {
    const [first] = sides;
    const asking = onlyFirst && first.isAboutFiles ? [first] : sides;
    yield { path: PLAIN_FILE };
    for (const path of new Set(asking.flatMap((side) => [...side.paths]))) yield { path };
    const directories = new Set(asking.flatMap((side) => [...side.directories]));
    for (const directory of directories) {
      yield { path: `${directory.replace(/\/$/, '')}/file` };
      yield { path: directory };
    }
    for (const side of asking) for (const inode of side.inodes) yield { path: PLAIN_FILE, inode };
    yield 'missing';
  }
  yield undefined;
}

interface Growing extends Omit<Difference, 'calls'> {
  readonly calls: Map<number, Set<number>>;
}

/** Collects one witness for each pair of rules. */
class Found {
  readonly #differences = new Map<string, Growing>();
  readonly #agreed = new Map<string, FilterEvent>();
  readonly #onlyFirst: boolean;
  #hasLoss = false;

  constructor(onlyFirst: boolean) {
    this.#onlyFirst = onlyFirst;
  }

  /** Whether there is nothing to look for any more. */
  has(wanted: CompareOptions['stopAt']): boolean {
    return wanted === 'loss' ? this.#hasLoss : wanted === 'difference' && this.#differences.size > 0;
  }

  judge(call: CallClass, witness: FilterEvent, one: Decision, other: Decision): void {
    if (one.recorded === other.recorded && (one.recorded !== true || one.key === other.key)) {
      if (one.recorded === true && !this.#agreed.has(other.rule ?? '')) this.#agreed.set(other.rule ?? '', witness);
      return;
    }
    const kind = one.recorded === other.recorded ? 'key' : one.recorded === true ? 'only first' : 'only second';
    if (this.#onlyFirst && kind === 'only second') return;
    if (kind === 'only first') this.#hasLoss = true;
    const pair = [kind, one.rule, other.rule].join('\0');
    let known = this.#differences.get(pair);
    if (!known) {
      known = { kind, witness, one, other, calls: new Map() };
      this.#differences.set(pair, known);
    }
    const calls = known.calls.get(call.arch) ?? new Set<number>();
    known.calls.set(call.arch, calls);
    for (const number of call.members) calls.add(number);
  }

  result(unsettled: readonly string[]): Comparison {
    return { differences: [...this.#differences.values()], unsettled, agreed: this.#agreed };
  }
}
