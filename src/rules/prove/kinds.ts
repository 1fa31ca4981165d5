/**
 * Files that both sets treat alike for a call: one of them shows what all show, but for names and keys. Alike are
 *
 *   the rules about the file, its folder and what is above     same conditions, same order, same way of naming it
 *   where these stand among the rules that are asked of all    same number of them in front
 *   keys                                                       same pattern: which are equal, also to a key of those
 *   whether the entry is watched, in either set
 */
import { FIELD_DIR, FIELD_INODE, FIELD_KEY, FIELD_PATH } from '../fields.js';
import { hasNoReturn, holdsFor, type Trial } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import { isPathBelow } from '../model/names.js';
import type { PlacedRule } from '../model/rule-set.js';
import { type CallClass, eventOf } from './calls.js';
import { type File, folderOf } from './shapes.js';
import { essenceOf, isAsked, nameOf, type Side, TEXT_PER_WORK } from './sides.js';

/** How one set treats a file; the same for files that it treats alike, but for keys. */
export interface SideKind {
  readonly text: string;
  /** How many rules that are asked of every file stand in front of each rule about it. */
  readonly ranks: readonly number[];
  readonly keys: readonly (string | null)[];
}

export const NOTHING: SideKind = { text: '', ranks: [], keys: [] };

export interface Group {
  readonly files: readonly File[];
  readonly kinds: readonly SideKind[];
}

const viewsOf = new WeakMap<Side, Map<string, View>>();

/** The same, by the call itself: its name is made once. */
const viewsOfCalls = new WeakMap<CallClass, WeakMap<Side, View>>();

export function viewOf(side: Side, call: CallClass): View {
  const bySide = viewsOfCalls.get(call) ?? new WeakMap<Side, View>();
  const known = bySide.get(side);
  if (known) return known;
  viewsOfCalls.set(call, bySide);
  const views = viewsOf.get(side) ?? new Map<string, View>();
  viewsOf.set(side, views);
  const view = views.get(nameOf(call)) ?? new View(side, call);
  views.set(nameOf(call), view);
  bySide.set(side, view);
  return view;
}

/** One set as it looks at one kind of call. */
class View {
  readonly keys: ReadonlySet<string>;
  /** Those that are asked of every file, and may hold. */
  readonly general: readonly PlacedRule[];
  #text: string | undefined;
  #mayRecord: boolean | undefined;
  #isMonotone: boolean | undefined;
  readonly #side: Side;
  readonly #event: FilterEvent;
  readonly #alive = new Map<string, boolean>();
  readonly #groups = new WeakMap<readonly File[], { readonly entries: number; readonly groups: readonly Group[] }>();

