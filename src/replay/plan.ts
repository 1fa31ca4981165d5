/**
 * Which rules see a call, and which fields of its records they look at. Events that agree in these are alike to the
 * rules, and judged once:
 *
 *   rules for openat (b64)           fields                        events
 *   dir=/etc perm=wa auid>=1000  →   a2, auid, places by /etc  →   2 1000 /etc   judged
 *   exit=-EACCES                     exit                          2 1000 -      judged …
 */

import type { AuditEvent } from '../log/event.js';
import { fieldNumber, fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import { comparisonByNumber, FIELD_ARCH, FIELD_COMPARE } from '../rules/fields.js';
import { conditionName, holdsFor } from '../rules/model/conditions.js';
import { permissionSource } from '../rules/model/permission.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../rules/model/rule-set.js';
import { LIST_EXCLUDE, LIST_EXIT, LIST_IO_URING, type RuleField } from '../rules/rule.js';
import { OPENAT2, PATH, SOCKADDR, URINGOP } from '../tables/generated/record-type.js';
import { Landmarks } from './landmarks.js';
import type { LoggedEvent } from './logged-event.js';
import { Places } from './places.js';
import { placesIn, rulesNear, type Sighted, sightedOf } from './sighted.js';

export interface Plan {
  /** The rules that may decide about such an event, and all other lists. */
  setFor(logged: LoggedEvent): RuleSet;
  /** No rule sees it. */
  readonly isBlind: boolean;
  /** Equal for events that the rules cannot tell apart. */
  signature(event: AuditEvent, call: AuditRecord): string;
}

const PARTS = '\x01';

/** Makes the plans for the kinds of calls of a log. */
export class Planner {
  readonly #set: RuleSet;
  readonly #uring: Sighted;
  readonly #exit = new Map<number, Sighted>();

  constructor(set: RuleSet) {
    this.#set = set;
    this.#uring = sightedOf(rulesOn(set, LIST_IO_URING));
  }

  /** `call`: the SYSCALL or URINGOP record of an event of the kind. */
  planFor({ type, text }: AuditRecord): Plan {
    if (type === URINGOP) return this.#planOf(this.#uring, text, sightedOf(rulesOn(this.#set, LIST_EXIT)), this.#uring);
    const exit = this.#exitRules(Number.parseInt(fieldValue(text, 'arch') ?? '', 16));
    const syscall = fieldNumber(text, 'syscall') ?? -1;
    // Rules with a path or an inode number count for every call that removes a file, whatever their mask.
    const isSeen = ({ mask, isHash }: PlacedRule): boolean => isHash || holds(mask, syscall);
    const seen = { ...exit, all: exit.all.filter(isSeen), others: exit.others.filter(isSeen) };
    return this.#planOf(seen, text, seen, this.#uring);
  }

  #planOf(asked: Sighted, text: string, exit: Sighted, uring: Sighted): Plan {
    const { lists } = this.#set;
    const excluding = rulesOn(this.#set, LIST_EXCLUDE);
    const needs = needsOf([...asked.all, ...excluding], text, asked.byPath);
    const setOf = (...[exitRules, uringRules]: readonly (readonly PlacedRule[])[]): RuleSet => ({
      lists: new Map([...lists, [LIST_EXIT, exitRules ?? []], [LIST_IO_URING, uringRules ?? []]]),
    });
    // The model remembers what it has made of a set.
    const [whole, elsewhere] = [setOf(exit.all, uring.all), setOf(exit.others, uring.others)];
    return {
      isBlind: asked.all.length === 0,
      signature: (event, record) => signatureOf(event, record, needs, excluding.length > 0),
      setFor: ({ event, paths }) => {
        const places = placesIn(event, paths);
        if (!places) return whole;
        const [near, operations] = [rulesNear(exit, places), rulesNear(uring, places)];
        return near === exit.others && operations === uring.others ? elsewhere : setOf(near, operations);
      },
    };
  }

  #exitRules(arch: number): Sighted {
    const known = this.#exit.get(arch);
    if (known) return known;
    const trial = { event: { arch }, names: [], hasResult: false, paths: {} };
    const rules = rulesOn(this.#set, LIST_EXIT).filter(({ rule: { fields } }) =>
      fields.every((condition) => condition.field !== FIELD_ARCH || holdsFor(condition, trial) === true),
    );
    const sighted = sightedOf(rules);
    if (this.#exit.size === KEPT_ARCHITECTURES) this.#exit.clear();
    this.#exit.set(arch, sighted);
    return sighted;
  }
}

/** A hostile log may name any number of them. */
const KEPT_ARCHITECTURES = 4;

function signatureOf(event: AuditEvent, record: AuditRecord, needs: Needs, withTypes: boolean): string {
  const parts = needs.tokens.map((token) => fieldValue(record.text, token) ?? '');
  for (const [type, token] of needs.others) {
    const other = event.records.find((each) => each.type === type);
    parts.push((other && fieldValue(other.text, token)) ?? '');
  }
  if (needs.landmarks) parts.push(namesOf(event, record, needs, needs.landmarks));
  if (withTypes) parts.push(event.records.map(({ type }) => type).join());
  return parts.join(PARTS);
}

interface Needs {
  /** Fields of the call's record. */
  readonly tokens: readonly string[];
  /** Fields of other records. */
  readonly others: readonly (readonly [type: number, token: string])[];
  /** Fields of PATH records. */
  readonly nameTokens: readonly string[];
  /** The places that rules name; `undefined` when no rule looks at files. */
  readonly landmarks: Landmarks | undefined;
}

/** By condition: the field of the record. Those without one are decided by the call, or never hold. */
const fieldsOf: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['pid', 'ppid', 'uid', 'euid', 'suid', 'fsuid', 'gid', 'egid', 'sgid', 'fsgid', 'auid'],
      ...['exit', 'success', 'a0', 'a1', 'a2', 'a3', 'exe'],
    ].map((name) => [name, name]),
  ),
  sessionid: 'ses',
  pers: 'per',
};

