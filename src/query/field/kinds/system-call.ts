import { didYouMean } from '../../../bytes/nearest-word.js';
import { usage } from '../../../errors.js';
import { enrichment } from '../../../log/enrichment.js';
import { someField } from '../../../log/fields.js';
import type { AuditRecord } from '../../../log/record.js';
import * as tables from '../../../tables/generated/tables.js';
import { rows } from '../../../tables/lookup.js';
import { type Machine, machineByName, syscallNumber } from '../../../tables/syscalls.js';
import type { ValueKind } from '../value-test.js';
import { decimal, plainText } from '../value-text.js';
import { machineIn } from './architecture.js';

/** A name is that of the record's machine; io_uring has operations of its own. */
export const systemCall: ValueKind = {
  equal: (written, field) => {
    const number = decimal(written);
    if (number !== undefined) return (raw) => decimal(raw) === number;
    const numbers = numbersOf(written);
    return (raw, record) => {
      const call = decimal(raw);
      if (call === undefined) return false;
      const machine = field === 'uring_op' ? machineByName('uring') : machineOf(record);
      if (machine) return numbers.get(machine.name) === call;
      return enrichment(record)?.get('syscall') === written;
    };
  },
  text: plainText,
  number: decimal,
  needles: (written, field) => {
    const number = decimal(written);
    const numbers = number === undefined ? [...new Set(numbersOf(written).values())] : [number];
    return [
      ...numbers.map((value) => ({ kind: 'signed', prefix: `${field}=`, value: String(value) }) as const),
      ...(number === undefined ? [{ kind: 'text', text: `SYSCALL=${written}` } as const] : []),
    ];
  },
};

/** By machine. */
function numbersOf(written: string): ReadonlyMap<string, number> {
  const machines = allMachines();
  const numbers = new Map<string, number>();
  for (const machine of machines) {
    const number = syscallNumber(machine, written);
    if (number !== undefined) numbers.set(machine.name, number);
  }
  if (numbers.size > 0) return numbers;
  throw usage(`${written} is no system call${didYouMean(written, machines.flatMap(callNames))}`);
}

function callNames({ syscalls }: Machine): string[] {
  return rows(syscalls).map(({ name }) => name);
}

function allMachines(): Machine[] {
  return rows(tables.machines).flatMap(({ machine }) => machineByName(machine) ?? []);
}

function machineOf(record: AuditRecord): Machine | undefined {
  let machine: Machine | undefined;
  someField(record.text, 'arch', (raw) => {
    machine = machineIn(raw);
    return true;
  });
  return machine;
}
