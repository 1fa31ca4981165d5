/** The system call that the fields of a record are about, as far as the record has told. */
import { parseUnsigned } from '../bytes/int64.js';
import type { AuditRecord } from '../log/record.js';
import { recordTypeNumber } from '../tables/record-types.js';
import { type Machine, machineByName } from '../tables/syscalls.js';
import type { Context } from './context.js';
import { machineOf } from './kinds/syscall.js';

const SYSCALL = recordTypeNumber('SYSCALL');
const SECCOMP = recordTypeNumber('SECCOMP');
const URINGOP = recordTypeNumber('URINGOP');

// Nearly all logs have one or two.
const MACHINES_KEPT = 16;

export class RecordContext {
  readonly #context: Context;
  readonly #uring: Machine | undefined = machineByName('uring');
  readonly #machines = new Map<string, Machine>();
  #type = 0;
  #knowsSyscall = false;
  /** The type tells about a system call. */
  #hasSyscall = false;

  constructor(context: Context) {
    this.#context = context;
  }

  begin(record: AuditRecord): void {
    const { type } = record;
    this.#type = type;
    this.#hasSyscall = type === SYSCALL || type === SECCOMP || type === URINGOP;
    this.#knowsSyscall = false;
    this.#context.machine = this.#hasSyscall ? this.#firstMachine(type) : undefined;
    // BUG? Other records show system call 0 of the host.
    this.#context.syscall = this.#hasSyscall ? -1 : 0;
    if (type === SYSCALL) this.#context.takeRegisters(record.text);
  }

  /**
   * `name` is `arch`, `syscall` or `uring_op`. Fields know what stands before them in the record. BUG? After an unknown
   * `arch` the host's tables serve.
   */
  learn(name: string, value: string): void {
    if (!this.#hasSyscall) return;
    if (name === 'arch') {
      if (this.#type !== URINGOP) this.#context.machine = this.#machine(value) ?? this.#context.host;
    } else if (!this.#knowsSyscall) {
      this.#knowsSyscall = true;
      this.#context.syscall = (parseUnsigned(value, 10)?.low ?? -1) | 0;
    }
  }

  /** The host's until the record names another. */
  #firstMachine(type: number): Machine | undefined {
    return type === URINGOP ? this.#uring : this.#context.host;
  }

  #machine(value: string): Machine | undefined {
    let machine = this.#machines.get(value);
    if (machine === undefined) {
      machine = machineOf(value);
      if (machine !== undefined && this.#machines.size < MACHINES_KEPT) this.#machines.set(value, machine);
    }
    return machine;
  }
}
