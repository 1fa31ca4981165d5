/** System calls that no rule of the compared sets tells apart are one class, with one call to stand for all. */
import { type Machine, machineByElf, syscallName } from '../../tables/syscalls.js';
import { FIELD_ARCH } from '../fields.js';
import { isEndless } from '../model/conditions.js';
import { ARCH_B32, ARCH_B64, permissionSource } from '../model/permission.js';
import { holds, type PlacedRule } from '../model/rule-set.js';
import { type Shape, shapeOf } from './shapes.js';

export interface CallClass {
  readonly arch: number;
  /** A call of the class that the machine has, if there is one. */
  readonly syscall: number;
  readonly shape: Shape;
  readonly members: readonly number[];
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
  const named = rules.flatMap(({ rule: { fields } }) =>
    fields.flatMap((each) => (each.field === FIELD_ARCH && 'value' in each ? [machineByElf(each.value)] : [])),
  );
  return named.find((machine) => machine?.bits === 64);
}

/** Only calls that some rule sees. */
export function callClasses(rules: readonly PlacedRule[], architectures: readonly number[]): readonly CallClass[] {
  const masks = distinctMasks(rules);
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
  return architectures.flatMap((arch) => {
    const machine = machineByElf(arch);
    const traits = traitsOf(arch, machine);
    const classes = new Map<string, number[]>();
    for (let number = 0; number < NUMBERS; number++) {
      const seenBy = masks.flatMap((mask, i) => (holds(mask, number) ? [i] : []));
      if (seenBy.length === 0) continue;
      const signature = `${seenBy.join()} ${traits[number]}`;
      const members = classes.get(signature);
      if (members) members.push(number);
      else classes.set(signature, [number]);
    }
    return [...classes.values()].map((members) => classOf(arch, machine, members));
  });
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
  return [...new Map([...objects].map((mask) => [mask.join(), mask])).values()];
}