const nameFields: Readonly<Record<string, readonly string[]>> = {
  path: [],
  dir: [],
  inode: ['inode'],
  devmajor: ['dev', 'rdev'],
  devminor: ['dev', 'rdev'],
  filetype: ['mode'],
  obj_uid: ['ouid'],
  obj_gid: ['ogid'],
};

function needsOf(rules: readonly PlacedRule[], text: string, byPath: Sighted['byPath']): Needs {
  const tokens = new Set<string>();
  const others = new Map<number, string>();
  const nameTokens = new Set<string>();
  let readsFiles = false;
  const read = (name: string): void => {
    const token = fieldsOf[name];
    if (token !== undefined) tokens.add(token);
    const ofNames = nameFields[name];
    if (!ofNames) return;
    readsFiles = true;
    for (const each of ofNames) nameTokens.add(each);
  };
  for (const condition of distinct(rules)) {
    const name = conditionName(condition);
    read(name);
    for (const compared of comparedBy(condition)) read(compared);
    if (name === 'saddr_fam') others.set(SOCKADDR, 'saddr');
    if (name === 'perm') needsOfPerm(text, tokens, others);
  }
  // The removal of a watched file is judged before the call has a result.
  if (rules.some(({ isHash }) => isHash)) tokens.add('success');
  const landmarks = readsFiles ? new Landmarks(byPath, rules) : undefined;
  return { tokens: [...tokens], others: [...others], nameTokens: [...nameTokens], landmarks };
}

/** One condition of each field, and all that compare two. */
function* distinct(rules: readonly PlacedRule[]): Generator<RuleField> {
  const seen = new Set<number>();
  for (const { rule } of rules) {
    for (const condition of rule.fields) {
      if (condition.field !== FIELD_COMPARE && seen.has(condition.field)) continue;
      seen.add(condition.field);
      yield condition;
    }
  }
}

function comparedBy(condition: RuleField): readonly string[] {
  if (condition.field !== FIELD_COMPARE || !('value' in condition)) return [];
  const pair = comparisonByNumber(condition.value);
  return pair ? [pair.left, pair.right] : [];
}

function needsOfPerm(text: string, tokens: Set<string>, others: Map<number, string>): void {
  const arch = Number.parseInt(fieldValue(text, 'arch') ?? '', 16);
  const source = permissionSource(arch, fieldNumber(text, 'syscall') ?? -1);
  if (source === 'socketcall') tokens.add('a0');
  else if (typeof source !== 'number' && source.from === 'argument') tokens.add(`a${source.index}`);
  else if (typeof source !== 'number') others.set(OPENAT2, 'oflag');
}

/** The files as the rules see them; which object a name is matters only where one of them is a rule's. */
function namesOf({ records }: AuditEvent, { text }: AuditRecord, needs: Needs, landmarks: Landmarks): string {
  const places = new Places(records, text);
  let signature = '';
  let isNear = false;
  for (const record of records) {
    if (record.type !== PATH) continue;
    const place = places.of(record.text);
    const near = place === undefined ? '?' : landmarks.near(place);
    if (near !== '') isNear = true;
    signature += `${near}${PARTS}`;
    for (const token of needs.nameTokens) signature += `${fieldValue(record.text, token) ?? ''}${PARTS}`;
  }
  if (!isNear) return signature;
  for (const { type, text: path } of records) {
    if (type !== PATH) continue;
    signature += `${fieldValue(path, 'nametype')}${PARTS}${fieldValue(path, 'dev')}${PARTS}${fieldValue(path, 'inode')}${PARTS}`;
  }
  return signature;
}