  constructor(side: Side, call: CallClass) {
    this.#side = side;
    this.#event = eventOf(call);
    this.general = side.generalFor(call, this.#event).filter((placed) => this.mayHold(placed));
    this.keys = new Set(this.general.flatMap(({ key }) => key ?? []));
  }

  /** With a second file at least as much is recorded. */
  get isMonotone(): boolean {
    if (this.#isMonotone === undefined) this.#side.work += this.#side.hiding.length;
    this.#isMonotone ??= !this.#side.hiding.some((placed) => this.mayHold(placed));
    return this.#isMonotone;
  }

  /** Equal for sets that treat files alike that they do not name. */
  get text(): string {
    this.#text ??= this.general.map((placed) => `${essenceOf(placed)}\0${placed.key}`).join('\0\0');
    return this.#text;
  }

  get mayRecord(): boolean {
    if (this.#mayRecord === undefined) this.#side.work += this.#side.rules.length;
    this.#mayRecord ??= this.#side.rules.some((placed) => this.mayHold(placed));
    return this.#mayRecord;
  }

  /** Whether the rule sees the call, and none of its conditions fails for it whatever file it is about. */
  mayHold(placed: PlacedRule): boolean {
    if (!isAsked(placed, this.#event)) return false;
    const essence = essenceOf(placed);
    let isAlive = this.#alive.get(essence);
    if (isAlive === undefined) {
      const trial: Trial = { event: this.#event, names: undefined, hasResult: !hasNoReturn(this.#event), paths: {} };
      isAlive = placed.rule.fields.every((each) => whereabouts.has(each.field) || holdsFor(each, trial) !== false);
      this.#alive.set(essence, isAlive);
    }
    return isAlive;
  }

  kindOf(file: File): SideKind {
    const about = this.#side.about(file).filter((placed) => this.mayHold(placed));
    const isWatched = this.#side.watches(file.path);
    const marks = this.#side.marksOf(file);
    if (about.length === 0 && !isWatched && marks === '') return NOTHING;
    const rules = about.map((placed) => `${essenceOf(placed)}\0${relationOf(placed, file)}`);
    const text = [isWatched, marks, loadingOf(about), ...rules].join('\0\0');
    this.#side.work += about.length + text.length / TEXT_PER_WORK;
    return {
      text,
      ranks: about.map((placed) => this.#generalBefore(placed)),
      keys: about.map(({ key }) => key),
    };
  }

  /** These files by how they are treated; remembered for a list, unless its end was not reached. */
  groupsOf(files: readonly File[], entries: readonly File[], isOver: () => boolean): Iterable<Group> {
    let known = this.#groups.get(files);
    if (known?.entries !== entries.length) {
      this.#side.work += files.length + entries.length;
      const groups = new Map<string, { files: File[]; kinds: SideKind[] }>();
      for (const file of [...files, ...entries]) {
        if (isOver()) return [];
        const kind = this.kindOf(file);
        const text = kindText([NOTHING, kind], this.keys);
        const group = groups.get(text) ?? { files: [], kinds: [] };
        groups.set(text, group);
        group.files.push(file);
        group.kinds.push(kind);
      }
      known = { entries: entries.length, groups: [...groups.values()] };
      this.#groups.set(files, known);
    }
    return known.groups;
  }

  /** How many of the rules that are asked of every file stand in front of this one. */
  #generalBefore({ place }: PlacedRule): number {
    let [from, to] = [0, this.general.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.general[middle]?.place ?? 0) < place) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

const whereabouts: ReadonlySet<number> = new Set([FIELD_PATH, FIELD_INODE, FIELD_DIR, FIELD_KEY]);

/** By what of the file the rule names it. */
function relationOf(placed: PlacedRule, { path, inode, folder }: File): string {
  if (placed.path !== undefined) return placed.path === path ? 'path' : 'folder';
  if (placed.inode !== undefined) return `${placed.inode === inode} ${placed.inode === folder}`;
  const named = placed.rule.fields.map((each) => ('text' in each && each.field === FIELD_DIR ? each.text : ''));
  if (named.includes(path)) return 'itself';
  if (named.includes(folderOf(path))) return 'in';
  return named.some((directory) => directory !== '' && isPathBelow(folderOf(path), directory)) ? 'below' : 'entry';
}

/** The order of loading, where it is not that of the list. */
function loadingOf(rules: readonly PlacedRule[]): string {
  const isInOrder = rules.every(({ loaded }, i) => loaded >= (rules[i - 1]?.loaded ?? 0));
  if (isInOrder) return '';
  return rules
    .map((_, i) => i)
    .sort((one, other) => (rules[one]?.loaded ?? 0) - (rules[other]?.loaded ?? 0))
    .join(' ');
}

/** As one text: what both sets make of the file. `known`: keys of rules that are asked of every file. */
export function kindText(
  [left, right]: readonly [SideKind, SideKind],
  known: ReadonlySet<string>,
  /** How many rules count of those in front, by the number of all. */
  counted?: readonly number[],
): string {
  const ranks = counted ? right.ranks.map((rank) => counted[rank]) : right.ranks;
  const keys = keyPattern([...left.keys, ...right.keys], known);
  return [left.text, left.ranks.join(), right.text, ranks.join(), keys].join('\0\0\0');
}

/** Which keys are equal; those that are known by themselves. */
export function keyPattern(keys: readonly (string | null)[], known: ReadonlySet<string>): string {
  if (keys.length === 1) return keys[0] != null && known.has(keys[0]) ? `=${keys[0]}` : '0';
  const firsts = new Map<string | null, number>();
  return keys
    .map((key) => {
      if (key !== null && known.has(key)) return `=${key}`;
      const first = firsts.get(key) ?? firsts.size;
      firsts.set(key, first);
      return first;
    })
    .join('\0');
}
