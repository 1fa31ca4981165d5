/**
 * One traced run, in the order that leaves no gap: reader, auditing on, program at the gate, rules, go; and at the end,
 * however it comes, rules away, the last records, auditing as it was.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Accounts } from '../accounts/accounts.js';
import { TRACED_RUN, tierFor } from '../engine/tiering.js';
import { Enricher } from '../multicast/enrich.js';
import type { AuditClient } from '../netlink/client.js';
import { type Machine, syscallNumber } from '../tables/syscalls.js';
import type { CallChoice } from './calls.js';
import { Coverage } from './coverage.js';
import { daemonSilence } from './daemon.js';
import { type HeldProgram, hold, type ProgramEnd } from './gate.js';
import { intrusions } from './intrusion.js';
import { checkAccess, checkObstacles } from './obstacles.js';
import type { Scope, TracedPath } from './plan.js';
import { type AuditState, deleteLeftovers, hasDaemon, Presence, removeLeftovers } from './presence.js';
import { Recorder, type RecordingCounts, type RecordListener } from './recorder.js';
import { createRecording, type RecordingFile } from './recording-file.js';
import { hasProcesses } from './session.js';
import { PassedSignals } from './signals.js';
import { openClient, openReader } from './sockets.js';

export type TraceSubject =
  /** Byte strings: a program and its words, to be started. */
  | { readonly kind: 'program'; readonly words: readonly string[] }
  | { readonly kind: 'process'; readonly pid: number }
  | { readonly kind: 'system' };

export interface TraceRequest {
  readonly subject: TraceSubject;
  readonly calls: CallChoice;
  /** Only calls about these; empty: about anything. */
  readonly paths: readonly TracedPath[];
  /** All descendants, not only the program and its children. */
  readonly follow: boolean;
  /** Go on until the last descendant has ended. */
  readonly waitForAll: boolean;
  /**
   * The file to record to; asked for when the answer is needed. Its answer undefined: none while a daemon records. No
   * question: the records are for the listener only.
   */
  readonly recordTo: ((daemonRecords: boolean) => string | undefined) | undefined;
  readonly listener?: RecordListener | undefined;
  readonly machine: Machine | undefined;
  readonly accounts: Accounts;
  /** Called when the program is held, when it has started, and when it has ended. */
  readonly progress: (step: 'waiting' | 'running' | 'cleaning') => void;
  readonly warn: (text: string) => void;
}

export interface TraceResult {
  readonly pid: number;
  readonly key: string;
  readonly scope: Scope;
  readonly end: ProgramEnd;
  /** Undefined when the audit daemon has the records. */
  readonly file: string | undefined;
  readonly counts: RecordingCounts | undefined;
  /** Records that the kernel dropped during the run for want of room. */
  readonly lost: number;
  /** Somebody removed rules of the run, or switched auditing off. */
  readonly disturbed: boolean;
  /** What others did meanwhile to rules, daemon and file: sentences. */
  readonly findings: readonly string[];
}

const SESSION_LOOK_MS = 50;
/** The kernel's own. */
const SWITCHES = '/sys/kernel';

export async function trace(request: TraceRequest): Promise<TraceResult> {
  tierFor(TRACED_RUN);
  const client = openClient();
  try {
    const state = checkAccess(client);
    for (const warning of checkObstacles(state, request.machine)) request.warn(warning);
    return await new Run(request, client, state).result();
  } finally {
    client.close();
  }
}

/** Removes what killed runs left, and returns how many rules that were. */
export function cleanUp(): number {
  const client = openClient();
  try {
    checkAccess(client);
    return removeLeftovers(client, SWITCHES);
  } finally {
    client.close();
  }
}

interface Traced {
  readonly program: HeldProgram;
  readonly scope: Scope;
  readonly end: ProgramEnd;
}

class Run {
  readonly #request: TraceRequest;
  readonly #client: AuditClient;
  readonly #before: AuditState;
  readonly #presence: Presence;
  readonly #signals: PassedSignals = new PassedSignals();
  readonly #coverage: Coverage;
  #file: RecordingFile | undefined;
  #recorder: Recorder | undefined;
  #daemon: number | undefined;
  /** The first process that was to begin a login session and may not. */
  #refused: number | undefined;

  constructor(request: TraceRequest, client: AuditClient, state: AuditState) {
    this.#request = request;
    this.#client = client;
    this.#before = state;
    this.#presence = new Presence(client, state, SWITCHES);
    this.#coverage = new Coverage(this.#presence, { ...request, subject: request.subject.kind });
  }

