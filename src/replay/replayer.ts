/** What a rule set would have recorded of the events of a log, by the model of the filter. */

import type { AuditEvent } from '../log/event.js';
import { fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import { decide } from '../rules/model/decide.js';
import type { FilterEvent } from '../rules/model/event.js';
import { type RuleSet, rulesOn } from '../rules/model/rule-set.js';
import { LIST_EXCLUDE, LIST_USER } from '../rules/rule.js';
import { URINGOP } from '../tables/generated/record-type.js';
import { isDaemonType, isUserType, recordTypeName } from '../tables/record-types.js';
import { loggedCall, loggedMessage } from './logged-event.js';
import { type Plan, Planner } from './plan.js';

export interface Verdict {
  /** `maybe`: it hangs on what the log does not tell. */
  readonly recorded: boolean | 'maybe';
  /** `PlacedRule.loaded` of the rule that decides; -1 when none does. */
  readonly rule: number;
  /** Names of the record types that the exclude list takes away; `undefined`: none. */
  readonly dropped: ReadonlySet<string> | undefined;
  /** With `keepsEvents`: an event that stands for all that the rules cannot tell from it. */
  readonly sample?: { readonly id: string; readonly event: FilterEvent };
}

/** Verdicts of one kind of call, and kinds, that are remembered. */
const KEPT_VERDICTS = 1 << 14;
const KEPT_PLANS = 1 << 12;

interface KnownPlan extends Plan {
  readonly verdicts: Map<string, Verdict>;
}

export class Replayer {
  readonly #set: RuleSet;
  readonly #planner: Planner;
  readonly #plans = new Map<string, KnownPlan>();
  readonly #byLine: ReadonlyMap<string, number>;
  readonly #judgesMessages: boolean;
  readonly #withoutUser: RuleSet;
  readonly #keepsEvents: boolean;

  constructor(set: RuleSet, { keepsEvents = false }: { readonly keepsEvents?: boolean } = {}) {
    this.#keepsEvents = keepsEvents;
    this.#set = set;
    this.#planner = new Planner(set);
    this.#byLine = new Map([...set.lists.values()].flat().map(({ line, loaded }) => [line, loaded]));
    this.#judgesMessages = [LIST_USER, LIST_EXCLUDE].some((list) => rulesOn(set, list).length > 0);
    this.#withoutUser = { lists: new Map([...set.lists].filter(([list]) => list !== LIST_USER)) };
  }

  /** `call`: the event's `callRecord`. */
  call(event: AuditEvent, call: AuditRecord): Verdict {
    const plan = this.#planOf(call);
    if (plan.isBlind && !this.#keepsEvents) return UNSEEN;
    const signature = plan.isBlind ? '' : plan.signature(event, call);
    let verdict = plan.verdicts.get(signature);
    if (!verdict) {
      verdict = this.#judge(plan, event, call, signature);
      if (plan.verdicts.size === KEPT_VERDICTS) plan.verdicts.clear();
      plan.verdicts.set(signature, verdict);
    }
    return verdict;
  }

  /** An event without a call: written unless the user list (messages of processes) or the exclude list drops it. */
  message({ records: [first] }: AuditEvent): Verdict {
    if (!this.#judgesMessages || !first || isDaemonType(first.type)) return WRITTEN;
    const { recorded, rule } = decide(isUserType(first.type) ? this.#set : this.#withoutUser, loggedMessage(first));
    return { recorded: recorded === 'unknown' ? 'maybe' : recorded, rule: this.#indexOf(rule), dropped: undefined };
  }

  #judge(plan: Plan, event: AuditEvent, call: AuditRecord, signature: string): Verdict {
    const told = loggedCall(event, call);
    const { event: logged, paths } = told;
    const { recorded, rule, types } = decide(plan.setFor(told), logged, { paths });
    const left = new Set(types);
    const dropped = logged.types?.filter((type) => !left.has(type)) ?? [];
    return {
      recorded: recorded === 'unknown' ? 'maybe' : recorded,
      rule: this.#indexOf(rule),
      dropped: recorded !== false && types && dropped.length > 0 ? new Set(dropped) : undefined,
      ...(this.#keepsEvents && { sample: { id: `${kindOf(call)} ${signature}`, event: logged } }),
    };
  }

  #indexOf(line: string | null): number {
    return line === null ? -1 : (this.#byLine.get(line) ?? -1);
  }

  #planOf(call: AuditRecord): KnownPlan {
    const kind = kindOf(call);
    let plan = this.#plans.get(kind);
    if (!plan) {
      plan = { ...this.#planner.planFor(call), verdicts: new Map() };
      if (this.#plans.size === KEPT_PLANS) this.#plans.clear();
      this.#plans.set(kind, plan);
    }
    return plan;
  }
}

const UNSEEN: Verdict = { recorded: false, rule: -1, dropped: undefined };
const WRITTEN: Verdict = { recorded: true, rule: -1, dropped: undefined };

/** `arch=c000003e syscall=59`, or the operation of io_uring. */
export function kindOf({ type, text }: AuditRecord): string {
  if (type === URINGOP) return `uring ${fieldValue(text, 'uring_op')}`;
  const start = text.indexOf(' arch=') + 1;
  const number = text.indexOf(' syscall=', start) + 9;
  const end = text.indexOf(' ', number);
  return text.slice(start, end < 0 ? undefined : end);
}

/** Bytes of the event in the log, without those records. */
export function sizeOf({ records }: AuditEvent, dropped: ReadonlySet<string> | undefined): number {
  let size = 0;
  for (const { type, start, end } of records)
    if (dropped === undefined || !dropped.has(recordTypeName(type) ?? '')) size += end - start + 1;
  return size;
}
