/** System calls of which a machine's work consists, and what a rule set costs for them. */
import { type Machine, machineByElf, machineByName, syscallName, syscallNumber } from '../../tables/syscalls.js';
import type { FilterEvent } from '../model/event.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { eventsFor, fileAt, shapeOf, takesAddress } from '../prove/shapes.js';
import { completed } from '../prove/variables.js';
import { costOf, rulesTotal } from './cost.js';

/** One kind of call: an ordinary event of it, and how many of 1,000 calls are of the kind. */
export interface WorkloadCall {
  readonly event: FilterEvent;
  readonly share: number;
}

export type Workload = readonly WorkloadCall[];

/** What a busy server does, of 1,000 calls; a guess that is replaced by what a log or a count of calls says. */
const usual: Readonly<Record<string, number>> = {
  ...{ read: 200, write: 120, futex: 110, recvfrom: 60, sendto: 60, epoll_wait: 60, close: 60, openat: 60 },
  ...{ newfstatat: 60, fstat: 30, mmap: 30, munmap: 10, lseek: 20, poll: 20, rt_sigaction: 20, rt_sigprocmask: 20 },
  ...{ ioctl: 10, getpid: 10, clock_nanosleep: 10, fcntl: 10, access: 5, readlink: 5, connect: 3, accept4: 2 },
  ...{ clone: 2, execve: 2, unlink: 1 },
};

/** Of calls that the machine has; x86_64 unless given. */
export function usualWorkload(machine: Machine | undefined = machineByName('x86_64')): Workload {
  const calls = Object.entries(usual).flatMap(([name, count]) => {
    const number = machine && syscallNumber(machine, name);
    return machine?.elf === undefined || number === undefined
      ? []
      : [{ event: ordinaryEvent(machine.elf, number), count }];
  });
  return workloadOf(calls);
}

/** From counted events. */
export function workloadOf(counted: readonly { readonly event: FilterEvent; readonly count: number }[]): Workload {
  const all = counted.reduce((sum, { count }) => sum + count, 0);
  return counted.map(({ event, count }) => ({ event, share: (1000 * count) / Math.max(all, 1) }));
}

/** By a user who logged in, successful, about a file that no rule names. */
export function ordinaryEvent(arch: number, syscall: number): FilterEvent {
  const machine = machineByElf(arch);
  const shape = shapeOf(machine && syscallName(machine, syscall));
  const isOfSocket = takesAddress(shape);
  const [form = {}] = eventsFor(shape, isOfSocket ? undefined : { file: fileAt('/usr/lib/file') });
  return completed({ ...form, arch, syscall, ...(!isOfSocket && { saddr_fam: null }) }, new Map());
}

export interface RuleCost {
  readonly rule: PlacedRule;
  /** Nanoseconds for an average call of the workload. */
  readonly mean: number;
  /** The kind of call that it costs most for, and how much. */
  readonly most: WorkloadCall | undefined;
  readonly mostNs: number;
}

export interface WorkloadCost {
  /** Nanoseconds for an average call: being audited, and the rules; writing events is not part of it. */
  readonly base: number;
  readonly rules: number;
  readonly byRule: readonly RuleCost[];
  readonly byCall: readonly { readonly call: WorkloadCall; readonly base: number; readonly rules: number }[];
}

export function workloadCost(set: RuleSet, workload: Workload): WorkloadCost {
  const byRule = new Map<PlacedRule, { mean: number; most: WorkloadCall | undefined; mostNs: number }>();
  let base = 0;
  let rules = 0;
  const byCall = workload.map((call) => {
    const cost = costOf(set, call.event);
    for (const [rule, ns] of cost.rules) {
      const sum = byRule.get(rule) ?? { mean: 0, most: undefined, mostNs: 0 };
      byRule.set(rule, sum);
      sum.mean += (ns * call.share) / 1000;
      if (ns * call.share > sum.mostNs * (sum.most?.share ?? 0)) Object.assign(sum, { most: call, mostNs: ns });
    }
    base += (cost.base * call.share) / 1000;
    rules += (rulesTotal(cost) * call.share) / 1000;
    return { call, base: cost.base, rules: rulesTotal(cost) };
  });
  return { base, rules, byRule: [...byRule].map(([rule, sum]) => ({ rule, ...sum })), byCall };
}
