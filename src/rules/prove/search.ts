/**
 * The search for events of the exit and io_uring lists about which two sets differ, as far as the exclude list lets their
 * events through:
 *
 *   class of calls ×  group of files that both treat alike → one file of it → each way the call may go → cells
 *                     pairs of files, for calls that take two             ⤷ a difference: the other files of the group, too
 */
import { type Decision, decide } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXCLUDE } from '../rule.js';
import { counterpartOf, movedToFile, ownOf, ruleCount } from './alike.js';
import { architecturesOf, type CallClass, callClasses, eventOf, operationClasses } from './calls.js';
import { walkCells } from './cells.js';
import { type Budget, CASE_WORK, type CompareOptions, type Difference, type Found, TOO_LARGE } from './difference.js';
import { viewOf } from './kinds.js';
import { type Looked, type Memory, memoryOf, type Seen, type Shown } from './memory.js';
import { both, type Occasion, type Question, questionFrom, resultOf } from './occasion.js';
import type { Pairs } from './pairs.js';
import { type Residue, residuesOf } from './residue.js';
import { eventsFor, type File, isAboutFiles, type Target } from './shapes.js';
import { areApart, nameOf, type Side, sideOf, splitFurther, TEXT_PER_WORK } from './sides.js';
import { type FileGroup, type Targets, targetsFor } from './targets.js';
import { completed } from './variables.js';
import { deciding } from './within.js';
import { classText } from './witness.js';

const CELL_LIMIT = 20_000;
/** Files times classes of calls about files. */
const FILE_LIMIT = 2_000_000;
const DIFFERENCE_LIMIT = 5000;
/** To begin with, whatever is in the sets. */
const SEARCH_WORK = 2000;
/** To know what rules make of a kind of call. */
const CALL_WORK = 5;
/** Pairs of files that are held against one another while a rule is asked. */
const LOOKS_PER_WORK = 4;

type LimitedOptions = CompareOptions & { readonly budget: Budget };

/** Returns what is not settled. */
export function compareCalls(
  sets: readonly [RuleSet, RuleSet],
  found: Found,
  options: LimitedOptions,
): readonly string[] {
  const search = new Search(sets, found, options);
  search.run();
  return [...search.unsettled];
}

/** What a walk has shown; the same for all calls and files that leave the same of the same rules. */
interface Outcome {
  readonly judged: readonly Judged[];
  readonly isComplete: boolean;
}

interface Judged {
  readonly event: FilterEvent;
  readonly first: Decision;
  readonly second: Decision;
}

class Search {
  readonly unsettled = new Set<string>();
  readonly #sets: readonly [RuleSet, RuleSet];
  readonly #sides: readonly [Side, Side];
  readonly #found: Found;
  readonly #options: CompareOptions;
  /** Exclude rules split the space and decide nothing that a rule of the exit list could be asked for. */
  readonly #onlyApart: boolean;
  readonly #known = new Map<string, Outcome>();
  readonly #memory: Memory;
  readonly #budget: Budget;
  /** What the sides had worked when it was last taken from the budget. */
  #charged = 0;

  constructor(sets: readonly [RuleSet, RuleSet], found: Found, options: LimitedOptions) {
    this.#sets = sets;
    this.#sides = [sideOf(sets[0]), sideOf(sets[1])];
    this.#found = found;
    this.#options = options;
    this.#budget = options.budget;
    this.#charged = this.#worked;
    this.#spend(SEARCH_WORK + (this.#sides[0].rules.length + this.#sides[1].rules.length) / 4);
    this.#memory = options.onlyFirst ? memoryOf(this.#sides[1]) : { looked: new Map(), twins: new Map() };
    this.#onlyApart = !options.onlyFirst && sets.every((set) => rulesOn(set, LIST_EXCLUDE).length === 0);
  }

