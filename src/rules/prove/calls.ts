/**
 * System calls, and operations of io_uring, that no rule of the compared sets tells apart are one class, with one to
 * stand for all.
 */
import { valueTable } from '../../tables/lookup.js';
import { type Machine, machineByElf, machineByName, syscallName, syscallNumber } from '../../tables/syscalls.js';
import { FIELD_ARCH } from '../fields.js';
import { MASK_WORDS, union } from '../mask.js';
import { isEndless } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import { ARCH_B32, ARCH_B64, permissionSource } from '../model/permission.js';
import { holds, type PlacedRule } from '../model/rule-set.js';
import { LIST_IO_URING } from '../rule.js';
import { type Shape, shapeOf, takesAddress } from './shapes.js';

export interface CallClass {
  /** 0 for operations that a worker of io_uring runs. */
  readonly arch: number;
  /** A call of the class that the machine has, if there is one; of operations the number of one. */
  readonly syscall: number;
  readonly shape: Shape;
  readonly members: readonly number[];
  /** Operations of io_uring: run inside io_uring_enter, or by a worker. */
  readonly operations?: 'inside' | 'worker';
}

/** Larger numbers are class bits, or seen by no rule. */
export const NUMBERS = 2032;

/** The ABIs of a machine: the one given, else that which the rules name, else x86_64. */
export function architecturesOf(rules: readonly PlacedRule[], machine?: Machine): readonly number[] {
  const native = machine ?? machineNamedBy(rules);
  return native?.elf === undefined
    ? [ARCH_B64, ARCH_B32]
    : [native.elf, ...(native.twin?.elf === undefined ? [] : [native.twin.elf])];
}

function machineNamedBy(rules: readonly PlacedRule[]): Machine | undefined {
  for (const { rule } of rules)
    for (const each of rule.fields) {
      const machine = each.field === FIELD_ARCH && 'value' in each ? machineByElf(each.value) : undefined;
      if (machine?.bits === 64) return machine;
    }
  return undefined;
}

/** Whether a rule is asked about calls: all but the list rules of io_uring. */
export function looksAtCalls({ rule, isHash }: PlacedRule): boolean {
  return isHash || rule.list !== LIST_IO_URING;
}

/** Only calls that some rule sees. */
export function callClasses(rules: readonly PlacedRule[], architectures: readonly number[]): readonly CallClass[] {
  const masks = distinctMasks(rules.filter(looksAtCalls));
  const [only, ...others] = masks;
  if (!only || others.length > 0) return classesOf(masks, architectures);
  // Most comparisons are of rules for all calls, whose mask is one object.
  const name = architectures.join();
  const known = ofMask.get(only) ?? new Map<string, readonly CallClass[]>();
  ofMask.set(only, known);
  const classes = known.get(name) ?? classesOf(masks, architectures);
  known.set(name, classes);
  return classes;
}

const ofMask = new WeakMap<Readonly<Uint32Array>, Map<string, readonly CallClass[]>>();

function classesOf(masks: readonly Readonly<Uint32Array>[], architectures: readonly number[]): readonly CallClass[] {
  const seen = masks.reduce(union, new Uint32Array(MASK_WORDS));
  return architectures.flatMap((arch) => {
    const machine = machineByElf(arch);
    const traits = traitsOf(arch, machine);
    const byTraits = new Map<string, number[]>();
    for (let number = 0; number < NUMBERS; number++) {
      if (!holds(seen, number)) continue;
      const members = byTraits.get(traits[number] ?? '');
      if (members) members.push(number);
      else byTraits.set(traits[number] ?? '', [number]);
    }
    const classes = masks.reduce(splitBy, [...byTraits.values()]);
    return classes.sort(([one = 0], [other = 0]) => one - other).map((members) => classOf(arch, machine, members));
  });
}

/** Each class in two where the mask tells its members apart. */
function splitBy(classes: number[][], mask: Readonly<Uint32Array>): number[][] {
  const split: number[][] = [];
  for (const members of classes) {
    const isHeld = holds(mask, members[0] ?? 0);
    if (members.every((number) => holds(mask, number) === isHeld)) continue;
    split.push(members.filter((number) => holds(mask, number) !== isHeld));
    members.splice(0, members.length, ...members.filter((number) => holds(mask, number) === isHeld));
  }
  if (split.length > 0) classes.push(...split);
  return classes;
}

