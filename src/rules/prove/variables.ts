/**
 * The attributes of an event that a rule can ask for, each with the few values that tell all rules apart: below, at and
 * above each number that a rule compares with, and every mixture of the bits that a rule looks at.
 */
import { comparisonByNumber, FIELD_COMPARE } from '../fields.js';
import { conditionName } from '../model/conditions.js';
import type { EventName, FilterEvent, Integer } from '../model/event.js';
import { type OpenFlags, permissionSource } from '../model/permission.js';
import { operatorSymbol, type RuleField } from '../rule.js';

export type Value = number | string | null | readonly number[];

const FILE_ATTRIBUTES: ReadonlySet<string> = new Set(['ouid', 'ogid', 'mode', 'major', 'minor']);

export function isOfFile(attribute: string): boolean {
  return FILE_ATTRIBUTES.has(attribute);
}

/** The attribute of the file with this inode number, as each file of an event has its own. */
export function ofFile(attribute: string, ino: EventName['ino']): string {
  return `${attribute}@${ino}`;
}

function kindOf(attribute: string): string {
  const end = attribute.indexOf('@');
  return end < 0 ? attribute : attribute.slice(0, end);
}

/** What one attribute may be; the likeliest value first. */
export interface Variable {
  readonly name: string;
  readonly values: readonly Value[];
  /** All that rules can tell apart is among the values. */
  readonly isExact: boolean;
}

const ids = ['uid', 'euid', 'suid', 'fsuid', 'auid', 'gid', 'egid', 'sgid', 'fsgid'];

/** The attributes that a condition is about; none when the call and its names decide it. */
export function attributesOf(condition: RuleField, arch: number, syscall: number): readonly string[] {
  const name = conditionName(condition);
  const fixed = byCondition[name];
  if (fixed) return fixed;
  if (condition.field === FIELD_COMPARE && 'value' in condition) {
    const pair = comparisonByNumber(condition.value);
    return pair ? [pair.left, owners[pair.right] ?? pair.right] : [];
  }
  if (name !== 'perm') return [];
  const source = permissionSource(arch, syscall);
  if (typeof source === 'number') return [];
  return [source === 'socketcall' ? 'a0' : attributeOf(source)];
}

const owners: Readonly<Record<string, string>> = { obj_uid: 'ouid', obj_gid: 'ogid' };

const byCondition: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['pid', 'ppid', 'pers', 'a0', 'a1', 'a2', 'a3', 'exit', 'exe', 'saddr_fam'].map(itself)),
  ...Object.fromEntries(ids.map(itself)),
  gid: ['gid', 'groups'],
  egid: ['egid', 'groups'],
  sessionid: ['ses'],
  success: ['exit'],
  filetype: ['mode'],
  obj_uid: ['ouid'],
  obj_gid: ['ogid'],
  devmajor: ['major'],
  devminor: ['minor'],
};

function itself(name: string): [string, readonly string[]] {
  return [name, [name]];
}

const likely: Readonly<Record<string, readonly Value[]>> = {
  ...Object.fromEntries(ids.map((id) => [id, [1000, 0]])),
  auid: [1000, 0xffffffff, 0],
  ...{ pid: [4000], ppid: [3000], ses: [1], pers: [0], a0: [0], a1: [0], a2: [0], a3: [0], groups: [[]] },
  exit: [0, 0xfffffff3, 0xfffffffe],
  ...{
    openat2_flags: [0],
    saddr_fam: [null, 2],
    exe: ['/usr/bin/program'],
    mode: [0o100644],
    ouid: [0, 1000],
    ogid: [0],
  },
  ...{ major: [8], minor: [1] },
};

const likelyValues = Object.entries(likely);

const unsetIds: ReadonlySet<string> = new Set(['auid', 'ses']);

