/**
 * Rules exchanged on a running machine. While a stage is open the changes are collected: a rule that is new is added
 * behind the others at once, so that the kernel's refusal is known where it is asked for; all deletions, and the order,
 * come with `finish`, on the way of `plan.ts`. A rule of both sets is not touched.
 */
import { AuditError } from '../../errors.js';
import type { AuditClient } from '../../netlink/client.js';
import { EEXIST, ENOENT, KernelError } from '../../netlink/kernel-error.js';
import { encodeRule, PREPEND } from '../../rules/encode.js';
import type { RuleChange } from '../../rules/rule.js';
import type { Platform } from '../platform.js';
import { byList, hasClass, type KernelRule, kernelRule, shadowOf } from './kernel-rule.js';
import { type NoteKeeper, openNote } from './note.js';
import { afterAdditions, afterDeletions, type Phase, planReload, sameRules } from './plan.js';
import { canHasten, hastened } from './quick-deletes.js';
import type { SavedSettings } from './settings.js';

export interface Outcome {
  readonly added: number;
  readonly deleted: number;
  /** Rules of both sets that were not touched. */
  readonly kept: number;
  /** Rules of both sets that are there anew for the sake of their order; they were in force all the time. */
  readonly moved: number;
}

/** Somebody else may change rules in the same moment; then the way is planned again from where they stand. */
const ATTEMPTS = 3;

export class Stage {
  readonly #platform: Platform;
  readonly #client: AuditClient;
  readonly #before: readonly KernelRule[];
  readonly #known: Set<string>;
  readonly #settings: SavedSettings;
  #target: readonly KernelRule[];
  #added: KernelRule[] = [];
  #note: NoteKeeper | undefined;
  #isNoted = false;

  /** Asks for the kernel's list. Throws `KernelError`. */
  constructor(client: AuditClient, platform: Platform, settings: SavedSettings = {}) {
    this.#platform = platform;
    this.#client = client;
    this.#settings = settings;
    this.#before = client.listRules().map((bytes) => kernelRule(bytes));
    this.#known = new Set(this.#before.map(({ id }) => id));
    this.#target = this.#before;
  }

  /** The rules as they will be. */
  rules(): readonly Buffer[] {
    return this.#target.map(({ bytes }) => bytes);
  }

  /** Like the kernel's: throws `KernelError` with its error number. */
  change({ operation, prepend, rule }: RuleChange): void {
    const sent = kernelRule(encodeRule(rule));
    const asked = hasClass(sent) ? this.#listedForm(sent) : sent; // a class comes back as its members
    const isWanted = this.#target.some(({ id }) => id === asked.id);
    if (operation === 'delete') {
      if (!isWanted) throw new KernelError(ENOENT, 'deleting a rule');
      this.#target = afterDeletions(this.#target, [asked]);
      return;
    }
    if (isWanted && !prepend) throw new KernelError(EEXIST, 'adding a rule');
    const listed = this.#known.has(asked.id) ? asked : this.#add(asked);
    this.#target = afterAdditions(this.#target, [{ rule: listed, prepend }]);
  }

  /** Takes a rule of `rules()` out. */
  delete(bytes: Buffer): void {
    this.#target = afterDeletions(this.#target, [kernelRule(bytes)]);
  }

  /** Makes the kernel's list what was asked for. Throws `AuditError`; then the rules are as the note says. */
  finish(): Outcome {
    this.#learn();
    const touched = this.#reach(this.#target);
    const [before, target] = [this.#before, this.#target].map((rules) => new Set(rules.map(({ id }) => id)));
    return {
      added: this.#target.filter(({ id }) => !before?.has(id)).length,
      deleted: this.#before.filter(({ id }) => !target?.has(id)).length,
      kept: this.#before.filter(({ id }) => target?.has(id) && !touched.has(id)).length,
      moved: this.#before.filter(({ id }) => target?.has(id) && touched.has(id)).length,
    };
  }

  /** Puts the former rules back. Throws `AuditError` when the kernel does not let it. */
  undo(): void {
    this.#reach(this.#before);
  }

  /** How the kernel lists the rules that were added, should it have made something else of them. */
  #learn(): void {
    if (this.#added.length === 0) return;
    const now = byList(this.#client.listRules().map((bytes) => kernelRule(bytes)));
    const before = byList(this.#before);
    const added = byList(this.#added);
    const listed = new Map<string, KernelRule>();
    now.forEach((rules, i) => {
      const sent = added[i] ?? [];
      if (rules.length !== (before[i] ?? []).length + sent.length) return; // somebody else is at work
      sent.forEach(({ id }, at) => {
        const rule = rules[rules.length - sent.length + at];
        if (rule && rule.id !== id) listed.set(id, rule);
      });
    });
    this.#target = this.#target.map((rule) => listed.get(rule.id) ?? rule);
  }

  #reach(target: readonly KernelRule[]): ReadonlySet<string> {
    const touched = reach(this.#client, target, {
      switchFolder: this.#platform.switchFolder,
      beforePhase: (isHastened) => this.#write(isHastened, target),
    });
    this.#note?.close();
    this.#note = undefined;
    this.#isNoted = false;
    return touched;
  }

  /** Adds a rule behind the others and says how the kernel lists it. */
  #add(asked: KernelRule): KernelRule {
    this.#write(false);
    try {
      this.#client.addRule(asked.bytes);
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== EEXIST) throw error;
      return this.#listedForm(asked);
    }
    this.#known.add(asked.id);
    this.#added.push(asked);
    return asked;
  }

