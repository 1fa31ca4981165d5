/** What the arguments of a system call mean depends on, where the record itself is not read (`log/event-parts.ts`). */
import { type Int64, parseUnsigned, ZERO } from '../bytes/int64.js';
import { type EventParts, PASSING_FIELDS } from '../log/parts/event-parts.js';
import type { Machine } from '../tables/syscalls.js';
import type { SyscallContext } from './context.js';

const A0 = PASSING_FIELDS.indexOf('a0');
const A1 = PASSING_FIELDS.indexOf('a1');

export class Registers implements SyscallContext {
  machine: Machine | undefined;
  syscall = -1;
  readonly #parts: Pick<EventParts<unknown>, 'passingValue'>;
  readonly #unreadable: Int64;
  #firstPassing = -1;

  /** `unreadable`: what an argument that is no number counts as. */
  constructor(parts: Pick<EventParts<unknown>, 'passingValue'>, unreadable: Int64) {
    this.#parts = parts;
    this.#unreadable = unreadable;
  }

  /** `firstPassing`: the number of the record's first passing value; -1: its arguments count as 0. */
  set(machine: Machine | undefined, syscall: number, firstPassing: number): void {
    this.machine = machine;
    this.syscall = syscall;
    this.#firstPassing = firstPassing;
  }

  get a0(): Int64 {
    return this.#argument(A0);
  }

  get a1(): Int64 {
    return this.#argument(A1);
  }

  #argument(place: number): Int64 {
    if (this.#firstPassing < 0) return ZERO;
    return parseUnsigned(this.#parts.passingValue(this.#firstPassing + place), 16) ?? this.#unreadable;
  }
}