/** The values of an attribute that tell these conditions apart. `numbers`: of the attributes it is compared with. */
export function variableFor(attribute: string, conditions: readonly RuleField[], shared: readonly number[]): Variable {
  const name = kindOf(attribute);
  const values = new Set<Value>(likely[name] ?? [0]);
  let isExact = name !== 'major' && name !== 'minor';
  if (name === 'exe') for (const condition of conditions) if ('text' in condition) values.add(condition.text);
  if (name === 'mode') for (const type of [0o04, 0o12, 0o14, 0o06, 0o02, 0o01]) values.add(type << 12);
  const isPermission = (condition: RuleField): boolean => conditionName(condition) === 'perm';
  const numbers = conditions.flatMap((condition) =>
    'value' in condition && !isPermission(condition) ? [condition] : [],
  );
  if (name === 'groups') return groupsOf(numbers.map(({ value }) => value));
  const bits = numbers.filter(({ operator }) => operatorSymbol(operator)?.startsWith('&'));
  const masks = bits.map(({ value }) => value);
  const looksAtMode = conditions.some(isPermission);
  if (looksAtMode) masks.push(ACCESS_MODE);
  const edges = [
    ...shared,
    ...numbers
      .filter((condition) => !bits.includes(condition) && conditionName(condition) !== 'success')
      .map(({ value }) => value),
  ];
  if (name === 'exit') edges.push(0xfffff000, 0xffffffff);
  if (name === 'exe' || name === 'mode') edges.length = 0;
  const isOrdered = numbers.some(({ operator }) => /[<>]/.test(operatorSymbol(operator) ?? ''));
  const isLinked = shared.length > 0 || name === 'exit';
  // Every access mode is among the four numbers beside an edge; equality alone tells no neighbours apart.
  const reach = looksAtMode ? ACCESS_MODE + 1 : isOrdered || isLinked ? 1 : 0;
  if (reach === 0) edges.push(freeNumber(edges));
  for (const edge of edges)
    for (let value = edge - reach; value <= edge + reach; value++) if (isPossible(name, value)) values.add(value);
  const mixed = mixtures(masks);
  const free = freeBit([...masks, ...edges]);
  for (const value of mixed.values) values.add(value).add((value | free) >>> 0);
  if (looksAtMode && bits.length > 0 && edges.length > 0) isExact = false;
  if (bits.length > 0 && (isOrdered || shared.length > 0)) isExact = false;
  return { name: attribute, values: [...values], isExact: isExact && mixed.isExact };
}

/** One that is none of these. */
function freeNumber(numbers: readonly number[]): number {
  let free = 1001;
  while (numbers.includes(free)) free++;
  return free;
}

function isPossible(name: string, value: number): boolean {
  if (value < 0 || value > 0xffffffff) return false;
  return value !== 0xffffffff || !ids.includes(name) || unsetIds.has(name);
}

/** O_ACCMODE. */
const ACCESS_MODE = 3;

const SUBSET_LIMIT = 6;

function groupsOf(numbers: readonly number[]): Variable {
  const distinct = [...new Set(numbers)];
  const subsets = distinct.length <= SUBSET_LIMIT ? subsetsOf(distinct) : [[], ...distinct.map((one) => [one])];
  return { name: 'groups', values: subsets, isExact: distinct.length <= SUBSET_LIMIT };
}

function mixtures(masks: readonly number[]): { values: readonly number[]; isExact: boolean } {
  if (masks.length === 0) return { values: [], isExact: true };
  const every = masks.reduce((all, mask) => all | mask, 0);
  const bits = Array.from({ length: 32 }, (_, i) => (1 << i) >>> 0).filter((bit) => (every & bit) !== 0);
  const isExact = bits.length <= SUBSET_LIMIT;
  const parts = isExact ? bits : [...bits, ...masks];
  const subsets = isExact ? subsetsOf(parts) : [[], ...parts.map((one) => [one]), bits];
  return { values: subsets.map((subset) => subset.reduce((all, bit) => all | bit, 0) >>> 0), isExact };
}

/** A bit that no mask looks at: the same mixture, but another number. */
function freeBit(masks: readonly number[]): number {
  const every = masks.reduce((all, mask) => all | mask, 0);
  const free = ~every >>> 0;
  return free === 0 ? 0 : (1 << (31 - Math.clz32(free))) >>> 0;
}

function subsetsOf(items: readonly number[]): readonly (readonly number[])[] {
  return items.reduce<readonly (readonly number[])[]>(
    (sets, item) => sets.concat(sets.map((set) => [...set, item])),
    [[]],
  );
}

/** The event with the likeliest value of everything that is still open: what a witness has where it is free. */
export function completed(base: FilterEvent, attributes: ReadonlyMap<string, Value>): FilterEvent {
  let whole = wholes.get(base);
  if (!whole) {
    whole = withAttributes(base, new Map(freeValues(base)));
    wholes.set(base, whole);
  }
  return withAttributes(whole, new Map([...attributes, ...following(base, attributes)]));
}

/** Ids that nothing asks for are like the one that they usually are like. */
function* following(
  base: FilterEvent,
  attributes: ReadonlyMap<string, Value>,
): Generator<[name: string, value: Value]> {
  for (const [name, leader] of likeIds) {
    const value = attributes.get(leader);
    if (value !== undefined && base[name] === undefined && !attributes.has(name)) yield [name, value];
  }
}

const likeIds = [
  ...(['euid', 'suid', 'fsuid'] as const).map((name) => [name, 'uid'] as const),
  ...(['egid', 'sgid', 'fsgid'] as const).map((name) => [name, 'gid'] as const),
];

const wholes = new WeakMap<FilterEvent, FilterEvent>();

