/** What is left of a rule for one call and its files: the conditions that are still open, all others decided. */
import { FIELD_EXIT, FIELD_KEY, FIELD_SUCCESS } from '../fields.js';
import { conditionName, hasNoReturn, holdsFor, type Trial } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import type { PlacedRule } from '../model/rule-set.js';
import { LIST_EXIT, LIST_IO_URING } from '../rule.js';
import { type OpenCondition, openCondition, signatureOf } from './open-condition.js';

export interface Residue {
  readonly placed: PlacedRule;
  readonly open: readonly OpenCondition[];
  /** Equal for rules that do the same to these events. */
  readonly signature: string;
  /** Nothing behind it counts once it matches. */
  readonly isFinal: boolean;
  /** Nothing of this kind behind it counts once it matches: it is a rule of the exit list, outside the inode table. */
  readonly endsList: boolean;
}

/** In order of the list, up to the first that surely decides. */
export function residuesOf(
  rules: readonly PlacedRule[],
  event: FilterEvent,
  /** Some rule watches an entry that goes: rules about files may be hit early. */
  isWatched: boolean,
): readonly Residue[] {
  const residues: Residue[] = [];
  const signatures = new Set<string>();
  const keepsAll = isRefiled(event);
  for (const placed of rules) {
    for (const residue of residuesOfRule(placed, event, isWatched)) {
      if (signatures.has(residue.signature) && !(keepsAll && placed.isHash)) continue;
      signatures.add(residue.signature);
      residues.push(residue);
      if (residue.isFinal && residue.open.length === 0) return residues;
    }
  }
  return residues;
}

/** A name comes to another file: its rules are filed anew, in order of loading, so that none stands for another. */
export function isRefiled({ after = {} }: FilterEvent): boolean {
  return Object.values(after).some((object) => object !== null);
}

/** Of a rule in the inode table one for each file that it may be tried with, as far as it asks for more of the file. */
function residuesOfRule(placed: PlacedRule, event: FilterEvent, isWatched: boolean): readonly Residue[] {
  if (hangsOnCallAlone(placed)) return residuesOfCall(placed, event, isWatched);
  const residues: Residue[] = [];
  for (const at of placed.isHash ? placesOf(placed, event) : [undefined]) {
    const residue = residueOf(placed, event, isWatched, at);
    if (!residue) continue;
    residues.push(residue);
    if (!residue.open.some(({ parts }) => parts.some(({ attributes }) => attributes.some(isOfOneFile)))) break;
  }
  return residues;
}

const ofCalls = new WeakMap<PlacedRule, Map<string, readonly Residue[]>>();

/** Once for each call and result, whatever files it is about. */
function residuesOfCall(placed: PlacedRule, event: FilterEvent, isWatched: boolean): readonly Residue[] {
  const { arch, syscall, uring_op: operation, exit, success } = event;
  const call = [arch, syscall, operation, exit, success, isWatched].join();
  const known = ofCalls.get(placed) ?? new Map<string, readonly Residue[]>();
  ofCalls.set(placed, known);
  let residues = known.get(call);
  if (!residues) {
    const residue = residueOf(placed, event, isWatched, undefined);
    residues = residue ? [residue] : [];
    known.set(call, residues);
  }
  return residues;
}

const alone = new WeakMap<PlacedRule, boolean>();

/** No condition looks at files. */
function hangsOnCallAlone(placed: PlacedRule): boolean {
  let isAlone = alone.get(placed);
  if (isAlone === undefined) {
    isAlone = !placed.isHash && placed.rule.fields.every((field) => callFields.has(conditionName(field)));
    alone.set(placed, isAlone);
  }
  return isAlone;
}

const callFields: ReadonlySet<string> = new Set([
  ...['arch', 'perm', 'pid', 'ppid', 'uid', 'euid', 'suid', 'fsuid', 'auid', 'gid', 'egid', 'sgid', 'fsgid', 'key'],
  ...['sessionid', 'pers', 'a0', 'a1', 'a2', 'a3', 'exe', 'exit', 'success'],
]);

/** The entry that it is about may name one file before the call and another one behind it. */
function placesOf(placed: PlacedRule, { names = [] }: FilterEvent): readonly number[] {
  const files = new Set<unknown>();
  return names.flatMap((name, at) => {
    if (!isAbout(placed, name) || files.has(name.ino)) return [];
    files.add(name.ino);
    return [at];
  });
}

function isOfOneFile(attribute: string): boolean {
  return attribute.includes('@');
}

function residueOf(
  placed: PlacedRule,
  event: FilterEvent,
  isWatched: boolean,
  at: number | undefined,
): Residue | undefined {
  const name = at === undefined ? undefined : event.names?.[at];
  const trial: Trial = { event, names: event.names, name, hasResult: !hasNoReturn(event), paths: {} };
  const open: OpenCondition[] = [];
  for (const condition of placed.rule.fields) {
    if (condition.field === FIELD_KEY) continue;
    const truth = holdsFor(condition, trial);
    if (truth === false) return undefined;
    if (truth === 'unknown') open.push(openCondition(condition, event, at));
  }
  const hasResultCondition = placed.rule.fields.some(({ field }) => field === FIELD_EXIT || field === FIELD_SUCCESS);
  const traits = [at, placed.isHash && hasResultCondition && placed.path, isOperation(event)];
  return signed(placed, open, isFinal(placed, event, isWatched, hasResultCondition), traits);
}

export function signed(
  placed: PlacedRule,
  open: readonly OpenCondition[],
  isFinal: boolean,
  traits: readonly unknown[] = [],
): Residue {
  const { list, action } = placed.rule;
  const all = [list, action, placed.key, ...traits, ...open.map(signatureOf).sort()];
  return { placed, open, isFinal, endsList: list === LIST_EXIT && !placed.isHash, signature: all.join('\0') };
}

/** Equal for residues of one rule that hang on the same attributes in the same way. */
export function patternOf({ placed, signature, open }: Residue): string {
  return `${placed.place} ${signature} ${open.map(({ parts }) => parts.map(({ attributes }) => attributes.join()).join(';')).join()}`;
}

function isOperation({ uring_op: operation }: FilterEvent): boolean {
  return operation !== undefined;
}

function isInline({ uring_op: operation, syscall }: FilterEvent): boolean {
  return operation !== undefined && syscall !== undefined;
}

function isFinal(placed: PlacedRule, event: FilterEvent, isWatched: boolean, hasResultCondition: boolean): boolean {
  // Rules about the file behind it may have been hit early, when the file went; one without a key leaves their key.
  // Inside io_uring_enter a rule of the exit list behind it may keep the io_uring list from being asked.
  if (placed.isHash) return !isInline(event) && isLastOfFile(placed, event, hasResultCondition);
  // The exit list is asked first, whatever stands in front of it.
  return !isWatched && !(isOperation(event) && placed.rule.list === LIST_IO_URING);
}

function isLastOfFile(placed: PlacedRule, event: FilterEvent, hasResultCondition: boolean): boolean {
  return placed.key !== null && !hasResultCondition && (event.names?.length ?? 0) < 2;
}

function isAbout(placed: PlacedRule, { path, ino }: { path?: string | null; ino: unknown }): boolean {
  return placed.path === undefined ? placed.inode === (ino ?? 0xffffffff) : placed.path === path;
}
