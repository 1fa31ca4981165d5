/**
 * One traced run, in the order that leaves no gap: reader, auditing on, program at the gate, rules, go; and at the end,
 * however it comes, rules away, the last records, auditing as it was.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Accounts } from '../accounts/accounts.js';
import { AuditError } from '../errors.js';
import { Enricher } from '../multicast/enrich.js';
import { openTransport } from '../netlink/addon.js';
import { AuditClient } from '../netlink/client.js';
import { EINVAL, EPERM, KernelError } from '../netlink/kernel-error.js';
import { RecordReader } from '../netlink/multicast.js';
import { reasonOf } from '../tables/reason.js';
import type { Machine } from '../tables/syscalls.js';
import { type HeldProgram, hold, type ProgramEnd } from './gate.js';
import { checkAccess, checkObstacles } from './obstacles.js';
import { type PlanOptions, planRules, type Scope } from './plan.js';
import { daemonRecords, Presence, removeLeftovers } from './presence.js';
import { Recorder, type RecordingCounts } from './recorder.js';
import { createRecording, type RecordingFile } from './recording-file.js';
import { hasProcesses } from './session.js';
import { PassedSignals } from './signals.js';

export interface TraceRequest {
  /** Byte strings: the program and its words. */
  readonly words: readonly string[];
  /** Only the original's calls. */
  readonly reduced: boolean;
  /** All descendants, not only the program and its children. */
  readonly follow: boolean;
  /** Go on until the last descendant has ended. */
  readonly waitForAll: boolean;
  /** The file to record to; asked for when the answer is needed. Undefined: none while a daemon records. */
  readonly recordTo: (daemonRecords: boolean) => string | undefined;
  readonly machine: Machine | undefined;
  readonly accounts: Accounts;
  /** Called when the program is held, and again when it has ended. */
  readonly progress: (step: 'waiting' | 'cleaning') => void;
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
}

/** The kernel's queue for the reader, filled only when that falls behind. A busy program makes 100 MiB in a second. */
const QUEUE_BYTES = 256 << 20;
const READ_LOG_GROUP = 1;
const SESSION_LOOK_MS = 50;

export async function trace(request: TraceRequest): Promise<TraceResult> {
  const client = openClient();
  try {
    for (const warning of checkObstacles(client, request.machine)) request.warn(warning);
    removeLeftovers(client);
    return await new Run(request, client).result();
  } finally {
    client.close();
  }
}

/** Removes what killed runs left, and returns how many rules that were. */
export function cleanUp(): number {
  const client = openClient();
  try {
    checkAccess(client);
    return removeLeftovers(client);
  } finally {
    client.close();
  }
}

class Run {
  readonly #request: TraceRequest;
  readonly #client: AuditClient;
  readonly #presence: Presence;
  readonly #signals: PassedSignals = new PassedSignals();
  readonly #lostBefore: number;
  #file: RecordingFile | undefined;
  #recorder: Recorder | undefined;

  constructor(request: TraceRequest, client: AuditClient) {
    this.#request = request;
    this.#client = client;
    this.#presence = new Presence(client);
    this.#lostBefore = client.status().lost;
  }

  async result(): Promise<TraceResult> {
    try {
      this.#openRecording();
      const { program, scope, end } = await this.#run();
      const disturbed = !this.#presence.isWhole();
      this.#presence.remove(); // also the mark at which the recorder stops
      const counts = this.#recorder?.finish();
      const lost = (this.#client.status().lost - this.#lostBefore) >>> 0;
      return { pid: program.pid, key: this.#presence.key, scope, end, file: this.#file?.name, counts, lost, disturbed };
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

  #openRecording(): void {
    const name = this.#request.recordTo(daemonRecords(this.#client));
    if (name === undefined) return;
    const reader = openReader();
    this.#file = createRecording(name);
    this.#recorder = new Recorder(reader, new Enricher(this.#request.accounts), this.#file.out);
  }

  async #run(): Promise<{ readonly program: HeldProgram; readonly scope: Scope; readonly end: ProgramEnd }> {
    // Processes made before auditing was ever on are never recorded, so it comes before the program.
    this.#presence.enable();
    const { words, follow, progress } = this.#request;
    const program = await hold({ words, wantsSession: follow });
    this.#signals.to((signal) => program.signal(signal));
    progress('waiting');
    let scope: Scope;
    try {
      scope = this.#install(program);
    } catch (error) {
      program.signal('SIGTERM');
      throw error;
    }
    this.#recorder?.select(scope, this.#presence.key, (session) => this.#followTo(session));
    program.release();
    await this.#record(program, scope);
    const end = await program.ended;
    progress('cleaning');
    return { program, scope, end };
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
    });
    while (!signalled && hasProcesses(session)) await pause(SESSION_LOOK_MS);
  }

  /** A program that opens a session of its own leaves the one that is filtered on. */
  #followTo(session: number): void {
    try {
      this.#presence.add(planRules(this.#plan({ kind: 'session', session })));
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#request.warn(`A process began login session ${session}, which is not recorded (${reasonOf(error.errno)}).`);
    }
  }

  /** Adds the rules for the program's session, else for its process id as the original did. */
  #install(program: HeldProgram): Scope {
    const { follow, warn } = this.#request;
    const byProcess: Scope = { kind: 'process', pid: program.pid };
    if (program.session !== undefined) {
      const bySession: Scope = { kind: 'session', session: program.session };
      try {
        this.#presence.add(planRules(this.#plan(bySession)));
        return bySession;
      } catch (error) {
        if (!(error instanceof KernelError) || error.errno !== EINVAL) throw ruleError(error, bySession);
      }
    }
    if (follow) {
      const why = program.session === undefined ? 'its login uid cannot be changed' : 'the kernel has no such filter';
      warn(`The program gets no session of its own (${why}): only it and its direct children are recorded.`);
    }
    try {
      this.#presence.add(planRules(this.#plan(byProcess)));
    } catch (error) {
      throw ruleError(error, byProcess);
    }
    return byProcess;
  }

  #plan(scope: Scope): PlanOptions {
    const { reduced, machine } = this.#request;
    return { scope, key: this.#presence.key, reduced, machine };
  }
}

function ruleError(error: unknown, scope: Scope): unknown {
  if (!(error instanceof KernelError)) return error;
  const subject = scope.kind === 'session' ? `sessionid=${scope.session}` : `pid=${scope.pid}`;
  const why = `Error sending add rule data request (${reasonOf(error.errno)})`;
  return new AuditError('trace', `${why}\nError inserting audit rule for ${subject}`, { cause: error });
}

function openReader(): RecordReader {
  try {
    return new RecordReader(openTransport(READ_LOG_GROUP, QUEUE_BYTES));
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== EPERM) throw error;
    const text = 'The kernel does not let this process read audit records (missing capability: CAP_AUDIT_READ)';
    throw new AuditError('trace', text, { cause: error });
  }
}

function openClient(): AuditClient {
  try {
    return new AuditClient(openTransport());
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw new AuditError('trace', `Error - audit support not in kernel (${reasonOf(error.errno)})`, { cause: error });
  }
}
