/** What the meaning of a value depends on besides its text: accounts, and the system call that the record is about. */
import type { Accounts } from '../accounts/accounts.js';
import { type Int64, parseUnsigned, ZERO } from '../bytes/int64.js';
import { type Machine, machineByName } from '../tables/syscalls.js';

/** The part that a caller with an own idea of the context gives (csv and text output). */
export interface SyscallContext {
  readonly machine: Machine | undefined;
  /** Signed; -1: not known. */
  readonly syscall: number;
  readonly a0: Int64;
  readonly a1: Int64;
}

export const NO_SYSCALL: SyscallContext = { machine: undefined, syscall: -1, a0: ZERO, a1: ZERO };

/** One per interpreter, changed as its fields are read. */
export class Context implements SyscallContext {
  readonly accounts: Accounts;
  /** Stands in for an unknown machine. */
  readonly host: Machine | undefined;
  /** Counts how often a value was made from, or changed, what is not in its own field. */
  uses = 0;
  /** The same without machine and system call, which every record sets for itself. */
  foreignUses = 0;
  #machine: Machine | undefined;
  #syscall = -1;
  #hasRuleInfo = false;
  #a0: Int64 = ZERO;
  #a1: Int64 = ZERO;
  /** Whose a0 and a1 count from now on; read when somebody asks, which few system calls do. */
  #given: SyscallContext | undefined;
  /** The same from a record. */
  #unread: string | undefined;

  constructor(accounts: Accounts, hostMachine: string) {
    this.accounts = accounts;
    this.host = machineByName(hostMachine);
  }

  get machine(): Machine | undefined {
    this.uses++;
    return this.#machine;
  }

  set machine(machine: Machine | undefined) {
    this.uses++;
    this.#machine = machine;
  }

  get syscall(): number {
    this.uses++;
    return this.#syscall;
  }

  set syscall(number: number) {
    this.uses++;
    this.#syscall = number;
  }

  /** The last `fan_type` seen was `rule_info`. */
  get hasRuleInfo(): boolean {
    this.uses++;
    this.foreignUses++;
    return this.#hasRuleInfo;
  }

  set hasRuleInfo(is: boolean) {
    this.uses++;
    this.foreignUses++;
    this.#hasRuleInfo = is;
  }

  get a0(): Int64 {
    this.#read();
    return this.#a0;
  }

  get a1(): Int64 {
    this.#read();
    return this.#a1;
  }

  set(from: SyscallContext): void {
    this.#machine = from.machine;
    this.#syscall = from.syscall;
    this.#given = from;
    this.#unread = undefined;
  }

  /** `text` is a SYSCALL record. */
  takeRegisters(text: string): void {
    this.#given = undefined;
    this.#unread = text;
  }

  /** Nobody has asked for the arguments of the record that `takeRegisters` was given. */
  get isUnread(): boolean {
    return this.#unread !== undefined;
  }

  #read(): void {
    this.uses++;
    this.foreignUses++;
    if (this.#given !== undefined) {
      this.#a0 = this.#given.a0;
      this.#a1 = this.#given.a1;
      this.#given = undefined;
    }
    if (this.#unread === undefined) return;
    this.#a0 = register(this.#unread, ' a0=');
    this.#a1 = register(this.#unread, ' a1=');
    this.#unread = undefined;
  }
}

/** 0 where the record does not have it. */
function register(text: string, name: string): Int64 {
  const start = text.indexOf(name);
  if (start < 0) return ZERO;
  const end = text.indexOf(' ', start + name.length);
  return parseUnsigned(text.slice(start + name.length, end < 0 ? undefined : end), 16) ?? ZERO;
}

/** `value` is the raw text of a field; the result is what it means, not escaped. */
export type Renderer = (value: string, context: Context) => string;
