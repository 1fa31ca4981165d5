/** System calls that no rule of the compared sets tells apart are one class, with one call to stand for all. */
import { type Machine, machineByElf, syscallName } from '../../tables/syscalls.js';
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
const NUMBERS = 2032;
export const architectures: readonly number[] = [ARCH_B64, ARCH_B32];
const endless: ReadonlySet<string> = new Set(['exit', 'exit_group']);

/** Only calls that some rule sees. */
export function callClasses(rules: readonly PlacedRule[]): readonly CallClass[] {
  const masks = distinctMasks(rules);
  return architectures.flatMap((arch) => {
    const machine = machineByElf(arch);
    const classes = new Map<string, number[]>();
    for (let number = 0; number < NUMBERS; number++) {
      const seenBy = masks.flatMap((mask, i) => (holds(mask, number) ? [i] : []));
      if (seenBy.length === 0) continue;
      const name = machine && syscallName(machine, number);
      const traits = [shapeOf(name), JSON.stringify(permissionSource(arch, number)), endless.has(name ?? '')];
      const signature = `${seenBy.join()} ${traits.join()}`;
      const members = classes.get(signature);
      if (members) members.push(number);
      else classes.set(signature, [number]);
    }
    return [...classes.values()].map((members) => classOf(arch, machine, members));
  });
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