  run(): void {
    const calls = this.#calls();
    const aboutFiles = calls.filter(({ shape }) => isAboutFiles(shape));
    const { onlyFirst = false } = this.#options;
    const counts = (placed: PlacedRule): boolean => this.#counts(placed);
    const isOver = (): boolean => {
      this.#spend(0);
      return this.#isOver;
    };
    this.#spend(CALL_WORK * calls.length);
    const most = FILE_LIMIT / aboutFiles.length;
    const targets = targetsFor(this.#sides, { onlyFirst, counts, most, isOver });
    if (targets) this.#lookAtAll(calls, targets);
    else this.#end(TOO_LARGE);
  }

  #lookAtAll(calls: readonly CallClass[], targets: Targets): void {
    for (const call of calls) {
      if (this.#isOver) return;
      if (isAboutFiles(call.shape)) {
        this.#spend(targets.count);
        for (const group of targets.groupsFor(call)) this.#lookAtGroup(call, group);
        this.#spend(0);
        this.#lookAt(call, 'missing');
      }
      this.#lookAt(call, undefined);
    }
    if (this.#isOver) return;
    const mostLooks = (): number => this.#budget.left * LOOKS_PER_WORK;
    for (const pairs of targets.pairsFor(calls, mostLooks)) this.#lookAtPairs(pairs);
  }

  /** Of a policy's rule only those count that may match what it matches. */
  #counts(placed: PlacedRule): boolean {
    return !this.#options.onlyFirst || this.#sides[0].rules.some((asking) => !areApart(asking, placed));
  }

  /** And what the sides have worked since. */
  #spend(work: number): void {
    const worked = this.#worked;
    this.#budget.left -= work + worked - this.#charged;
    this.#charged = worked;
    if (this.#budget.left < 0) this.#end(TOO_LARGE);
  }

  get #worked(): number {
    return this.#sides[0].work + this.#sides[1].work;
  }