function freeValues(base: FilterEvent): readonly (readonly [attribute: string, value: Value])[] {
  const files = new Set((base.names ?? []).flatMap(({ ino }) => (ino === null ? [] : [ino])));
  const given: Readonly<Record<string, unknown>> = { ...base };
  return likelyValues.flatMap(([name, values]) => {
    if (given[ARGUMENT.test(name) ? 'args' : name] !== undefined) return [];
    const [value] = possibleOf(base, name, values);
    if (value === undefined) return [];
    return isOfFile(name) ? [...files].map((ino) => [ofFile(name, ino), value] as const) : [[name, value] as const];
  });
}

/** Of these values of an attribute those that the event can have: by its result, and by what its files say of the call. */
export function possibleOf(base: FilterEvent, name: string, values: readonly Value[]): readonly Value[] {
  if (name === 'exit') return values.filter((value) => agrees(base, value));
  const demand = demandOf(base);
  return demand?.attribute === name ? [...new Set(values.map((value) => demand.met(Number(value))))] : values;
}

/** The argument that such an event cannot do without. */
export interface Demand {
  readonly attribute: string;
  met(value: number): number;
}

/** Whether what is known of an event's arguments lets it go this way; unless they say so, nothing is made by opening. */
export function mayGo(form: Partial<FilterEvent>, event: FilterEvent): boolean {
  const demand = demandOf({ ...form, ...event });
  if (!demand) return true;
  const { attribute } = demand;
  const value = attribute === 'openat2_flags' ? event.openat2_flags : event.args?.[Number(attribute.charAt(1))];
  return value !== undefined && demand.met(Number(value)) === Number(value);
}

/** Only with O_CREAT does opening look at the folder; of socketcall only bind makes a file. */
export function demandOf({ arch = 0, syscall = -1, uring_op: operation, names = [] }: FilterEvent): Demand | undefined {
  if (operation !== undefined || !names.some(({ nametype }) => nametype === 'PARENT')) return undefined;
  const source = permissionSource(arch, syscall);
  if (typeof source === 'number') return undefined;
  if (source === 'socketcall') return { attribute: 'a0', met: () => BIND };
  return { attribute: attributeOf(source), met: (value) => (value | O_CREAT) >>> 0 };
}

function attributeOf(source: OpenFlags): string {
  return source.from === 'argument' ? `a${source.index}` : 'openat2_flags';
}

const O_CREAT = 0x40;
/** As socketcall numbers it. */
const BIND = 2;

/** Whether a result is one that the event can have. */
function agrees({ success }: FilterEvent, exit: Value): boolean {
  return success === undefined || success === null || success === !isFailure(Number(exit));
}

function isFailure(exit: number): boolean {
  return (exit | 0) < 0 && (exit | 0) >= -4095;
}

/** The event with these attributes. */
export function withAttributes(base: FilterEvent, attributes: ReadonlyMap<string, Value>): FilterEvent {
  const event: { -readonly [Key in keyof FilterEvent]: FilterEvent[Key] } & Record<string, unknown> = { ...base };
  const patches: { readonly ino: string; readonly patch: NamePatch; readonly value: number }[] = [];
  for (const [attribute, value] of attributes) {
    const name = kindOf(attribute);
    const patch = namePatches[name];
    if (patch) patches.push({ ino: attribute.slice(name.length + 1), patch, value: Number(value) });
    else if (ARGUMENT.test(name)) event.args = (event.args ?? NO_ARGUMENTS).with(Number(name.charAt(1)), Number(value));
    else if (name === 'exe') event.exe = { path: String(value) };
    else if (name !== 'exit') event[name] = value;
    else if (event.exit !== null) Object.assign(event, resultOf(value));
  }
  if (patches.length === 0) return event;
  const patched = (names: readonly EventName[]): readonly EventName[] =>
    names.map((name) => {
      const file = { ...name };
      for (const { ino, patch, value } of patches)
        if (ino === String(name.ino)) Object.assign(file, patch(file, value));
      return file;
    });
  if (event.names) event.names = patched(event.names);
  if (event.early) event.early = event.early.map((moment) => ({ ...moment, names: patched(moment.names) }));
  return event;
}

const ARGUMENT = /^a[0-3]$/;
const NO_ARGUMENTS: readonly Integer[] = [0, 0, 0, 0];

function resultOf(value: Value): Pick<FilterEvent, 'exit' | 'success'> {
  const exit = Number(value) | 0;
  return { exit, success: !isFailure(exit) };
}

type NamePatch = (name: EventName, value: number) => Partial<EventName>;

/** The attributes of a file; a folder's type is known and stays. */
const namePatches: Readonly<Record<string, NamePatch>> = {
  ouid: (_name, ouid) => ({ ouid }),
  ogid: (_name, ogid) => ({ ogid }),
  mode: ({ nametype }, mode) => (nametype === 'PARENT' ? {} : { mode }),
  major: ({ dev }, major) => ({ dev: [major, dev?.[1] ?? 1], rdev: [0, 0] }),
  minor: ({ dev }, minor) => ({ dev: [dev?.[0] ?? 8, minor], rdev: [0, 0] }),
};
