/** Which processes of a run the kernel's rules cover: those there are at first, and those that leave or come later. */
import { AuditError } from '../errors.js';
import { EINVAL, KernelError } from '../netlink/kernel-error.js';
import { LIST_EXIT } from '../rules/rule.js';
import { reasonOf } from '../tables/reason.js';
import type { HeldProgram } from './gate.js';
import { type PlanOptions, planRules, type Scope } from './plan.js';
import type { Presence } from './presence.js';

export interface CoverageOptions extends Omit<PlanOptions, 'scope' | 'key'> {
  readonly subject: 'program' | 'process' | 'system';
  /** All descendants, not only the program and its children. */
  readonly follow: boolean;
  readonly warn: (text: string) => void;
}

/** Processes whose children are followed by rules of their own: the kernel looks through them for each call. */
const MOST_PARENTS = 64;

export class Coverage {
  readonly #presence: Presence;
  readonly #options: CoverageOptions;
  readonly #parents = new Set<number>();

  constructor(presence: Presence, options: CoverageOptions) {
    this.#presence = presence;
    this.#options = options;
  }

  /** Adds the rules for the program's session, else for its process id as the original did. */
  begin(program: HeldProgram): Scope {
    const { subject, follow, warn } = this.#options;
    if (subject === 'system') return this.#add({ kind: 'system', except: process.pid });
    if (program.session !== undefined && follow) {
      const bySession: Scope = { kind: 'session', session: program.session };
      try {
        this.#presence.add(planRules(this.#plan(bySession)));
        return bySession;
      } catch (error) {
        if (!(error instanceof KernelError) || error.errno !== EINVAL) throw ruleError(error, bySession);
      }
    }
    const pids = [program.pid, ...(program.descendants ?? [])].slice(0, MOST_PARENTS);
    for (const pid of pids) this.#parents.add(pid);
    if (follow && subject === 'program') {
      const why = program.session === undefined ? 'its login uid cannot be changed' : 'the kernel has no such filter';
      warn(
        `The program gets no session of its own (${why}): its processes are followed one by one, and what a child of a child does in its first moments may be missing.`,
      );
    }
    return this.#add({ kind: 'processes', pids });
  }

  /** A program that opens a session of its own, as login programs do, leaves the one that is filtered on. */
  readonly followSession = (session: number): void => {
    if (this.#options.subject === 'system') return; // whose rules are about all of them
    this.#extend({ kind: 'session', session }, `login session ${session}`);
  };

  /** Without a session the kernel only filters on parents: one that has children of its own gets a rule. */
  readonly followParent = (pid: number): void => {
    if (this.#parents.has(pid) || this.#parents.size > MOST_PARENTS) return;
    this.#parents.add(pid);
    if (this.#parents.size > MOST_PARENTS) {
      this.#options.warn(
        `More than ${MOST_PARENTS} processes have children: those of process ${pid} are not recorded.`,
      );
    } else this.#extend({ kind: 'parents', pids: [pid] }, `children of process ${pid}`);
  };

  #extend(scope: Scope, what: string): void {
    try {
      this.#presence.add(planRules(this.#plan(scope)).filter(({ rule }) => rule.list === LIST_EXIT));
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#options.warn(`The run goes on in ${what}, which is not recorded (${reasonOf(error.errno)}).`);
    }
  }

  #add(scope: Scope): Scope {
    try {
      this.#presence.add(planRules(this.#plan(scope)));
    } catch (error) {
      throw ruleError(error, scope);
    }
    return scope;
  }

  #plan(scope: Scope): PlanOptions {
    const { calls, paths, machine } = this.#options;
    return { scope, key: this.#presence.key, calls, paths, machine };
  }
}

function ruleError(error: unknown, scope: Scope): unknown {
  if (!(error instanceof KernelError)) return error;
  const why = `Error sending add rule data request (${reasonOf(error.errno)})`;
  return new AuditError('trace', `${why}\nError inserting audit rule for ${subjectText(scope)}`, { cause: error });
}

function subjectText(scope: Scope): string {
  if (scope.kind === 'session') return `sessionid=${scope.session}`;
  return scope.kind === 'system' ? `pid!=${scope.except}` : `pid=${scope.pids[0]}`;
}
