/** One run of ts-auditctl: its socket, what it learnt from the kernel, and how it speaks to the user. */

import type { Platform } from '../../control/platform.js';
import { HeldSignals } from '../../control/reload/held-signals.js';
import type { SavedSettings } from '../../control/reload/settings.js';
import { Stage } from '../../control/reload/stage.js';
import { AuditError } from '../../errors.js';
import { AuditClient } from '../../netlink/client.js';
import { ECONNREFUSED, EPERM, KernelError } from '../../netlink/kernel-error.js';
import { terminalSafeLine } from '../../output/terminal.js';
import type { RuleContext } from '../../rules/draft.js';
import { type Flow, RuleError } from '../../rules/problem.js';
import { reasonOf } from '../../tables/reason.js';
import type { Io } from '../io.js';

/** A request that the kernel refused, as the failure of an option. */
export class Refusal extends RuleError {
  readonly errno: number;

  /** BUG? 1: the original hides most texts of refusals. */
  constructor(error: KernelError, what: string, flow: Flow = 'stop') {
    super(`${what} (${reasonOf(error.errno)})`, { flow, cause: error });
    this.errno = error.errno;
  }

  /** The kernel's way of saying that audit does not exist here. */
  get isDisabled(): boolean {
    return this.errno === ECONNREFUSED;
  }
}

export class Session {
  readonly io: Io;
  readonly platform: Platform;
  readonly client: AuditClient;
  /** What `-h` among other words prints. */
  readonly usage: () => string;
  /** `-i` of a listing or status stays on for the rest of a rules file. */
  interpret = false;
  /** The kernel said that this process may not: EPERM, or ECONNREFUSED. */
  isForbidden = false;
  /** Something was said on standard error. */
  hasSpoken = false;
  /** The kernel refused a request. */
  wasRefused = false;
  /** Open while a rules file exchanges the rules: changes are collected there and come into force together. */
  stage: Stage | undefined;
  /** Rules that are deleted are to stay in force until the rest of a file has come. */
  exchangesRules = false;
  /** Of a change of many rules, which is not to be cut off. */
  signals: HeldSignals | undefined;
  #abilities: number | undefined;

  /** Throws `AuditError` with the original's message when the socket cannot be opened. */
  constructor(io: Io, platform: Platform, usage: () => string = () => '') {
    this.io = io;
    this.platform = platform;
    this.usage = usage;
    try {
      this.client = new AuditClient(platform.open());
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      throw new AuditError('netlink', 'Cannot open netlink audit socket', { cause: error, exitStatus: 1 });
    }
  }

  /** What reading a rule asks of this machine. `line` when it comes from a file. */
  ruleContext(line?: number): RuleContext {
    return {
      machine: this.platform.machine,
      userId: (name) => this.platform.accounts.userId(name),
      groupId: (name) => this.platform.accounts.groupId(name),
      isDirectory: (path) => this.platform.isDirectory(path),
      abilities: () => this.#askAbilities(),
      warn: (text) => this.err(text),
      line,
    };
  }

  /** One line on standard error, behind what there is to say about rules that are still on their way. */
  err(text: string): void {
    this.client.afterThose(() => {
      this.hasSpoken = true;
      this.io.err(`${this.io.terminal.err ? terminalSafeLine(text) : text}\n`);
    });
  }

  /** Runs a request; a refusal becomes the failure of the option. */
  ask<T>(what: string, request: (client: AuditClient) => T, flow: Flow = 'stop'): T {
    try {
      return request(this.client);
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.note(error);
      throw new Refusal(error, what, flow);
    }
  }

  /** All rules in kernel order, as they are or, with an open stage, as they will be. */
  rules(): readonly Buffer[] {
    return this.stage?.rules() ?? this.ask('Error sending rule list data request', (client) => client.listRules());
  }

  /** From here on signals wait for the end of the run. */
  holdSignals(): void {
    this.signals ??= new HeldSignals();
  }

  /** From here on the former rules stay until the new ones are there. */
  openStage(settings: SavedSettings = {}): Stage {
    this.holdSignals();
    this.stage ??= this.ask(
      'Error sending rule list data request',
      (client) => new Stage(client, this.platform, settings),
    );
    return this.stage;
  }

  /** Brings the collected changes into force. Throws `AuditError`. */
  closeStage(): void {
    const { stage } = this;
    this.stage = undefined;
    if (stage) this.ask('Error sending rule list data request', () => stage.finish());
  }

  /** Remembers a refusal, and whether it is about this process rather than about the request. */
  note({ errno }: KernelError): void {
    this.wasRefused = true;
    if (errno === EPERM || errno === ECONNREFUSED) this.isForbidden = true;
  }

  /** Asked once; a kernel that refuses the question has no abilities. */
  #askAbilities(): number {
    if (this.#abilities !== undefined) return this.#abilities;
    try {
      this.#abilities = this.client.status().featureBits;
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#abilities = 0;
    }
    return this.#abilities;
  }
}
