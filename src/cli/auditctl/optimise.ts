/**
 * `optimise RULES [--log LOG…] [--budget PERCENT]`: the same rule set, cheaper. Rules go to standard output, as a file that can
 * be loaded; the reasons to standard error.
 */

import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { BARE_WITH_NAMES, BARE_WITHOUT_NAMES } from '../../rules/cost/prices.js';
import type { Workload, WorkloadCost } from '../../rules/cost/workload.js';
import { linesOf } from '../../rules/model/rule-set.js';
import { type Optimised, optimise } from '../../rules/optimise/optimise.js';
import { areEqual } from '../../rules/prove/compare.js';
import type { Io } from '../io.js';
import { workloadFrom } from './cost.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import { fileText, loadRules, UNREADABLE } from './rule-sets.js';

/** Exit status: 0, 1 when the rules cost more than the budget or not all could be looked for, 3 when a part of the logs could not be read. */
export async function optimiseRules(words: readonly string[], io: Io, platform: Platform): Promise<number> {
  const known = { '--log': true, '--budget': true, '--json': false, '--keep-going': false, '--arch': true };
  const question = readQuestion(words, known);
  const { operands, options, values } = question;
  const [rules, ...logs] = operands;
  if (rules === undefined || (logs.length > 0 && !options.has('--log')))
    throw misused('optimise takes one rule set (FILE, DIR or live), --log LOG ... and --budget PERCENT');
  const budget = budgetOf(options.get('--budget'));
  const machine = machineAsked(question) ?? platform.machine;
  const load = { keepsGoing: options.has('--keep-going'), looksHere: false, machine };
  const loaded = loadRules(rules, io, platform, load);
  const { workload, source, isWhole } = await workloadFrom(loaded.set, [...values('--log'), ...logs], io, machine);
  const optimised = optimise(loaded.set, workload, machine);
  const lines = fileLines(loaded.settings, optimised);
  if (options.has('--json')) io.out.write(jsonDocument(asJson(optimised, workload, source)));
  else io.out.write(fileText(lines, io));
  const say = (line: string): void => io.err(`${terminalSafeLine(line)}\n`);
  for (const line of reasons(optimised, workload, source, areEqual(loaded.set, optimised.set, machine))) say(line);
  const isOver = budget !== undefined && share(optimised.after, workload) > budget;
  if (isOver) for (const line of overBudget(optimised.after, workload, budget)) say(line);
  if (!isWhole) return UNREADABLE;
  return isOver || optimised.unlooked !== undefined ? 1 : 0;
}

function budgetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = Number(text.replace(/%$/, ''));
  if (text === '' || !(percent >= 0)) throw misused(`--budget needs a percentage, not ${text || "''"}`);
  return percent;
}

/** What the rules add to the calls themselves, in percent; writing events is not part of it. */
function share({ base, rules }: WorkloadCost, workload: Workload): number {
  let bare = 0;
  for (const { event, share: perMille } of workload)
    bare += (((event.names?.length ?? 0) > 0 ? BARE_WITH_NAMES : BARE_WITHOUT_NAMES) * perMille) / 1000;
  return bare === 0 ? 0 : (100 * (base + rules)) / bare;
}

/** Settings first, but a lock at the end. */
function fileLines(settings: readonly string[], { set }: Optimised): readonly string[] {
  const isLast = (line: string): boolean => line.startsWith('-e');
  return [...settings.filter((line) => !isLast(line)), ...linesOf(set), ...settings.filter(isLast)];
}

function reasons(
  { steps, refused, unlooked, before, after }: Optimised,
  workload: Workload,
  source: string,
  isEqual: boolean,
): readonly string[] {
  const cost = (name: string, of: WorkloadCost): string =>
    `${name}: ${of.rules.toFixed(0)} ns for the rules and ${of.base.toFixed(0)} ns for being audited, of an average call (${share(of, workload).toFixed(0)} % on top of it)`;
  return [
    ...(steps.length === 0 && unlooked === undefined
      ? ['nothing to do: no change makes it cheaper and leaves it the same']
      : steps),
    ...(unlooked === undefined ? [] : [`unknown: ${unlooked}`]),
    ...refused.slice(0, SHOWN).map((what) => `not done, as it would change what is recorded: ${what}`),
    ...(refused.length > SHOWN ? [`and ${refused.length - SHOWN} more that would`] : []),
    ...(steps.length === 0 ? [] : [isEqual ? EQUAL : 'NOT proved equal: do not use it']),
    cost('before', before),
    ...(steps.length === 0 ? [] : [cost('after', after)]),
    `workload: ${source}`,
  ];
}

const EQUAL = 'proved equal: both record the same events under the same keys';
const SHOWN = 5;
const NAMED = 3;

function overBudget({ byRule, base }: WorkloadCost, workload: Workload, budget: number): readonly string[] {
  const dearest = [...byRule].sort((one, other) => other.mean - one.mean).slice(0, NAMED);
  const alone = share({ base, rules: 0, byRule: [], byCall: [] }, workload);
  return [
    `over the budget of ${budget} %; being audited alone takes ${alone.toFixed(0)} %, which only a never,task rule for a process saves`,
    ...dearest.map(({ rule, mean }) => `${mean.toFixed(1)} ns could be saved by giving up: ${rule.line}`),
  ];
}

function asJson(
  { set, steps, refused, unlooked, before, after }: Optimised,
  workload: Workload,
  source: string,
): object {
  const cost = (of: WorkloadCost): object => ({ rulesNs: of.rules, baseNs: of.base, percent: share(of, workload) });
  return {
    rules: linesOf(set),
    steps,
    refused,
    unknown: unlooked ?? null,
    workload: source,
    before: cost(before),
    after: cost(after),
  };
}
