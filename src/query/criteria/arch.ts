import { didYouMean } from '../../bytes/nearest-word.js';
import { usage } from '../../errors.js';
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { type Machine, machineByElf, machineByName } from '../../tables/syscalls.js';
import type { Asked } from '../asked.js';
import type { ArgumentContext, CriterionKind } from './descriptor.js';

/** The name of a machine (`tables/machines.tsv`). */
export const arch: CriterionKind<string> = {
  groups: ['arch'],
  byShape: true,
  test: (name) => ({
    on: 'attributes',
    holds: (from) => typeof from.arch === 'number' && machineByElf(from.arch)?.name === name,
  }),
  needles: () => undefined,
  options: [
    {
      spellings: ['--arch'],
      inReports: ['--arch'],
      group: 'System call',
      argument: 'ARCH',
      text: "b32, b64, or a machine such as aarch64; before a system call's name",
      take,
    },
  ],
};

function take(asked: Asked, argument: string, { machine }: ArgumentContext): void {
  if (asked.arch !== undefined) {
    throw usage(
      asked.syscall === undefined ? 'Arch is already defined' : 'Arch needs to be defined before the syscall',
    );
  }
  const found = machineOf(argument, machine);
  if (!found) {
    const known = ['b32', 'b64', ...rows(tables.machines).map(({ machine: name }) => name)];
    throw usage(`Unknown arch ${argument}${didYouMean(argument, known)}`);
  }
  asked.arch = found.name;
}

function machineOf(argument: string, native: string): Machine | undefined {
  const lower = argument.toLowerCase();
  const own = machineByName(native);
  if (lower === 'b64') return own?.bits === 64 ? own : undefined;
  if (lower === 'b32') return own?.bits === 32 ? own : own?.twin;
  const elf = /^\s*(?:0x)?([0-9a-f]+)/i.exec(argument)?.[1];
  return machineByName(argument) ?? (elf === undefined ? undefined : machineByElf(Number.parseInt(elf, 16)));
}
