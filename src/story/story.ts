/** What the processes of a log did, gathered in one pass over its events. */
import type { Accounts } from '../accounts/accounts.js';
import type { AuditEvent } from '../log/event.js';
import { type Call, readCall } from './call.js';
import { type CallCount, CallCounts } from './call-counts.js';
import type { Deed } from './deed.js';
import { DeedReader } from './deed-reader.js';
import { FileTable, type TouchedFile } from './files.js';
import { type Peer, PeerTable } from './peers.js';
import type { PrivilegeChange } from './privileges.js';
import { ProcessTable, type TracedProcess, tellOther } from './processes.js';

export interface Story {
  /** Roots of the trees. */
  readonly processes: readonly TracedProcess[];
  readonly calls: readonly CallCount[];
  readonly files: readonly TouchedFile[];
  readonly peers: readonly Peer[];
  readonly privileges: readonly PrivilegeChange[];
}

/** Hears each call when it was read: who made it, and what it did. */
export type CallListener = (call: Call, process: TracedProcess, deeds: readonly Deed[]) => void;

export class StoryTeller {
  readonly #processes = new ProcessTable();
  readonly #calls = new CallCounts();
  readonly #files = new FileTable();
  readonly #peers = new PeerTable();
  readonly #privileges: PrivilegeChange[] = [];
  readonly #deeds: DeedReader;
  readonly #listener: CallListener | undefined;

  constructor(accounts: Accounts, listener?: CallListener) {
    this.#deeds = new DeedReader(accounts);
    this.#listener = listener;
  }

  /** Events come in the order of their release. */
  add(event: AuditEvent): void {
    tellOther(event, this.#processes);
    const call = readCall(event);
    if (call) this.#add(call);
  }

  story(): Story {
    return {
      processes: this.#processes.roots(),
      calls: this.#calls.counts(),
      files: this.#files.files(),
      peers: this.#peers.peers(),
      privileges: this.#privileges,
    };
  }

  #add(call: Call): void {
    const process = this.#processes.add(call);
    this.#calls.add(call);
    const deeds = this.#deeds.read(call);
    for (const deed of deeds) this.#count(call, deed);
    this.#listener?.(call, process, deeds);
  }

  #count({ time, pid, comm, name }: Call, deed: Deed): void {
    if (deed.what === 'file') this.#files.add(deed, pid);
    else if (deed.what === 'peer') this.#peers.add(deed, pid);
    else if (deed.what === 'privileges') this.#privileges.push({ time, pid, comm, call: name, change: deed.change });
  }
}