  /** The form in which the kernel lists the rule, or would: a shadow of it shows that. */
  #listedForm(asked: KernelRule): KernelRule {
    const shadow = shadowOf(asked, 0);
    this.#write(false);
    this.#client.addRule(shadow.bytes);
    const listed = this.#last(shadow);
    this.#client.deleteRule(listed.bytes);
    return shadowOf(listed, 0);
  }

  /** A rule that was just added stands last in its list. */
  #last({ list }: KernelRule): KernelRule {
    const rules = this.#client.listRules().map((bytes) => kernelRule(bytes));
    const last = rules.findLast((rule) => rule.list === list);
    if (!last) throw new AuditError('rule', 'A rule that was added is not there');
    return last;
  }

  /** Writes down what is about to happen. */
  #write(isHastened: boolean, target?: readonly KernelRule[]): void {
    if (this.#isNoted && !target) return;
    const texts = (rules: readonly KernelRule[]): string[] => rules.map(({ bytes }) => bytes.toString('base64'));
    const before = texts(this.#before);
    const content = { before, target: target && texts(target), settings: this.#settings, isHastened };
    if (this.#isNoted) this.#note?.update(content);
    else this.#note = openNote(this.#platform, content);
    this.#isNoted = true;
  }
}

export interface ReachOptions {
  readonly switchFolder: string;
  /** Told before anything is changed. */
  readonly beforePhase: (isHastened: boolean) => void;
}

/**
 * Brings the kernel from whatever list it has to the target, and returns the ids of the rules that were deleted. Throws
 * `AuditError` when it does not get there.
 */
export function reach(client: AuditClient, target: readonly KernelRule[], options: ReachOptions): ReadonlySet<string> {
  const inOrder = byList(target).flat();
  const touched = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const current = client.listRules().map((bytes) => kernelRule(bytes));
    const phases = planReload(current, inOrder);
    if (phases.length === 0) return touched;
    for (const { deletions } of phases) for (const { id } of deletions) touched.add(id);
    const isHastened = canHasten(options.switchFolder, phases.flatMap(({ deletions }) => deletions).length);
    options.beforePhase(isHastened);
    const go = (): boolean => walk(client, current, phases);
    if (isHastened ? hastened(options.switchFolder, go) : go()) return touched;
  }
  throw new AuditError('rule', "The kernel's list differs from the rules that were sent", { exitStatus: 1 });
}

/** Goes through the phases; false when the list is not what it should be, before anything is taken away from it. */
function walk(client: AuditClient, from: readonly KernelRule[], phases: readonly Phase[]): boolean {
  let expected = from;
  for (const { additions, deletions } of phases) {
    for (const { rule, prepend } of additions) client.addRule(prepend ? inFront(rule.bytes) : rule.bytes);
    expected = afterAdditions(expected, additions);
    if (additions.length > 0 && !isListed(client, expected)) return false;
    for (const { bytes } of deletions) deleteIfThere(client, bytes);
    expected = afterDeletions(expected, deletions);
  }
  return isListed(client, expected);
}

function isListed(client: AuditClient, expected: readonly KernelRule[]): boolean {
  return sameRules(
    client.listRules().map((bytes) => kernelRule(bytes)),
    expected,
  );
}

/** The kernel drops rules itself when the folder of a path goes away. */
function deleteIfThere(client: AuditClient, bytes: Buffer): void {
  try {
    client.deleteRule(bytes);
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== ENOENT) throw error;
  }
}

function inFront(bytes: Buffer): Buffer {
  const flagged = Buffer.from(bytes);
  flagged[FLAG_BYTE]! |= PREPEND;
  return flagged;
}

/** The lowest byte of the list's number. */
const FLAG_BYTE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 3;