  async result(): Promise<TraceResult> {
    try {
      await this.#openRecording();
      const { program, scope, end } = await this.#run();
      const findings = await this.#daemonFindings();
      this.#recorder?.end();
      const after = this.#client.snapshot();
      const disturbed = !this.#presence.isWhole(after);
      this.#presence.remove(after); // also the mark at which the recorder stops
      const counts = this.#recorder?.finish();
      const lost = (after.status.lost - this.#before.status.lost) >>> 0;
      if (this.#refused !== undefined) findings.push(refusedLogin(this.#refused));
      findings.push(...this.#intrusions(after), ...[this.#file?.check() ?? []].flat());
      const { key } = this.#presence;
      return { pid: program.pid, key, scope, end, file: this.#file?.name, counts, lost, disturbed, findings };
    } catch (error) {
      this.#abandon();
      throw error;
    } finally {
      this.#file?.close();
      this.#signals.end();
    }
  }

  /** The error on its way tells more than one of cleaning up would. */
  #abandon(): void {
    try {
      this.#presence.remove();
    } catch {
      // The next run finds what is left.
    }
    this.#recorder?.close();
  }

  /** Records go to a file, or to the daemon if it writes them; looked at they are in any case. */
  async #openRecording(): Promise<void> {
    const { recordTo, warn, accounts } = this.#request;
    const { status } = this.#before;
    let name = recordTo?.(hasDaemon(status));
    if (name === undefined && recordTo) {
      const silence = await daemonSilence(this.#client, status.pid);
      if (silence === undefined) this.#daemon = status.pid;
      else {
        name = recordTo(false);
        warn(`The audit daemon (process ${status.pid}) does not write: ${silence}. Recording to ${name}.`);
      }
    }
    const reader = openReader();
    if (name !== undefined) this.#file = createRecording(name);
    this.#recorder = new Recorder(reader, new Enricher(accounts), this.#file?.out);
  }

  async #run(): Promise<Traced> {
    // Processes made before auditing was ever on are never recorded, so it comes before the program.
    this.#presence.enable();
    deleteLeftovers(this.#client, this.#before.rules, SWITCHES);
    const { progress } = this.#request;
    const program = await this.#hold();
    this.#signals.to((signal) => program.signal(signal), this.#request.subject.kind === 'program');
    progress('waiting');
    let scope: Scope;
    try {
      scope = this.#coverage.begin(program);
    } catch (error) {
      program.signal('SIGTERM');
      throw error;
    }
    this.#select(program, scope);
    program.release();
    this.#presence.dropMarker();
    progress('running');
    await this.#record(program, scope);
    const end = await program.ended;
    this.#recorder?.drain();
    progress('cleaning');
    return { program, scope, end };
  }

  async #hold(): Promise<HeldProgram> {
    const { subject, follow } = this.#request;
    if (subject.kind === 'program') return hold({ words: subject.words, wantsSession: follow });
    const { attach, everything } = await import('./attached.js');
    return subject.kind === 'process' ? attach(subject.pid) : everything();
  }

  #select({ pid }: HeldProgram, scope: Scope): void {
    const { subject, follow, calls, paths, machine, listener } = this.#request;
    const execve = machine && syscallNumber(machine, 'execve');
    const isSeen = paths.length === 0 && (calls === 'all' || calls.names.has('execve'));
    const launcher = subject.kind === 'program' && execve !== undefined && isSeen ? { pid, execve } : undefined;
    this.#recorder?.select({
      scope,
      key: this.#presence.key,
      launcher,
      newSession: this.#coverage.followSession,
      refusedSession: (pid) => {
        this.#refused ??= pid;
      },
      newProcess: follow && scope.kind === 'processes' ? this.#coverage.followParent : undefined,
      creators: creatorNumbers(machine),
      listener,
    });
  }

  /** Nothing that happens to the recording may end the program. */
  async #record(program: HeldProgram, scope: Scope): Promise<void> {
    try {
      await this.#until(program.ended);
      if (this.#request.waitForAll && scope.kind === 'session') await this.#until(this.#sessionEnd(scope.session));
    } catch (error) {
      this.#presence.remove();
      await program.ended;
      throw error;
    }
  }

  async #until(done: Promise<unknown>): Promise<void> {
    await this.#recorder?.until(done);
    await done;
  }

  /** Resolves when the session has no process left, or at a signal. */
  async #sessionEnd(session: number): Promise<void> {
    let signalled = false;
    this.#signals.to(() => {
      signalled = true;
    }, false);
    while (!signalled && hasProcesses(session)) await pause(SESSION_LOOK_MS);
  }

  async #daemonFindings(): Promise<string[]> {
    if (this.#daemon === undefined) return [];
    const silence = await daemonSilence(this.#client, this.#daemon);
    return silence === undefined ? [] : [`the audit daemon stopped writing during the run: ${silence}`];
  }

  #intrusions({ rules }: AuditState): readonly string[] {
    return intrusions(this.#before.rules, rules, this.#presence.own(rules), this.#request.machine);
  }
}

/** The run's own session is a login already, and a locked kernel lets nobody log in twice. */
function refusedLogin(pid: number): string {
  const why = 'login uids are locked on this machine (loginuid_immutable), and the run has one';
  return `process ${pid} was refused a login session of its own: ${why}; start the program as usual and trace it with --attach`;
}

function creatorNumbers(machine: Machine | undefined): ReadonlySet<number> {
  const names = ['clone', 'clone3', 'fork', 'vfork'];
  return new Set(names.flatMap((name) => (machine && syscallNumber(machine, name)) ?? []));
}
