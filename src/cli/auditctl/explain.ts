/**
 * `explain RULES -- EVENT` and `why-not [RULES] -- EVENT`: the way that the kernel goes with an event, rule by rule, and
 * the first thing that keeps it from being recorded.
 */
import { escapeText } from '../../bytes/escape.js';
import type { Platform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { AuditClient } from '../../netlink/client.js';
import { type Decision, decide, failuresOf } from '../../rules/model/decide.js';
import { type Described, describedEvent } from '../../rules/model/described.js';
import type { FilterEvent } from '../../rules/model/event.js';
import type { RuleSet } from '../../rules/model/rule-set.js';
import { RuleError } from '../../rules/problem.js';
import { eventsFor, shapeOf } from '../../rules/prove/shapes.js';
import type { Io } from '../io.js';
import { jsonDocument, misused, readQuestion } from './question.js';
import { loadRules, UNREADABLE } from './rule-sets.js';

/** Exit status: 0 when the event is recorded, 1 when it is not or that is not known. */
export function explainEvent(words: readonly string[], io: Io, platform: Platform, mayBeLive: boolean): number {
  const known = { '--json': false, '--here': false, '--keep-going': false };
  const { operands, behind, options } = readQuestion(words, known);
  const [rules = mayBeLive ? 'live' : undefined, ...rest] = operands;
  if (rules === undefined || rest.length > 0 || behind.length === 0)
    throw misused('give one rule set (FILE, DIR or live), then -- and the event: SYSCALL NAME=VALUE…');
  const described = readEvent(behind);
  const load = { keepsGoing: options.has('--keep-going'), looksHere: options.has('--here') };
  const { set } = loadRules(rules, io, platform, load);
  const stops = rules === 'live' ? liveStops(platform) : [];
  const accounts = eventsOf(described).map((event) => accountOf(set, event));
  if (options.has('--json')) io.out.write(jsonDocument({ stops, ways: accounts }));
  else for (const line of asText(stops, accounts)) io.out.write(`${escapeText(line, 'tty')}\n`);
  return stops.length === 0 && accounts.every(({ decision }) => decision.recorded === true) ? 0 : 1;
}

function readEvent(words: readonly string[]): Described {
  try {
    return describedEvent(words);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw misused(error.message);
  }
}

/** A call about a path may go several ways, such as succeeding and failing to remove it. */
function eventsOf({ event, call, path }: Described): readonly FilterEvent[] {
  const shape = shapeOf(call);
  if (path === undefined) return [shape === 'none' || shape === 'address' ? { ...event, names: [] } : event];
  const forms = eventsFor(shape, { path });
  const fitting = forms.filter((form) => {
    const failed = event.success === undefined ? event.exit !== undefined && Number(event.exit) < 0 : !event.success;
    const isSaid = event.success !== undefined || event.exit !== undefined;
    return !isSaid || form.success === undefined || form.success === !failed;
  });
  return fitting.map((form) => ({ ...form, ...event }));
}

interface Account {
  readonly decision: Decision;
  readonly rules: readonly {
    readonly line: string;
    readonly fails: readonly string[];
    readonly open: readonly string[];
  }[];
}

function accountOf(set: RuleSet, event: FilterEvent): Account {
  const rules = failuresOf(set, event).map(({ placed, fails, maybe }) => ({ line: placed.line, fails, open: maybe }));
  return { decision: decide(set, event), rules };
}

const SHOWN = 20;

function asText(stops: readonly string[], accounts: readonly Account[]): readonly string[] {
  return [
    ...stops.map((stop) => `stopped before any rule: ${stop}`),
    ...accounts.flatMap((account, i) => {
      const way = accounts.length > 1 ? `way ${i + 1}: ` : '';
      return [`${way}${verdictOf(account.decision)}`, ...rulesText(account)];
    }),
  ];
}

/** A rule for other calls or other files is not near. */
const distant: ReadonlySet<string> = new Set(['mask', 'path', 'dir', 'inode']);

/** The other rules, the nearest first. */
function rulesText({ decision, rules }: Account): readonly string[] {
  const others = rules.filter(({ line }) => decision.recorded === 'unknown' || line !== decision.rule);
  const near = others
    .filter(({ fails }) => !fails.some((name) => distant.has(name)))
    .sort((one, other) => one.fails.length - other.fails.length);
  const far = others.length - near.length;
  return [
    ...near.slice(0, SHOWN).map(ruleText),
    ...(near.length > SHOWN ? [`  and ${near.length - SHOWN} more rules for this call`] : []),
    ...(far > 0 ? [`  ${far} ${far === 1 ? 'rule is' : 'rules are'} about other calls or other files`] : []),
  ];
}

function verdictOf({ recorded, key, rule, why }: Decision): string {
  const by = rule === null ? '' : `: ${rule}`;
  if (recorded === true) return `recorded${key ? `, key ${key.replaceAll('\x01', ' ')}` : ', without key'}${by}`;
  return recorded === false ? `not recorded, ${why}${by}` : `unknown, ${why}${by}`;
}

function ruleText({ line, fails, open }: Account['rules'][number]): string {
  if (fails.length > 0) return `  fails on ${fails.join(', ')}: ${line}`;
  return open.length > 0 ? `  hangs on ${open.join(', ')}: ${line}` : `  matches: ${line}`;
}

/** What stops every event of this machine, whatever the rules say. */
function liveStops(platform: Platform): readonly string[] {
  const client = new AuditClient(platform.open());
  try {
    const { enabled } = client.status();
    return enabled === 0 ? ['auditing is off (ts-auditctl -e 1 switches it on)'] : [];
  } catch (error) {
    throw new AuditError('netlink', `the kernel's state cannot be read: ${String(error)}`, { exitStatus: UNREADABLE });
  } finally {
    client.close();
  }
}
