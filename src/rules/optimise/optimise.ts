/**
 * A rule set made cheaper without a change of what it does: each step is kept only if the set after it is proved equal to
 * the one before, and costs no more on the workload.
 */

import { type Machine, machineByName } from '../../tables/syscalls.js';
import { type Workload, type WorkloadCost, workloadCost } from '../cost/workload.js';
import { areEqualEverywhere } from '../labels/judge.js';
import { type PlacedRule, type RuleSet, ruleSetOf, rulesOn } from '../model/rule-set.js';
import { LIST_EXIT, LIST_IO_URING } from '../rule.js';
import type { Entry, Proposal, Proposer, Setting } from './proposal.js';
import { proposals } from './proposals.js';

export interface Optimised {
  /** All lists in order. */
  readonly set: RuleSet;
  readonly steps: readonly string[];
  /** What might have helped, and changes what the rules do. */
  readonly refused: readonly string[];
  /** Why not all that might help was looked for; `undefined`: it was. */
  readonly unlooked: string | undefined;
  readonly before: WorkloadCost;
  readonly after: WorkloadCost;
}

/** Each proposal is made for all of them. */
const MOST_RULES = 4000;
/** Proofs; each takes a twentieth of a second for a usual rule set. */
const MOST_PROOFS = 2000;
/** Rules that are asked in all of them together; ten seconds. */
const WORK_LIMIT = 20_000_000;
/** Nanoseconds of an average call that are worth a change. */
const WORTH = 0.5;

/** Rules of other lists stay as they are. */
export function optimise(
  set: RuleSet,
  workload: Workload,
  machine: Machine | undefined = machineByName('x86_64'),
): Optimised {
  const before = workloadCost(set, workload);
  const state = new Optimising(set, { workload, machine });
  const unlooked = leftAlone(set);
  if (unlooked === undefined) for (const propose of proposals) state.follow(propose);
  return {
    set: state.set,
    steps: state.steps,
    refused: state.refused,
    unlooked:
      unlooked ??
      (state.isSpent ? `${MOST_PROOFS} proofs were made: what else may help was not looked for` : undefined),
    before,
    after: state.set === set ? before : workloadCost(state.set, workload),
  };
}

/** Why a set is not looked at. */
function leftAlone(set: RuleSet): string | undefined {
  const count = rulesOn(set, LIST_EXIT).length;
  if (count > MOST_RULES)
    return `${count} rules are too large a set to be proved equal to another (the most is ${MOST_RULES}): left as it is`;
  // They share the order with the exit list.
  return rulesOn(set, LIST_IO_URING).length > 0 ? 'rules of the io_uring list are in it: left as it is' : undefined;
}

class Optimising {
  readonly #original: RuleSet;
  readonly #setting: Setting;
  readonly steps: string[] = [];
  readonly refused: string[] = [];
  /** No proof is left; there was more to try. */
  isSpent = false;
  set: RuleSet;
  #entries: readonly Entry[];
  #cost: number;
  #proofs = 0;
  readonly #budget = { left: WORK_LIMIT };

  constructor(set: RuleSet, setting: Setting) {
    this.#original = set;
    this.#setting = setting;
    this.set = set;
    this.#entries = rulesOn(set, LIST_EXIT).map(({ rule, line }) => ({ rule, line }));
    this.#cost = this.#costOf(set);
  }

  /** Until it has nothing more to say. */
  follow(propose: Proposer): void {
    const tried = new Set<string>();
    for (let goesOn = true; goesOn; ) {
      goesOn = false;
      for (const proposal of propose(this.#entries, this.set, this.#setting)) {
        if (tried.has(proposal.what)) continue;
        tried.add(proposal.what);
        if (!this.#take(proposal)) continue;
        goesOn = true;
        break;
      }
    }
  }

  #take({ what, entries, mustSave, isGuess }: Proposal): boolean {
    const set = withExit(this.#original, entries);
    const cost = this.#costOf(set);
    if (cost > this.#cost + (mustSave ? -WORTH : 1e-9) || this.isSpent) return false;
    this.isSpent = this.#proofs++ === MOST_PROOFS || this.#budget.left < 0;
    if (this.isSpent) return false;
    if (!areEqualEverywhere(this.set, set, this.#setting.machine, this.#budget)) {
      if (!isGuess) this.refused.push(what);
      return false;
    }
    this.steps.push(`${what} (${(this.#cost - cost).toFixed(1)} ns)`);
    this.set = set;
    this.#entries = entries;
    this.#cost = cost;
    return true;
  }

  #costOf(set: RuleSet): number {
    return workloadCost(set, this.#setting.workload).rules;
  }
}

/** The set with another exit list, in this order. */
function withExit(set: RuleSet, entries: readonly Entry[]): RuleSet {
  const others = [...set.lists].flatMap(([list, rules]) => (list === LIST_EXIT ? [] : rules));
  return ruleSetOf(
    [...others.sort(byPlace), ...entries].map(({ rule, line }) => ({
      line,
      change: { operation: 'add', prepend: false, rule },
    })),
  );
}

function byPlace(one: PlacedRule, other: PlacedRule): number {
  return one.place - other.place;
}
