/** What a simulation came to, for people and as JSON. */
import type { Accounts } from '../../accounts/accounts.js';
import { decodeString } from '../../bytes/hex.js';
import type { TimeLocale } from '../../locale/locale.js';
import type { Count, Dimension, SimulationPart } from '../../replay/simulation.js';
import type { Visibility } from '../../replay/visibility.js';
import type { PlacedRule, RuleSet } from '../../rules/model/rule-set.js';
import { callText } from '../../rules/prove/witness.js';
import { ACTION_ALWAYS, LIST_EXIT, LIST_FILESYSTEM, LIST_TASK } from '../../rules/rule.js';
import { machineByName, syscallName } from '../../tables/syscalls.js';
import { aligned } from './aligned.js';

export interface Simulated {
  /** Names of the rule sets as given. */
  readonly rules: string;
  readonly oldName: string | undefined;
  readonly set: RuleSet;
  readonly old: RuleSet | undefined;
  readonly part: SimulationPart;
  readonly visibility: readonly Visibility[];
  readonly locale: TimeLocale;
}

const NONE: Count = { events: 0, bytes: 0, maybe: 0 };
const SHOWN = 10;
const QUARTER = 900;
const DAY = 86_400;
const UNSET = '4294967295';

export function simulationText(simulated: Simulated, accounts: Accounts): readonly string[] {
  const { part } = simulated;
  return [
    ...overview(simulated),
    ...section('Rules, in order', ruleRows(simulated)),
    ...comparisonText(simulated),
    ...section(
      'No rule catches',
      top(part, 'uncaught').map(([kind, count]) => [kindText(kind), ...cells(count)]),
    ),
    ...section(
      'By day',
      byDay(simulated).map(([day, count]) => [day, ...cells(count)]),
    ),
    ...section(
      'By hour of the day',
      byHour(simulated).map(([hour, count]) => [hour, ...cells(count)]),
    ),
    ...section(
      'By program',
      top(part, 'program').map(([exe, count]) => [decodeString(exe), ...cells(count)]),
    ),
    ...section(
      'By login uid',
      top(part, 'user').map(([user, count]) => [userText(user, part, accounts), ...cells(count)]),
    ),
    ...limitsText(simulated),
  ];
}

function overview({ rules, part, locale }: Simulated): readonly string[] {
  const of = (key: string): Count => part.counts.outcome.get(key) ?? NONE;
  if (!Number.isFinite(part.first)) return [`${rules}: the log has no event`];
  const [recorded, uncaught, never, forced] = [of('recorded'), of('uncaught'), of('never'), of('forced')];
  const [messages, dropped] = [of('message'), of('dropped')];
  const line = (what: string, count: Count): readonly string[] =>
    count.events === 0 ? [] : [`${what}: ${amount(count)}`];
  return [
    `${rules} on ${locale.date(part.first)} ${locale.clock(part.first)} to ${locale.date(part.last)} ${locale.clock(part.last)}`,
    `recorded by a rule: ${amount(recorded)}${recorded.events > 0 ? `, ${perDay(recorded, part)} a day` : ''}`,
    ...line('kept out by never rules', never),
    ...line('caught by no rule', uncaught),
    ...line('written without a rule, as a record of the kernel forces them', forced),
    ...line('messages, which need no rule', messages),
    ...line('messages dropped by user or exclude rules', dropped),
  ];
}

function ruleRows({ set, part }: Simulated): readonly (readonly string[])[] {
  const programs = mostlyBy(part);
  return rulesOf(set).flatMap((placed) => {
    const count = part.counts.rule.get(String(placed.loaded)) ?? NONE;
    return [[placed.line, ...cells(count), perDay(count, part), programs.get(placed.loaded) ?? '']];
  });
}

/** In order of loading, those that the log can say something about. */
function rulesOf(set: RuleSet): readonly PlacedRule[] {
  const rules = [...set.lists].filter(([list]) => list !== LIST_TASK && list !== LIST_FILESYSTEM);
  return rules.flatMap(([, placed]) => placed).sort((one, other) => one.loaded - other.loaded);
}

