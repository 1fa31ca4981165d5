/** The files of a run, with how often what was done to them. */
import type { Access, FileDeed } from './deed.js';

export interface TouchedFile {
  /** Absolute where the records tell. */
  readonly path: string;
  readonly counts: ReadonlyMap<Access, number>;
  readonly pids: ReadonlySet<number>;
  /** Names that it was given, and had before. */
  readonly renamedTo: ReadonlySet<string>;
  readonly renamedFrom: ReadonlySet<string>;
}

interface Draft extends TouchedFile {
  readonly counts: Map<Access, number>;
  readonly pids: Set<number>;
  readonly renamedTo: Set<string>;
  readonly renamedFrom: Set<string>;
}

export class FileTable {
  readonly #files = new Map<string, Draft>();

  add({ path, access, other }: FileDeed, pid: number): void {
    let file = this.#files.get(path);
    if (!file) {
      file = { path, counts: new Map(), pids: new Set(), renamedTo: new Set(), renamedFrom: new Set() };
      this.#files.set(path, file);
    }
    file.counts.set(access, (file.counts.get(access) ?? 0) + 1);
    file.pids.add(pid);
    if (other) (other.is === 'to' ? file.renamedTo : file.renamedFrom).add(other.path);
  }

  /** By path. */
  files(): readonly TouchedFile[] {
    return [...this.#files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