  /** All that rules of either set see. */
  #calls(): readonly CallClass[] {
    const { onlyFirst, machine } = this.#options;
    const [first, second] = this.#sides;
    const architectures = architecturesOf([...first.rules, ...second.rules], machine);
    const asked = onlyFirst ? first.ofCalls : [...first.ofCalls, ...second.ofCalls];
    const classes = callClasses(asked, architectures);
    const calls = onlyFirst ? splitFurther(classes, second.placesFor(architectures)) : classes;
    const operations = operationClasses([...first.ofOperations, ...second.ofOperations], asked, architectures);
    const all = [...calls, ...operations];
    return onlyFirst ? all.filter((call) => viewOf(first, call).mayRecord) : all;
  }

  get #isOver(): boolean {
    return this.#found.has(this.#options.stopAt) || this.#isEnded;
  }

  #isEnded = false;

  #end(reason: string): void {
    this.#isEnded = true;
    this.unsettled.add(reason);
  }

  #lookAtPairs({ calls, pairs, areCut, looks }: Pairs): void {
    this.#spend(looks / LOOKS_PER_WORK);
    for (const call of calls) {
      for (const [file, other] of pairs) {
        if (this.#isOver) return;
        this.#lookAt(call, { file, other });
      }
    }
    if (areCut) this.unsettled.add('calls that take two files: too many pairs to look at each');
  }

  /** What one of the files shows, the others show, too. */
  #lookAtGroup(call: CallClass, { files, kind }: FileGroup): void {
    const [file, ...others] = files;
    if (!file || this.#isOver) return;
    const { onlyFirst, stopAt } = this.#options;
    const name = [nameOf(call), viewOf(this.#sides[0], call).text, kind].join('\0\0\0\0');
    const known = onlyFirst ? this.#memory.looked.get(name) : undefined;
    if (known) this.#lookLike(known, call, file);
    const shown = known?.shown ?? this.#lookAt(call, { file });
    if (this.#isOver) return;
    if (onlyFirst && !stopAt && this.unsettled.size === 0) this.#memory.looked.set(name, { file, shown });
    for (const [way, { differences, agreed }] of shown.entries()) {
      const own = ownOf(this.#sides, known?.file ?? file, differences);
      if (onlyFirst)
        this.#tellAlike(call, known?.file ?? file, others, [
          ...agreed,
          ...own.flatMap(({ difference }) => difference.other.rule ?? []),
        ]);
      const isWanted = own.some(({ difference }) => !onlyFirst || difference.kind === 'only first');
      if (isWanted) for (const other of others) this.#lookAlike(call, other, way, own);
    }
  }

  /** A file that is treated by a rule of a policy as another one was by another rule. */
  #lookLike({ file, shown }: Looked, call: CallClass, other: File): void {
    for (const [way, { differences, agreed }] of shown.entries()) {
      for (const line of agreed) this.#found.agreed.add(counterpartOf(this.#sides[1], call, file, other, line));
      this.#lookAlike(call, other, way, differences);
    }
  }

  /** The same differences at another file; made once, then known for all calls that treat the two files alike. */
  #lookAlike(call: CallClass, file: File, way: number, seen: readonly Seen[]): void {
    const { twins } = this.#memory;
    this.#spend(seen.length);
    const known = seen.flatMap(({ difference }) => twins.get(difference)?.get(file) ?? []);
    if (known.length === seen.length) {
      for (const twin of known) this.#found.also(twin, call);
      return;
    }
    if (this.#isOver) return;
    const moved = movedToFile(
      { sets: this.#sets, sides: this.#sides, found: this.#found, spend: (work) => this.#spend(work) },
      { call, file, way },
      seen,
    );
    if (!moved) this.#lookAt(call, { file }, way);
    for (const [difference, twin] of moved ?? [])
      twins.set(difference, (twins.get(difference) ?? new Map<File, Difference>()).set(file, twin));
  }

  /** Rules of the second set that do for the other files what these do for this one. */
  #tellAlike(call: CallClass, file: File, others: readonly File[], lines: readonly string[]): void {
    for (const line of lines) {
      const label = `${line} ${others.length}`;
      if (this.#told.has(label)) continue;
      this.#told.add(label);
      this.#spend(others.length);
      for (const other of others) this.#found.alike.add(counterpartOf(this.#sides[1], call, file, other, line));
    }
  }

  readonly #told = new Set<string>();

  /** By the way that the call goes. `only`: the one way to look at. */
  #lookAt(call: CallClass, target: Target, only?: number): readonly Shown[] {
    const isOfTwo = typeof target === 'object' && target.other !== undefined;
    const shown: Shown[] = [];
    for (const [way, form] of eventsFor(call.shape, target).entries()) {
      if (this.#isOver) break;
      if (only !== undefined && way !== only) continue;
      shown.push(this.#judge({ call, isOfTwo, way, base: { ...form, ...eventOf(call), ...resultOf(form, call) } }));
    }
    return shown;
  }

  #judge(occasion: Occasion): Shown {
    const { call, base, isOfTwo } = occasion;
    const question = this.#questionOf(occasion);
    const [differences, agreed] = [new Map<Difference, Seen>(), new Set<string>()];
    if (!question) return { differences: [], agreed };
    const judge = ({ event, first, second }: Judged): boolean => {
      const difference = this.#found.judge(call, event, first, second, isOfTwo);
      if (difference) differences.set(difference, differences.get(difference) ?? { difference, event });
      else if (first.recorded === true) agreed.add(second.rule ?? '');
      return !this.#found.has(this.#options.stopAt);
    };
    const alike = this.#known.get(question.pattern);
    this.#spend(question.pattern.length / TEXT_PER_WORK + (alike?.judged.length ?? 0));
    for (const judged of alike?.judged ?? []) judge(judged);
    const outcome = alike ?? this.#walk(base, question, judge);
    this.#known.set(question.pattern, outcome);
    if (!outcome.isComplete && !this.#isOver) this.unsettled.add(`${classText(call)}: too many cases to look at each`);
    if (this.#found.count > DIFFERENCE_LIMIT)
      this.#end(`more than ${DIFFERENCE_LIMIT} differences: the search was ended`);
    return { differences: [...differences.values()], agreed };
  }

  /** What the occasion leaves of the rules; `undefined` where both sets do the same, or nothing. */
  #questionOf(occasion: Occasion): Question | undefined {
    const { call, base } = occasion;
    const { onlyFirst = false } = this.#options;
    const watching = both(this.#sides, (side) => side.watching(base));
    const isWatched = watching.some((rules) => rules.length > 0);
    const residuesIn = (side: Side): readonly Residue[] => {
      const asked = side.rulesFor(call, base);
      // Each is held against the policy's rule, too.
      this.#spend((onlyFirst && side !== first ? 2 : 1) * asked.length + 1);
      return residuesOf(
        onlyFirst && side !== first ? asked.filter((placed) => this.#counts(placed)) : asked,
        base,
        isWatched,
      );
    };
    const [first, second] = this.#sides;
    const left = residuesIn(first);
    if (onlyFirst && left.length === 0) return undefined;
    const right = onlyFirst ? deciding(left, residuesIn(second)) : residuesIn(second);
    if (this.#isEnded || left.length + right.length === 0) return undefined;
    return questionFrom(occasion, { sets: this.#sets, watching, residues: [left, right], onlyFirst });
  }

  /** Puts one event of each cell to both sets. */
  #walk(base: FilterEvent, { residues, isWatched, sets }: Question, judge: (judged: Judged) => boolean): Outcome {
    const { onlyFirst = false, cellLimit = CELL_LIMIT } = this.#options;
    const judged: Judged[] = [];
    const [one, other] = sets();
    const eventWork = CASE_WORK + ruleCount(one) + ruleCount(other);
    const { isComplete, work } = walkCells(base, ...residues, {
      limit: cellLimit,
      workLimit: this.#budget.left,
      onlyMatched: onlyFirst,
      onlyApart: this.#onlyApart,
      isAskedEarly: isWatched,
      visit: (attributes) => {
        const event = completed(base, attributes);
        const found = { event, first: decide(one, event), second: decide(other, event) };
        judged.push(found);
        this.#spend(eventWork);
        return judge(found) && !this.#isEnded;
      },
    });
    this.#spend(work);
    return { judged, isComplete };
  }
}
