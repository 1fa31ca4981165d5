/** The processes of a run and who started whom. */
import { valueTable } from '../tables/lookup.js';
import { argument, type Call } from './call.js';

export interface TracedProcess {
  readonly pid: number;
  readonly parent: TracedProcess | undefined;
  readonly children: readonly TracedProcess[];
  /** Milliseconds since the epoch: of its creation, or of the first event. */
  readonly started: number;
  /** Of its end, or of the last event. */
  readonly ended: number;
  /** Words of the programs it became, in order; empty when it only was forked. */
  readonly commands: readonly (readonly string[])[];
  readonly comm: string;
  readonly exe: string;
  readonly exitStatus: number | undefined;
  /** Name of the signal that ended it, as far as a record tells. */
  readonly signal: string | undefined;
  readonly calls: number;
}

interface Draft extends TracedProcess {
  readonly children: Draft[];
  ended: number;
  commands: (readonly string[])[];
  comm: string;
  exe: string;
  exitStatus: number | undefined;
  signal: string | undefined;
  calls: number;
}

interface Creation {
  readonly parent: Draft;
  readonly time: number;
}

const creators: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);
const executors: ReadonlySet<string> = new Set(['execve', 'execveat']);
/** Calls that send a signal, with the arguments that say to whom and which. */
const senders: ReadonlyMap<string, readonly [target: string, signal: string]> = new Map([
  ['kill', ['a0', 'a1']],
  ['tkill', ['a0', 'a1']],
  ['tgkill', ['a0', 'a2']],
]);

export class ProcessTable {
  readonly #roots: Draft[] = [];
  readonly #running = new Map<number, Draft>();
  /** New process ids; those of threads never make a record of their own. */
  readonly #created = new Map<number, Creation>();
  readonly #signals = new Map<Draft, string>();

  /** Returns the process that made the call. */
  add(call: Call): TracedProcess {
    const process = this.#running.get(call.pid) ?? this.#begin(call);
    this.#signals.delete(process); // it lives on
    process.calls++;
    process.ended = call.time;
    process.comm = call.comm;
    process.exe = call.exe;
    if (creators.has(call.name) && call.exit !== undefined && call.exit > 0) {
      // A child may be faster than its parent's record.
      if (!this.#running.has(call.exit)) this.#created.set(call.exit, { parent: process, time: call.time });
    } else if (executors.has(call.name) && call.error === undefined && call.words) process.commands.push(call.words);
    else if (call.name === 'exit_group') this.#end(process, call);
    else if (senders.has(call.name)) this.#signal(call);
    return process;
  }

  /** ANOM_ABEND: a signal that dumps core ended the process. */
  abort(pid: number, signal: number): void {
    const process = this.#running.get(pid);
    if (process) process.signal = signalName(signal);
  }

  /** Processes whose parents are not in the trace. */
  roots(): readonly TracedProcess[] {
    for (const [process, signal] of this.#signals) {
      if (process.exitStatus === undefined) process.signal ??= signal;
    }
    return this.#roots;
  }

  #begin(call: Call): Draft {
    const creation = this.#created.get(call.pid);
    this.#created.delete(call.pid);
    const parent = creation?.parent ?? this.#running.get(call.ppid);
    const process: Draft = {
      pid: call.pid,
      parent,
      children: [],
      started: creation?.time ?? call.time,
      ended: call.time,
      commands: [],
      comm: call.comm,
      exe: call.exe,
      exitStatus: undefined,
      signal: undefined,
      calls: 0,
    };
    (parent?.children ?? this.#roots).push(process);
    this.#running.set(call.pid, process);
    return process;
  }

  #end(process: Draft, call: Call): void {
    process.exitStatus = (argument(call, 'a0') ?? 0) & 0xff;
    this.#running.delete(process.pid);
  }

  /** A signal that the target never got over has ended it: nothing of it follows. */
  #signal(call: Call): void {
    const [to = '', which = ''] = senders.get(call.name) ?? [];
    const target = this.#running.get(argument(call, to) ?? -1);
    const signal = argument(call, which) ?? 0;
    if (!target || signal === 0 || call.error !== undefined) return;
    this.#signals.set(target, signalName(signal));
  }
}

function signalName(number: number): string {
  return valueTable('signals').name(number) ?? `SIG${number}`;
}
