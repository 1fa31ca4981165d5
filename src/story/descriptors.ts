/**
 * What the descriptors of each process stand for: records name files as the program did, from an open folder
 * (`openat(5, "x")`), and sockets by number. Followed from the records of the log itself, as far as they tell.
 */
import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import { argument, type Call } from './call.js';

export interface OpenFile {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
  /** Device and inode, as the records have them; undefined when unknown. */
  readonly inode: string | undefined;
}

export interface OpenSocket {
  readonly kind: 'socket';
  /** Where it was bound to, as in the record. */
  readonly bound: string | undefined;
}

export type Descriptor = OpenFile | OpenSocket;
type Descriptors = Map<number, Descriptor>;

const creators: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);
const duplicators: ReadonlySet<string> = new Set(['dup', 'dup2', 'dup3']);
const fcntls: ReadonlySet<string> = new Set(['fcntl', 'fcntl64']);
const duplications: ReadonlySet<number> = new Set(
  ['F_DUPFD', 'F_DUPFD_CLOEXEC'].flatMap((name) => valueTable(tables.fcntlCmds).value(name) ?? []),
);

export class DescriptorTable {
  readonly #processes = new Map<number, Descriptors>();

  /** Takes in what a call does to descriptors besides opening files. */
  follow(call: Call): void {
    const { name, exit } = call;
    if (name === 'exit_group') this.#processes.delete(call.pid);
    if (exit === undefined || exit < 0) return;
    if (creators.has(name)) this.#inherit(call.pid, exit);
    else if (duplicators.has(name)) this.#duplicate(call, exit);
    else if (fcntls.has(name) && duplications.has(argument(call, 'a1') ?? -1)) this.#duplicate(call, exit);
    else if (name === 'close') this.#of(call).delete(argument(call, 'a0') ?? -1);
    else if (name === 'socket') this.set(call, exit, { kind: 'socket', bound: undefined });
    else if (name === 'accept' || name === 'accept4') this.#of(call).delete(exit);
    else if (name === 'bind') this.set(call, argument(call, 'a0') ?? -1, { kind: 'socket', bound: call.address });
  }

  get(call: Call, descriptor: number): Descriptor | undefined {
    return this.#of(call).get(descriptor);
  }

  set(call: Call, descriptor: number, what: Descriptor): void {
    this.#of(call).set(descriptor, what);
  }

  /** A child may have made records before its parent's call returned. */
  #inherit(parent: number, child: number): void {
    const known = this.#processes.get(parent);
    if (!known || child === 0) return;
    const own = this.#processes.get(child);
    this.#processes.set(child, new Map([...known, ...(own ?? [])]));
  }

  #duplicate(call: Call, to: number): void {
    const descriptors = this.#of(call);
    const what = descriptors.get(argument(call, 'a0') ?? -1);
    if (what === undefined) descriptors.delete(to);
    else descriptors.set(to, what);
  }

  #of(call: Call): Descriptors {
    let descriptors = this.#processes.get(call.pid);
    if (!descriptors) {
      descriptors = new Map(this.#processes.get(call.ppid));
      this.#processes.set(call.pid, descriptors);
    }
    return descriptors;
  }
}
