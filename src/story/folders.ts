/**
 * Which folder a descriptor stands for: records give names as the program did, and programs that walk trees name files
 * from an open folder (`openat(5, "x")`). Followed from the records of the run itself, as far as they tell.
 */
import { posix } from 'node:path';
import { argument, type Call, type CallPath } from './call.js';

type Descriptors = Map<number, string>;

const creators: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);
const openers: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat']);
const duplicators: ReadonlySet<string> = new Set(['dup', 'dup2', 'dup3']);
/** AT_FDCWD. */
const WORKING_FOLDER = -100;

export class FolderTable {
  readonly #processes = new Map<number, Descriptors>();

  /** Takes in what a call does to descriptors besides opening. */
  follow(call: Call): void {
    const { exit } = call;
    if (exit === undefined || exit < 0) {
      if (call.name === 'exit_group') this.#processes.delete(call.pid);
      return;
    }
    if (creators.has(call.name) && exit > 0) this.#inherit(call.pid, exit);
    else if (duplicators.has(call.name)) this.#duplicate(call, exit);
  }

  /** Notes what a successful open call opened. */
  opened(call: Call, path: string): void {
    if (call.exit === undefined || call.exit < 0 || !openers.has(call.name)) return;
    this.#descriptors(call).set(call.exit, path);
  }

  /** `folder` names the argument with the descriptor that the path is relative to. */
  resolve(call: Call, { name }: CallPath, folder: string | undefined): string {
    if (name.startsWith('/')) return tidy(name);
    const descriptor = folder === undefined ? WORKING_FOLDER : (argument(call, folder) ?? WORKING_FOLDER);
    const base = descriptor === WORKING_FOLDER ? call.cwd : this.#descriptors(call).get(descriptor);
    return base === undefined ? name : tidy(`${base}/${name}`);
  }

  /** A child may have made records before its parent's call returned. */
  #inherit(parent: number, child: number): void {
    const known = this.#processes.get(parent);
    if (!known) return;
    const own = this.#processes.get(child);
    this.#processes.set(child, new Map([...known, ...(own ?? [])]));
  }

  #duplicate(call: Call, to: number): void {
    const descriptors = this.#descriptors(call);
    const path = descriptors.get(argument(call, 'a0') ?? -1);
    if (path === undefined) descriptors.delete(to);
    else descriptors.set(to, path);
  }

  #descriptors(call: Call): Descriptors {
    let descriptors = this.#processes.get(call.pid);
    if (!descriptors) {
      descriptors = new Map(this.#processes.get(call.ppid));
      this.#processes.set(call.pid, descriptors);
    }
    return descriptors;
  }
}

/** A path without `.`, `..` and doubled slashes. */
function tidy(path: string): string {
  const short = posix.normalize(path);
  return short.length > 1 && short.endsWith('/') ? short.slice(0, -1) : short;
}
