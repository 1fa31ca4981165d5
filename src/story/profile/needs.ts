/** What runs needed to pass, gathered call by call: the ground for a policy, a seccomp list, an AppArmor profile. */
import { fieldValue } from '../../log/fields.js';
import type { Call } from '../call.js';
import type { Deed, FileDeed, PeerDeed } from '../deed.js';

export interface Needs {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
  readonly executed: ReadonlySet<string>;
  /** Those of all that are folders. */
  readonly folders: ReadonlySet<string>;
  readonly connected: readonly PeerDeed[];
  readonly bound: readonly PeerDeed[];
  readonly privileges: boolean;
  /** Names of system calls by the machine (ELF number) of the program that made them. */
  readonly calls: ReadonlyMap<number, ReadonlySet<string>>;
  /** First program of the first run. */
  readonly program: string | undefined;
}

export class NeedsGatherer {
  readonly #read = new Set<string>();
  readonly #written = new Set<string>();
  readonly #executed = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #connected = new Map<string, PeerDeed>();
  readonly #bound = new Map<string, PeerDeed>();
  readonly #calls = new Map<number, Set<string>>();
  #privileges = false;
  #program: string | undefined;

  add(call: Call, deeds: readonly Deed[]): void {
    const elf = Number.parseInt(fieldValue(call.record.text, 'arch') ?? '', 16);
    if (!Number.isNaN(elf)) {
      const names = this.#calls.get(elf) ?? new Set();
      this.#calls.set(elf, names.add(call.name));
    }
    for (const deed of deeds) this.#addDeed(deed);
  }

  needs(): Needs {
    return {
      read: this.#read,
      written: this.#written,
      executed: this.#executed,
      folders: this.#folders,
      connected: [...this.#connected.values()],
      bound: [...this.#bound.values()],
      privileges: this.#privileges,
      calls: this.#calls,
      program: this.#program,
    };
  }

  #addDeed(deed: Deed): void {
    if (deed.what === 'privileges') this.#privileges ||= !deed.change.startsWith('login:');
    else if (deed.what === 'peer') this.#addPeer(deed);
    else if (deed.what === 'file' && deed.path.startsWith('/')) this.#addFile(deed);
  }

  #addPeer(deed: PeerDeed): void {
    if (deed.direction === 'from') return;
    const peers = deed.direction === 'to' ? this.#connected : this.#bound;
    peers.set(`${deed.family} ${deed.address} ${deed.port}`, deed);
  }

  /** What was denied is not needed: the run passed without it. */
  #addFile({ access, path, isFolder }: FileDeed): void {
    if (isFolder) this.#folders.add(path);
    if (access === 'executed') {
      this.#program ??= path;
      this.#executed.add(path);
    } else if (access === 'read') this.#read.add(path);
    else if (!['denied', 'missing', 'examined'].includes(access)) this.#written.add(path);
  }
}
