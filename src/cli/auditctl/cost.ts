/** `cost RULES [--log LOG…]`: what the filter costs the system calls of a workload, and which rules make it dear. */

import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import type { SimulationPart } from '../../replay/simulation.js';
import { adviceFor } from '../../rules/cost/advice.js';
import { RECORD, RECORDED_EVENT } from '../../rules/cost/prices.js';
import {
  type RuleCost,
  usualWorkload,
  type Workload,
  type WorkloadCost,
  workloadCost,
  workloadOf,
} from '../../rules/cost/workload.js';
import type { RuleSet } from '../../rules/model/rule-set.js';
import { callText } from '../../rules/prove/witness.js';
import type { Machine } from '../../tables/syscalls.js';
import type { Io } from '../io.js';
import { aligned } from './aligned.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import { replayed } from './replayed.js';
import { loadRules, UNREADABLE } from './rule-sets.js';

/** Exit status: 0, or 3 when a part of the logs could not be read. */
export async function costOfRules(words: readonly string[], io: Io, platform: Platform): Promise<number> {
  const known = { '--log': true, '--json': false, '--keep-going': false, '--arch': true };
  const question = readQuestion(words, known);
  const { operands, options, values } = question;
  const [rules, ...logs] = operands;
  if (rules === undefined || (logs.length > 0 && !options.has('--log')))
    throw misused('cost takes one rule set (FILE, DIR or live) and --log LOG ...');
  const machine = machineAsked(question) ?? platform.machine;
  const load = { keepsGoing: options.has('--keep-going'), looksHere: false, machine };
  const { set } = loadRules(rules, io, platform, load);
  const { workload, source, isWhole } = await workloadFrom(set, [...values('--log'), ...logs], io, machine);
  const cost = workloadCost(set, workload);
  if (options.has('--json')) io.out.write(jsonDocument(asJson(cost, set, source)));
  else for (const line of asText(cost, set, source)) io.out.write(`${terminalSafeLine(line)}\n`);
  return isWhole ? 0 : UNREADABLE;
}

export interface MeasuredWorkload {
  readonly workload: Workload;
  /** Where its shares come from, in words. */
  readonly source: string;
  readonly isWhole: boolean;
  /** What the rules would record of the logs; `undefined` without logs. */
  readonly part: SimulationPart | undefined;
}

/** Of the logs, or the usual one of the machine without. */
export async function workloadFrom(
  set: RuleSet,
  logs: readonly string[],
  io: Io,
  machine: Machine | undefined,
): Promise<MeasuredWorkload> {
  if (logs.length === 0)
    return {
      workload: usualWorkload(machine),
      source: 'what a busy server usually calls',
      isWhole: true,
      part: undefined,
    };
  const { part, isWhole } = await replayed({ set, old: undefined, wantsSamples: true }, logs, io);
  const source = 'the recorded calls of the log; calls that nobody recorded are not among them';
  return { workload: workloadOf([...part.samples.values()]), source, isWhole, part };
}

const SHOWN = 3;
const CALLS = 12;

function dearest({ byRule }: WorkloadCost): readonly RuleCost[] {
  return [...byRule].sort((one, other) => other.mean - one.mean);
}

function asText(cost: WorkloadCost, set: RuleSet, source: string): readonly string[] {
  const { base, rules } = cost;
  return [
    `An average call pays ${ns(base + rules)}: ${ns(base)} for being audited, ${ns(rules)} for the rules.`,
    `Workload: ${source}. Times are of the machine that they were measured on; ratios hold elsewhere.`,
    `A recorded event costs ${ns(RECORDED_EVENT + 3 * RECORD)} and more on top: recording less saves more than fewer rules.`,
    ...['', 'By call (share of the workload, rules, all):'],
    ...aligned(
      meanByCall(cost)
        .slice(0, CALLS)
        .map(({ call, perMille, baseNs, rulesNs }) => [
          call,
          `${(perMille / 10).toFixed(1)} %`,
          ns(rulesNs),
          ns(baseNs + rulesNs),
        ]),
    ).map((line) => `  ${line}`),
    ...['', `The ${SHOWN} most expensive rules, of an average call:`],
    ...dearest(cost)
      .slice(0, SHOWN)
      .flatMap((each) => ruleText(each, set)),
    ...['', 'All rules, of an average call:'],
    ...aligned(rulesInOrder(cost, set)).map((line) => `  ${line}`),
  ];
}

interface MeanOfCall {
  readonly call: string;
  perMille: number;
  baseNs: number;
  rulesNs: number;
}

/** The mean of all events of a call; the most frequent first. */
function meanByCall({ byCall }: WorkloadCost): readonly MeanOfCall[] {
  const means = new Map<string, MeanOfCall>();
  for (const { call, base, rules } of byCall) {
    const name = callText(call.event.arch ?? 0, call.event.syscall ?? 0);
    const mean = means.get(name) ?? { call: name, perMille: 0, baseNs: 0, rulesNs: 0 };
    means.set(name, mean);
    mean.perMille += call.share;
    mean.baseNs += (call.share / mean.perMille) * (base - mean.baseNs);
    mean.rulesNs += (call.share / mean.perMille) * (rules - mean.rulesNs);
  }
  return [...means.values()].sort((one, other) => other.perMille - one.perMille);
}

function rulesInOrder({ byRule }: WorkloadCost, set: RuleSet): readonly (readonly string[])[] {
  const costs = new Map(byRule.map(({ rule, mean }) => [rule, mean]));
  const rules = [...set.lists.values()].flat().sort((one, other) => one.place - other.place);
  return rules.map((rule) => [rule.line, ns(costs.get(rule) ?? 0)]);
}

function ruleText({ rule, mean, most, mostNs }: RuleCost, set: RuleSet): readonly string[] {
  const where = most
    ? `, most of it on ${callText(most.event.arch ?? 0, most.event.syscall ?? 0)} (${ns(mostNs)})`
    : '';
  const advice = adviceFor(rule, set);
  return [
    `  ${ns(mean)}${where}: ${rule.line}`,
    ...(advice.length > 0 ? advice.map((text) => `    ${text}`) : ['    as cheap as what it asks for']),
  ];
}

function asJson(cost: WorkloadCost, set: RuleSet, source: string): object {
  return {
    workload: source,
    meanNs: { base: cost.base, rules: cost.rules },
    byCall: meanByCall(cost),
    byRule: dearest(cost).map(({ rule, mean }) => ({ rule: rule.line, meanNs: mean, advice: adviceFor(rule, set) })),
  };
}

function ns(time: number): string {
  return time > 0 && time < 10 ? `${time.toFixed(1)} ns` : `${Math.round(time).toLocaleString('en')} ns`;
}