/** Rule → the program that most of its events are of. */
function mostlyBy({ counts }: SimulationPart): ReadonlyMap<number, string> {
  const best = new Map<number, readonly [program: string, events: number]>();
  for (const [key, { events }] of counts['rule program']) {
    const blank = key.indexOf(' ');
    const rule = Number(key.slice(0, blank));
    if (events > (best.get(rule)?.[1] ?? 0)) best.set(rule, [decodeString(key.slice(blank + 1)), events]);
  }
  return new Map(
    [...best].map(([rule, [program, events]]) => {
      const all = counts.rule.get(String(rule))?.events ?? events;
      return [rule, `${Math.round((100 * events) / all)} % ${program}`];
    }),
  );
}

function comparisonText({ part, set, old, oldName }: Simulated): readonly string[] {
  if (!old) return [];
  const rows = (dimension: 'won' | 'lost', rules: RuleSet): readonly (readonly string[])[] =>
    sorted(part, dimension).map(([rule, count]) => [lineOf(rules, rule), ...cells(count)]);
  const sum = (dimension: 'won' | 'lost'): string => amount(total(part.counts[dimension].values()));
  return [
    ...section(`Won against ${oldName}: ${sum('won')}`, rows('won', set)),
    ...section(`Lost against ${oldName}: ${sum('lost')}`, rows('lost', old)),
    ...(part.counts.won.size + part.counts.lost.size === 0 ? ['', `the same events as ${oldName}`] : []),
  ];
}

function lineOf(set: RuleSet, loaded: string): string {
  return [...set.lists.values()].flat().find((placed) => String(placed.loaded) === loaded)?.line ?? '(no rule)';
}

function limitsText({ set, visibility }: Simulated): readonly string[] {
  const hidden = visibility.filter(({ shown }) => shown !== 'all');
  const isGuess = hidden.some(({ shown }) => shown === 'unknown');
  const lines = hidden.map(
    ({ rule, shown, why }) => `  ${shown === 'partly' ? 'not all' : 'unknown'}: ${rule.line}\n    ${why}`,
  );
  return [
    ...(lines.length > 0 ? ['', 'What this log cannot show, as other rules made it:'] : []),
    ...lines.flatMap((line) => line.split('\n')),
    ...(isGuess ? ['  --made-by RULES (or --diff) tells which rules made it, and makes this a proof'] : []),
    ...generalLimits(set).map((limit) => `  ${limit}`),
  ];
}

/** What no log tells. */
function generalLimits(set: RuleSet): readonly string[] {
  const has = (list: number): boolean => (set.lists.get(list)?.length ?? 0) > 0;
  return [
    ...(has(LIST_TASK) ? ['task rules: whether a process had been started under them is not in a log'] : []),
    ...(has(LIST_FILESYSTEM) ? ['filesystem rules: the file system of a file is not in a log'] : []),
  ];
}

export function simulationJson(simulated: Simulated, accounts: Accounts): object {
  const { part, set, old, rules, oldName, visibility } = simulated;
  const listed = (dimension: Dimension, name: (key: string) => object): readonly object[] =>
    sorted(part, dimension).map(([key, count]) => ({ ...name(key), ...count }));
  const shown = new Map(visibility.map((each) => [each.rule.loaded, each]));
  const isEmpty = !Number.isFinite(part.first);
  return {
    rules,
    from: isEmpty ? null : part.first,
    to: isEmpty ? null : part.last,
    outcomes: Object.fromEntries(part.counts.outcome),
    byRule: rulesOf(set).map((placed) => {
      const limits = shown.get(placed.loaded);
      return {
        rule: placed.line,
        action: placed.rule.action === ACTION_ALWAYS ? 'always' : 'never',
        key: placed.key,
        ...(part.counts.rule.get(String(placed.loaded)) ?? NONE),
        programs: programsOf(placed, part),
        ...(placed.rule.list === LIST_EXIT && limits && { shown: limits.shown, why: limits.why }),
      };
    }),
    ...(old && {
      against: oldName,
      won: listed('won', (rule) => ({ rule: lineOf(set, rule) })),
      lost: listed('lost', (rule) => ({ rule: lineOf(old, rule) })),
    }),
    uncaught: listed('uncaught', (kind) => ({ call: kindText(kind) })),
    byDay: byDay(simulated).map(([day, count]) => ({ day, ...count })),
    byHour: byHour(simulated).map(([hour, count]) => ({ hour, ...count })),
    byProgram: listed('program', (exe) => ({ program: decodeString(exe) })),
    byUser: listed('user', (user) => ({ auid: Number(user), user: userName(user, part, accounts) ?? null })),
    cannotShow: generalLimits(set),
  };
}

