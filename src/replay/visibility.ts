/**
 * What a log cannot show of a rule: it was made by other rules, and holds only what those recorded. With them it is a
 * question of proof; without them only the calls that are missing altogether can be told.
 */
import { FIELD_ARCH, FIELD_PERM } from '../rules/fields.js';
import { coverageEverywhere } from '../rules/labels/judge.js';
import { holdsFor } from '../rules/model/conditions.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../rules/model/rule-set.js';
import { archText, callName, differenceText } from '../rules/prove/witness.js';
import { ACTION_ALWAYS, LIST_EXIT, type RuleField } from '../rules/rule.js';
import { machineByElf, syscallName } from '../tables/syscalls.js';
import type { SimulationPart } from './simulation.js';

export interface Visibility {
  readonly rule: PlacedRule;
  /** `all`: proved, for files without links and mounts; `partly`: proved not to be; `unknown`: who made the log was not said. */
  readonly shown: 'all' | 'partly' | 'unknown';
  /** Byte string; what is missing, or known to be. */
  readonly why: string;
}

/** Of the exit rules that record something. `makers`: the rules that made the log. */
export function visibilityOf(set: RuleSet, part: SimulationPart, makers: RuleSet | undefined): readonly Visibility[] {
  const rules = rulesOn(set, LIST_EXIT).filter(({ rule }) => rule.action === ACTION_ALWAYS);
  if (makers) return provedBy(rules, makers);
  const seen = callsIn(part);
  // Large sets are about files, by a few masks.
  const texts = new Map<string, string>();
  return rules.map((rule) => {
    const calls = callsAskedBy(rule);
    const name = `${calls.mask.join()} ${JSON.stringify(calls.conditions)}`;
    const why = texts.get(name) ?? missingText(calls, seen);
    texts.set(name, why);
    return { rule, shown: 'unknown', why };
  });
}

function provedBy(rules: readonly PlacedRule[], makers: RuleSet): readonly Visibility[] {
  return coverageEverywhere({ lists: new Map([[LIST_EXIT, rules]]) }, makers).map(
    ({ rule, verdict, misses, unsettled }) => {
      if (misses[0]) {
        const more = misses.length > 1 ? ` (and ${misses.length - 1} more ways)` : '';
        return { rule, shown: 'partly', why: `not in the log: ${differenceText(misses[0])}${more}` };
      }
      if (unsettled.length > 0) return { rule, shown: 'unknown', why: unsettled.join('; ') };
      return { rule, shown: 'all', why: verdict === 'can never match' ? 'it can never match' : '' };
    },
  );
}

/** ELF number → the calls of which the log has an event. */
function callsIn({ counts }: SimulationPart): ReadonlyMap<number, ReadonlySet<number>> {
  const seen = new Map<number, Set<number>>();
  for (const kind of counts.call.keys()) {
    const [, arch, syscall] = /^arch=([0-9a-f]+) syscall=(\d+)$/.exec(kind) ?? [];
    if (arch === undefined) continue;
    const calls = seen.get(Number.parseInt(arch, 16)) ?? new Set<number>();
    seen.set(Number.parseInt(arch, 16), calls.add(Number(syscall)));
  }
  return seen;
}

const LISTED = 8;

/** The mask, and the conditions that leave calls of it out. */
interface AskedCalls {
  readonly mask: PlacedRule['mask'];
  readonly conditions: readonly RuleField[];
}

function callsAskedBy({ mask, rule }: PlacedRule): AskedCalls {
  return { mask, conditions: rule.fields.filter(({ field }) => field === FIELD_ARCH || field === FIELD_PERM) };
}

function missingText(calls: AskedCalls, seen: ReadonlyMap<number, ReadonlySet<number>>): string {
  const texts = [...seen].map(([arch, logged]) => {
    const machine = machineByElf(arch);
    const asked = machine
      ? [...numbersOf(calls, arch)].filter((number) => syscallName(machine, number) !== undefined)
      : [];
    const missing = asked.filter((number) => !logged.has(number));
    if (asked.length === 0) return '';
    if (missing.length === 0) return `events of each of its calls are there (${archText(arch)})`;
    if (missing.length === asked.length) return `no event of its calls is there (${archText(arch)})`;
    const names = missing.slice(0, LISTED).map((number) => callName(arch, number));
    const more = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : '';
    return `no event of ${names.join(', ')}${more} is there (${archText(arch)})`;
  });
  return texts.filter((text) => text !== '').join('; ') || 'no system call is there';
}

function* numbersOf({ mask, conditions }: AskedCalls, arch: number): Generator<number> {
  const trial = { names: [], hasResult: false, paths: {} };
  for (let syscall = 0; syscall < 2032; syscall++) {
    const event = { arch, syscall };
    if (holds(mask, syscall) && conditions.every((condition) => holdsFor(condition, { ...trial, event }) !== false))
      yield syscall;
  }
}
