/** One of two compared sets: its exit and io_uring rules by what they are about, so that only those are asked that may apply. */
import { FIELD_DIR, FIELD_INODE, FIELD_KEY, FIELD_PATH } from '../fields.js';
import { conditionName } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import { isPathBelow } from '../model/names.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { ACTION_ALWAYS, LIST_EXIT, LIST_IO_URING, OPERATOR_EQUAL, type RuleField } from '../rule.js';
import { type CallClass, callClasses, looksAtCalls, NUMBERS, WORKER_CALL } from './calls.js';
import { AWAY, type File, folderOf } from './shapes.js';

const sidesOf = new WeakMap<RuleSet, Side>();

export function sideOf(set: RuleSet): Side {
  const side = sidesOf.get(set) ?? new Side(set);
  sidesOf.set(set, side);
  return side;
}

export class Side {
  readonly rules: readonly PlacedRule[];
  /** Rules about calls, and about operations of io_uring. */
  readonly ofCalls: readonly PlacedRule[];
  readonly ofOperations: readonly PlacedRule[];
  /** Rules that are asked whatever a call is about. */
  readonly general: readonly PlacedRule[];
  readonly #byPath = new Map<string, PlacedRule[]>();
  readonly #byInode = new Map<number, PlacedRule[]>();
  readonly #byDirectory = new Map<string, PlacedRule[]>();
  readonly #ofCall = new Map<string, readonly PlacedRule[]>();
  readonly #places = new Map<string, ClassPlaces>();
  readonly #located = new WeakMap<File, readonly PlacedRule[]>();
  readonly directories: ReadonlySet<string>;
  /** Numbers that rules name, also those of `inode!=`. */
  readonly inodes: ReadonlySet<number>;
  /** With another file they may record less. */
  readonly hiding: readonly PlacedRule[];
  /** None of its rules is about a file or a directory. */
  readonly isAboutAll: boolean;
  /** Keys of rules that name a file or a directory. */
  readonly keysOfNamed: ReadonlySet<string>;
  /** Rules that were asked and text that was read so far to know how files and calls are treated; what is remembered is done once. */
  work = 0;
  readonly #generalDirectories: readonly string[];
  readonly #otherInodes: ReadonlySet<number>;

