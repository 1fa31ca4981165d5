import { didYouMean } from '../../../bytes/nearest-word.js';
import { usage } from '../../../errors.js';
import * as tables from '../../../tables/generated/tables.js';
import { rows } from '../../../tables/lookup.js';
import { machineByElf, machineByName } from '../../../tables/syscalls.js';
import type { ValueKind } from '../value-test.js';
import { digits, hexadecimal } from '../value-text.js';

/** `b64` and `b32` are all machines of that width: a log may come from anywhere. */
export const architecture: ValueKind = {
  equal: (written) => {
    const bits = /^b(32|64)$/i.exec(written)?.[1];
    if (bits !== undefined) return (raw) => String(machineIn(raw)?.bits) === bits;
    const machine = machineByName(written);
    if (machine) return (raw) => machineIn(raw)?.name === machine.name;
    const elf = hexadecimal(written);
    if (elf !== undefined) return (raw) => hexadecimal(raw) === elf;
    const known = ['b32', 'b64', ...rows(tables.machines).map((row) => row.machine)];
    throw usage(`${written} is no architecture${didYouMean(written, known)}`);
  },
  text: digits,
  needles: () => undefined,
};

export function machineIn(raw: string): ReturnType<typeof machineByElf> {
  const elf = hexadecimal(raw);
  return elf === undefined ? undefined : machineByElf(Number(elf));
}
