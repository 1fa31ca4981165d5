/** One of two compared sets: its exit and io_uring rules by what they are about. */
import { FIELD_DIR } from '../fields.js';
import type { FilterEvent } from '../model/event.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXIT, LIST_IO_URING } from '../rule.js';
import { type CallClass, callClasses, looksAtCalls, NUMBERS, WORKER_CALL } from './calls.js';

const sidesOf = new WeakMap<RuleSet, Side>();

export function sideOf(set: RuleSet): Side {
  const side = sidesOf.get(set) ?? new Side(set);
  sidesOf.set(set, side);
  return side;
}

export class Side {
  readonly rules: readonly PlacedRule[];
  readonly #general: readonly PlacedRule[];
  readonly #byPath = new Map<string, PlacedRule[]>();
  readonly #byInode = new Map<number, PlacedRule[]>();
  readonly #ofCall = new Map<CallClass, readonly PlacedRule[]>();
  readonly #places = new Map<string, ClassPlaces>();
  readonly directories: ReadonlySet<string>;

  constructor(set: RuleSet) {
    this.rules = [...rulesOn(set, LIST_EXIT), ...rulesOn(set, LIST_IO_URING)].sort(byPlace);
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

  /** Rules that are asked whatever a call is about. */
  get generalCount(): number {
    return this.#general.length;
  }

  get paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  get inodes(): Iterable<number> {
    return this.#byInode.keys();
  }

  /** The rules about a file, in order. */
  about(path: string, inode: number): readonly PlacedRule[] {
    return [...(this.#byPath.get(path) ?? []), ...(this.#byInode.get(inode) ?? [])].sort(byPlace);
  }

  /** One rule for each watched entry that the call takes away: all rules about files are asked early then. */
  watching({ early = [] }: FilterEvent): readonly PlacedRule[] {
    return early.flatMap(({ gone }) => this.#byPath.get(gone)?.slice(0, 1) ?? []);
  }

  /** How many rules that are not about one file stand in front of this one. */
  generalBefore({ place }: PlacedRule): number {
    const behind = this.#general.findIndex((placed) => placed.place > place);
    return behind < 0 ? this.#general.length : behind;
  }

  rulesFor(call: CallClass, event: FilterEvent): readonly PlacedRule[] {
    let general = this.#ofCall.get(call);
    if (!general) {
      general = this.#general.filter((placed) => isAsked(placed, event));
      this.#ofCall.set(call, general);
    }
    const own = new Set<PlacedRule>();
    for (const { path, ino } of event.names ?? []) {
      for (const placed of this.#byPath.get(path ?? '') ?? []) own.add(placed);
      for (const placed of this.#byInode.get(typeof ino === 'number' ? ino : 0xffffffff) ?? []) own.add(placed);
    }
    const seen = [...own].filter((placed) => isAsked(placed, event));
    return seen.length === 0 ? general : [...general, ...seen].sort(byPlace);
  }
}

function byPlace(one: PlacedRule, other: PlacedRule): number {
  return one.place - other.place;
}

/** Whether a rule's mask holds the call or the operation that it is asked about. */
function isAsked(placed: PlacedRule, { syscall, uring_op: operation }: FilterEvent): boolean {
  if (!looksAtCalls(placed)) return operation !== undefined && holds(placed.mask, operation);
  if (syscall !== undefined) return holds(placed.mask, syscall);
  return placed.isHash && holds(placed.mask, WORKER_CALL);
}

function append<Key>(map: Map<Key, PlacedRule[]>, key: Key, placed: PlacedRule): void {
  const rules = map.get(key);
  if (rules) rules.push(placed);
  else map.set(key, [placed]);
}

/** ABI → by number the place of its class; -1 for calls that no rule of the set sees. */
export type ClassPlaces = ReadonlyMap<number, Int16Array>;

/** The second set may tell calls apart that the first does not. */
export function splitFurther(classes: readonly CallClass[], placesOf: ClassPlaces): readonly CallClass[] {
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