function programsOf({ loaded }: PlacedRule, { counts }: SimulationPart): readonly object[] {
  const prefix = `${loaded} `;
  return [...counts['rule program']]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([, one], [, other]) => other.events - one.events)
    .slice(0, SHOWN)
    .map(([key, count]) => ({ program: decodeString(key.slice(prefix.length)), ...count }));
}

type Entry = readonly [key: string, count: Count];

function sorted({ counts }: SimulationPart, dimension: Dimension): readonly Entry[] {
  return [...counts[dimension]].sort(([, one], [, other]) => other.events - one.events);
}

function top(part: SimulationPart, dimension: Dimension): readonly Entry[] {
  const all = sorted(part, dimension);
  if (all.length <= SHOWN) return all;
  return [...all.slice(0, SHOWN), [`${all.length - SHOWN} others`, total(all.slice(SHOWN).map(([, count]) => count))]];
}

function total(counts: Iterable<Count>): Count {
  const sum = { ...NONE };
  for (const { events, bytes, maybe } of counts) {
    sum.events += events;
    sum.bytes += bytes;
    sum.maybe += maybe;
  }
  return sum;
}

function byDay({ part, locale }: Simulated): readonly Entry[] {
  return regrouped(part, (second) => locale.date(second) ?? '?');
}

function byHour({ part, locale }: Simulated): readonly Entry[] {
  const hours = regrouped(part, (second) => `${(locale.clock(second) ?? '?').slice(0, 2)}:00`);
  return [...hours].sort(([one], [other]) => (one < other ? -1 : 1));
}

function regrouped({ counts }: SimulationPart, name: (second: number) => string): readonly Entry[] {
  const groups = new Map<string, Count[]>();
  const quarters = [...counts.time].map(([quarter, count]) => [Number(quarter), count] as const);
  for (const [quarter, count] of quarters.sort(([one], [other]) => one - other)) {
    const key = name(quarter * QUARTER);
    groups.set(key, [...(groups.get(key) ?? []), count]);
  }
  return [...groups].map(([key, all]) => [key, total(all)]);
}

function kindText(kind: string): string {
  const [, arch, syscall] = /^arch=([0-9a-f]+) syscall=(\d+)$/.exec(kind) ?? [];
  if (arch !== undefined) return callText(Number.parseInt(arch, 16), Number(syscall));
  const operation = /^uring (\d+)$/.exec(kind)?.[1];
  const machine = machineByName('uring');
  return operation === undefined || !machine
    ? kind
    : `io_uring ${syscallName(machine, Number(operation)) ?? operation}`;
}

function userName(user: string, part: SimulationPart, accounts: Accounts): string | undefined {
  if (user === UNSET) return 'unset';
  return part.users.get(user) ?? accounts.userName(Number(user));
}

function userText(user: string, part: SimulationPart, accounts: Accounts): string {
  const name = userName(user, part, accounts);
  return name === undefined ? user : `${user === UNSET ? '' : `${user} `}${name}`;
}

/** Events, of them uncertain, volume. */
function cells({ events, bytes, maybe }: Count): readonly string[] {
  return [events.toLocaleString('en'), maybe === 0 ? '' : `${maybe.toLocaleString('en')} maybe`, volume(bytes)];
}

function amount({ events, bytes, maybe }: Count): string {
  const doubt = maybe === 0 ? '' : `, of which ${maybe.toLocaleString('en')} only maybe`;
  return `${events.toLocaleString('en')} event${events === 1 ? '' : 's'}, ${volume(bytes)}${doubt}`;
}

function perDay({ bytes }: Count, { first, last }: SimulationPart): string {
  return volume((bytes * DAY) / Math.max(last - first, QUARTER));
}

function volume(bytes: number): string {
  if (bytes < 1e5) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, ...aligned(rows).map((line) => `  ${line}`)];
}