const knownTraits = new Map<number, readonly string[]>();

/** What tells calls apart besides the masks of rules, by number. */
function traitsOf(arch: number, machine: Machine | undefined): readonly string[] {
  let traits = knownTraits.get(arch);
  if (!traits) {
    traits = Array.from({ length: NUMBERS }, (_, number) => {
      const shape = shapeOf(machine && syscallName(machine, number));
      return [shape, JSON.stringify(permissionSource(arch, number)), isEndless(arch, number)].join();
    });
    knownTraits.set(arch, traits);
  }
  return traits;
}

function classOf(arch: number, machine: Machine | undefined, members: readonly number[]): CallClass {
  const nameOf = (number: number): string | undefined => machine && syscallName(machine, number);
  const syscall = members.find((number) => nameOf(number) !== undefined) ?? members[0] ?? 0;
  return { arch, syscall, shape: shapeOf(nameOf(syscall)), members };
}

function distinctMasks(rules: readonly PlacedRule[]): readonly Readonly<Uint32Array>[] {
  const objects = new Set(rules.map(({ mask }) => mask));
  return [...new Map([...objects].map((mask) => [maskText(mask), mask])).values()];
}

function maskText({ buffer, byteOffset, byteLength }: Readonly<Uint32Array>): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** The call as an event, without the files that it is about. */
export function eventOf({ arch, syscall, shape, operations }: CallClass): FilterEvent {
  const family = !takesAddress(shape) && { saddr_fam: null };
  // The kernel knows no result of an operation yet, and takes it for a success.
  const done = { exit: 0, success: true, uring_op: syscall };
  if (operations === 'worker') return { ...family, ...done, arch, args: [0, 0, 0, 0] };
  if (operations === 'inside') return { ...family, ...done, arch, syscall: enterNumber(arch) ?? -1 };
  return { ...family, arch, syscall, ...(isEndless(arch, syscall) && { exit: null, success: null }) };
}

function enterNumber(arch: number): number | undefined {
  const machine = machineByElf(arch);
  return machine && syscallNumber(machine, 'io_uring_enter');
}

/** In its table pass a worker's operation has the number 0. */
export const WORKER_CALL = 0;

/** Only operations that some rule sees, and ways to run them. `own`: rules about operations; `others`: about calls. */
export function operationClasses(
  own: readonly PlacedRule[],
  others: readonly PlacedRule[],
  architectures: readonly number[],
): readonly CallClass[] {
  const groups = operationGroups(own);
  const seenBy = (call: number, asked: readonly PlacedRule[]): boolean => asked.some(({ mask }) => holds(mask, call));
  const classesFor = (
    arch: number,
    operations: 'inside' | 'worker',
    call: number | undefined,
  ): readonly CallClass[] => {
    if (call === undefined) return [];
    const asked = operations === 'inside' ? others : others.filter(({ isHash }) => isHash);
    const isAll = seenBy(call, asked);
    return groups.flatMap(({ shape, members }): CallClass[] => {
      const [syscall = 0] = members;
      return isAll || seenBy(syscall, own) ? [{ arch, syscall, shape, members, operations }] : [];
    });
  };
  return [
    ...architectures.flatMap((arch) => classesFor(arch, 'inside', enterNumber(arch))),
    ...classesFor(0, 'worker', WORKER_CALL),
  ];
}

/** Operations that do what a call of another name does; addresses of sockets are read before they begin. */
const likeCall: Readonly<Record<string, string>> = {
  renameat: 'renameat2',
  ...{ connect: 'accept', bind: 'accept', sendmsg: 'recvmsg' },
};

function operationGroups(rules: readonly PlacedRule[]): readonly Pick<CallClass, 'shape' | 'members'>[] {
  const uring = machineByName('uring');
  const masks = distinctMasks(rules);
  const groups = new Map<string, { shape: Shape; members: number[] }>();
  for (const [number, name] of uring ? valueTable(uring.syscalls).names() : []) {
    const shape = shapeOf(likeCall[name] ?? name);
    const signature = [shape, ...masks.map((mask) => holds(mask, number))].join();
    const group = groups.get(signature);
    if (group) group.members.push(number);
    else groups.set(signature, { shape, members: [number] });
  }
  return [...groups.values()];
}
