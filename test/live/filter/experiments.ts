/**
 * Experiments with the kernel's filter: each call is made twice, under a rule that records everything, which tells what
 * there is to know of it, and under the rules that are tried.
 */
import { lstatSync } from 'node:fs';
import { callRecord, loggedCall } from '../../../src/replay/logged-event.js';
import type { FilterEvent } from '../../../src/rules/model/event.js';
import type { Paths } from '../../../src/rules/model/names.js';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { type Caller, deviceNumbers } from './caller.js';
import { type Laboratory, load, made, setUp, withLaboratory } from './laboratory.js';
import type { Plan } from './operations.js';

export interface Experiment {
  readonly rules: readonly string[];
  readonly event: FilterEvent;
  readonly paths: Paths;
  readonly expect: { readonly recorded: boolean; readonly key: string | null };
}

const B32 = 0x40000003;

/** Needs root; leaves the kernel without rules. `undefined` without a compiler. */
export async function experiments(plans: readonly Plan[]): Promise<readonly Experiment[] | undefined> {
  const all: Experiment[] = [];
  const wasDone = await withLaboratory(async (laboratory) => {
    for (const plan of plans)
      all.push(
        ...(await laboratory.withCaller(plan.isUser ? 'user' : 'root', (caller) =>
          carriedOut(plan, caller, laboratory),
        )),
      );
  });
  return wasDone ? all : undefined;
}

async function carriedOut(plan: Plan, caller: Caller, laboratory: Laboratory): Promise<readonly Experiment[]> {
  const { folder, inPlace } = laboratory;
  const rules = plan.rules.map(inPlace);
  const calls = plan.calls.map(inPlace);
  setUp(folder);
  const before = identities(rules);
  const seen = await observed([`-a always,exit -S all -F ppid=${process.pid}`], calls, caller, laboratory);
  setUp(folder);
  const got = await observed(rules, calls, caller, laboratory);
  return calls.flatMap((_call, i): Experiment[] => {
    const [all, own] = [seen[i], got[i]];
    if (!all?.event || all.result !== own?.result) return [];
    // Where the kernel writes a record by itself the call is written without any rule.
    if (all.event.types?.includes('ANOM_LINK')) return [];
    const args = all.event.args?.map(String) ?? [];
    // A rule about an entry of a directory that is renamed is deleted, and the kernel says so within the call.
    const forced = own.event?.types?.filter((type) => type === 'CONFIG_CHANGE') ?? [];
    const event: FilterEvent = { ...all.event, args, ...caller.hidden, ...(forced.length > 0 && { forced }) };
    return [{ rules, event, paths: before, expect: { recorded: own.event !== undefined, key: own.key } }];
  });
}

/** What the paths of these rules name now. */
function identities(rules: readonly string[]): Paths {
  const texts = [...ruleSetOfLines(rules).lists.values()]
    .flat()
    .flatMap(({ rule }) =>
      rule.fields.flatMap((field) => ('text' in field && field.text.startsWith('/') ? [field.text] : [])),
    );
  return Object.fromEntries(
    texts.map((text) => {
      const found = lstatSync(text, { throwIfNoEntry: false });
      return [text, found ? { dev: deviceNumbers(found.dev), ino: found.ino } : null];
    }),
  );
}

interface Observed {
  readonly result: number;
  /** `undefined`: not recorded. */
  readonly event: FilterEvent | undefined;
  readonly key: string | null;
}

async function observed(
  rules: readonly string[],
  calls: readonly string[],
  caller: Caller,
  laboratory: Laboratory,
): Promise<readonly Observed[]> {
  load(rules);
  const seen: Observed[] = [];
  for (const call of calls) {
    const { result, events } = await made(call, caller, laboratory);
    const [number] = call.split(' ');
    let found: Observed = { result, event: undefined, key: null };
    for (const event of events) {
      const record = callRecord(event);
      if (!record) continue;
      const { event: logged } = loggedCall(event, record);
      const called = logged.arch === B32 ? `32:${logged.syscall}` : String(logged.syscall);
      if (called === number) found = { result, event: logged, key: keyOf(record.text) };
    }
    seen.push(found);
  }
  return seen;
}

function keyOf(text: string): string | null {
  return /(?: |\x1d)key="([^"]*)"/.exec(text)?.[1] ?? null;
}