  constructor(set: RuleSet) {
    this.rules = [...rulesOn(set, LIST_EXIT), ...rulesOn(set, LIST_IO_URING)].sort(byPlace);
    this.ofCalls = this.rules.filter(looksAtCalls);
    this.ofOperations = this.rules.filter((placed) => !looksAtCalls(placed));
    const general: PlacedRule[] = [];
    for (const placed of this.rules) {
      const directory = directoryOf(placed);
      if (placed.path !== undefined) append(this.#byPath, placed.path, placed);
      else if (placed.inode !== undefined) append(this.#byInode, placed.inode, placed);
      else if (directory !== undefined && !isPathBelow(AWAY, directory)) append(this.#byDirectory, directory, placed);
      else general.push(placed);
    }
    this.general = general;
    const isGeneral = new Set(general);
    this.directories = new Set(this.rules.flatMap((placed) => directoryOf(placed) ?? []));
    this.#generalDirectories = [...this.directories].filter((each) => each !== '/' && !this.#byDirectory.has(each));
    this.#otherInodes = new Set(this.rules.flatMap(inodesExcepted));
    this.inodes = new Set([...this.#byInode.keys(), ...this.#otherInodes]);
    this.hiding = this.rules.filter((placed) => !onlyAdds(placed));
    this.keysOfNamed = new Set(this.rules.flatMap((placed) => (isGeneral.has(placed) ? [] : (placed.key ?? []))));
    this.isAboutAll = this.directories.size + this.inodes.size + this.#byPath.size === 0;
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

  get paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  /** Whether some rule is about this file rather than others. */
  tellsApart(file: File): boolean {
    return this.about(file).length > 0 || this.marksOf(file) !== '';
  }

  watches(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** The rules that name a file, its folder or a directory above, in order. */
  about(file: File): readonly PlacedRule[] {
    let rules = this.#located.get(file);
    if (!rules) {
      rules = this.#naming([
        { path: file.path, inode: file.inode },
        { path: folderOf(file.path), inode: file.folder },
      ]);
      this.#located.set(file, rules);
    }
    return rules;
  }

  /** How rules that are asked of every file tell this one from others. */
  marksOf({ path, inode, folder }: File): string {
    if (this.#otherInodes.size === 0 && this.#generalDirectories.length === 0) return '';
    const places = this.#generalDirectories.map((each) => placeIn(path, each));
    return [...places, ...[inode, folder].map((each) => (this.#otherInodes.has(each) ? each : ''))].join();
  }

  #naming(names: readonly { readonly path?: string | null | undefined; readonly inode: unknown }[]): PlacedRule[] {
    const found = new Set<PlacedRule>();
    const add = (rules: readonly PlacedRule[] | undefined): void => {
      for (const placed of rules ?? []) found.add(placed);
    };
    for (const { path, inode } of names) {
      if (this.#byPath.size > 0) add(this.#byPath.get(path ?? ''));
      if (this.#byInode.size > 0) add(this.#byInode.get(typeof inode === 'number' ? inode : 0xffffffff));
      if (this.#byDirectory.size > 0 && path)
        for (const above of directoriesAbove(path)) add(this.#byDirectory.get(above));
    }
    this.work +=
      1 + found.size + (this.#byDirectory.size > 0 ? names.reduce((sum, { path }) => sum + textWork(path), 0) : 0);
    return [...found].sort(byPlace);
  }

  /** One rule for each watched entry that the call takes away: all rules about files are asked early then. */
  watching({ early = [] }: FilterEvent): readonly PlacedRule[] {
    return early.flatMap(({ gone }) => this.#byPath.get(gone)?.slice(0, 1) ?? []);
  }

  /** The rules whose mask holds the call, among those that are asked of every file. */
  generalFor(call: CallClass, event: FilterEvent): readonly PlacedRule[] {
    const name = nameOf(call);
    let general = this.#ofCall.get(name);
    if (!general) {
      this.work += this.general.length;
      general = this.general.filter((placed) => isAsked(placed, event));
      this.#ofCall.set(name, general);
    }
    return general;
  }

  rulesFor(call: CallClass, event: FilterEvent): readonly PlacedRule[] {
    const general = this.generalFor(call, event);
    const named = this.#naming((event.names ?? []).map(({ path, ino }) => ({ path, inode: ino })));
    const seen = named.filter((placed) => isAsked(placed, event));
    return seen.length === 0 ? general : [...general, ...seen].sort(byPlace);
  }
}

/** Of calls with the same name rules are asked the same. */
export function nameOf({ arch, syscall, operations }: CallClass): string {
  return `${arch} ${syscall} ${operations}`;
}

export function byPlace(one: PlacedRule, other: PlacedRule): number {
  return one.place - other.place;
}

/** Whether a rule's mask holds the call or the operation that it is asked about. */
export function isAsked(placed: PlacedRule, { syscall, uring_op: operation }: FilterEvent): boolean {
  if (!looksAtCalls(placed)) return operation !== undefined && holds(placed.mask, operation);
  if (syscall !== undefined) return holds(placed.mask, syscall);
  return placed.isHash && holds(placed.mask, WORKER_CALL);
}

function directoryOf({ rule }: PlacedRule): string | undefined {
  const directory = rule.fields.find(({ field }) => field === FIELD_DIR);
  return directory && 'text' in directory ? directory.text : undefined;
}

function inodesExcepted({ rule }: PlacedRule): readonly number[] {
  return rule.fields.flatMap((each) =>
    each.field === FIELD_INODE && 'value' in each && !isFiledBy(each) ? [each.value] : [],
  );
}

/** `inode=`, not `inode!=`. */
function isFiledBy({ operator }: RuleField): boolean {
  return operator === OPERATOR_EQUAL;
}

/** All texts of `dir` that may hold this path: itself and those above, with and without a slash at the end. */
function* directoriesAbove(path: string): Generator<string> {
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
    yield path.slice(0, at);
    yield path.slice(0, at + 1);
  }
  yield path;
}

/** All directories above a long path are long texts. */
function textWork(path: string | null | undefined): number {
  return ((path?.length ?? 0) / TEXT_PER_WORK) ** 2;
}

/** Characters that take as long to write or to look up as a rule to be asked. */
export const TEXT_PER_WORK = 16;

function placeIn(path: string, directory: string): 0 | 1 | 2 {
  return path === directory ? 2 : isPathBelow(path, directory) ? 1 : 0;
}

const whereabouts: ReadonlySet<number> = new Set([FIELD_PATH, FIELD_INODE, FIELD_DIR, FIELD_KEY]);
const essences = new WeakMap<PlacedRule, string>();

/** All of a rule but the file that it names, its calls, its key and where it stands. */
export function essenceOf(placed: PlacedRule): string {
  let text = essences.get(placed);
  if (text === undefined) {
    const { list, action, fields } = placed.rule;
    const own = fields.filter(
      (each) => !whereabouts.has(each.field) || (each.field === FIELD_INODE && !isFiledBy(each)),
    );
    const texts = own.map((each) => `${each.field} ${each.operator} ${'text' in each ? each.text : each.value}`);
    text = [list, action, placed.isHash, placed.key === null, ...texts].join('\0');
    essences.set(placed, text);
  }
  return text;
}

/** No event is matched by both: an attribute of which an event has one value would have two. */
export function areApart(one: PlacedRule, other: PlacedRule): boolean {
  const values = singleValues(one);
  if (values.size === 0) return false;
  for (const [field, value] of singleValues(other)) if ((values.get(field) ?? value) !== value) return true;
  return false;
}

/** Groups are not among them: a process has several. */
const single: ReadonlySet<string> = new Set([
  ...['arch', 'pid', 'ppid', 'uid', 'euid', 'suid', 'fsuid', 'auid', 'sgid', 'fsgid', 'sessionid', 'pers', 'exit'],
  ...['a0', 'a1', 'a2', 'a3', 'saddr_fam'],
]);
const valuesOf = new WeakMap<PlacedRule, ReadonlyMap<number, number>>();

function singleValues(placed: PlacedRule): ReadonlyMap<number, number> {
  const known = valuesOf.get(placed);
  if (known) return known;
  const asked = placed.rule.fields.flatMap((each) =>
    'value' in each && each.operator === OPERATOR_EQUAL && single.has(conditionName(each)) ? [each] : [],
  );
  const values = new Map(asked.map(({ field, value }) => [field, value >>> 0]));
  valuesOf.set(placed, values);
  return values;
}

/**
 * Rules that another file makes record at least as much: those that hide without a look at files, and those that do not
 * hide and whose conditions more names cannot make false.
 */
function onlyAdds({ rule: { action, fields } }: PlacedRule): boolean {
  const names = fields.map(conditionName);
  return action === ACTION_ALWAYS ? !names.includes('filetype') : !names.some((name) => aboutNames.has(name));
}

const aboutNames: ReadonlySet<string> = new Set([
  ...['path', 'dir', 'inode', 'devmajor', 'devminor', 'filetype', 'obj_uid', 'obj_gid', 'field_compare'],
]);

/** Different files of one event may satisfy its conditions, which neither would alone. */
export function takesSeveral({ rule }: PlacedRule): boolean {
  return rule.fields.filter((each) => aboutNames.has(conditionName(each))).length > 1;
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
