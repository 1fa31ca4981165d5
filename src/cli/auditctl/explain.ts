/**
 * `explain RULES -- EVENT` and `why-not [RULES] -- EVENT`, or `--event N -if LOG`: the way that the kernel goes with an event, rule by rule, and
 * the first thing that keeps it from being recorded.
 */

import { machineFacts, type Obstacle, obstaclesOf } from '../../control/obstacles.js';
import type { Platform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { AuditClient } from '../../netlink/client.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { type Decision, decide, failuresOf } from '../../rules/model/decide.js';
import { type Described, describedEvent } from '../../rules/model/described.js';
import type { FilterEvent } from '../../rules/model/event.js';
import { type RuleSet, rulesOn } from '../../rules/model/rule-set.js';
import { RuleError } from '../../rules/problem.js';
import { eventsFor, fileAt, shapeOf, takesAddress } from '../../rules/prove/shapes.js';
import { mayGo } from '../../rules/prove/variables.js';
import { witnessText } from '../../rules/prove/witness.js';
import { LIST_TASK } from '../../rules/rule.js';
import type { Cause, PathFacts } from '../../rules/why/cause.js';
import { causesOf } from '../../rules/why/causes.js';
import type { Machine } from '../../tables/syscalls.js';
import type { Io } from '../io.js';
import { seenHere } from './paths-here.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import type { AskedEvent } from './recorded-event.js';
import { LIVE, loadRules, UNREADABLE } from './rule-sets.js';

/** Exit status: 0 when the event is recorded, 1 when it is not or that is not known. */
export async function explainEvent(
  words: readonly string[],
  io: Io,
  platform: Platform,
  mayBeLive: boolean,
): Promise<number> {
  const known = {
    '--json': false,
    '--here': false,
    '--keep-going': false,
    '--event': true,
    '-if': true,
    '--arch': true,
  };
  const question = readQuestion(words, known);
  const { operands, behind, options } = question;
  const [rules = mayBeLive ? LIVE : undefined, ...rest] = operands;
  const isFromLog = options.has('--event');
  if (rules === undefined || rest.length > 0 || (behind.length === 0) !== isFromLog)
    throw misused(
      'give one rule set (FILE, DIR or live), then -- and the event: SYSCALL NAME=VALUE ..., or --event N -if LOG',
    );
  const looksHere = options.has('--here') || rules === LIVE;
  const machine = machineAsked(question) ?? platform.machine;
  const load = { keepsGoing: options.has('--keep-going'), looksHere, machine };
  const { set } = loadRules(rules, io, platform, load);
  const paths = looksHere ? seenHere() : undefined;
  const asked = isFromLog
    ? await (await import('./recorded-event.js')).recordedEvents(question, io)
    : describedEvents(behind, machine);
  const obstacles = rules === LIVE ? liveObstacles(platform, asked[0]?.event.pid) : [];
  const accounts = asked.map((each) => accountOf(set, each, paths));
  const ways = accounts.map(({ isMessage: _, ...way }) => way);
  if (options.has('--json')) io.out.write(jsonDocument({ machine: obstacles, ways }));
  else for (const line of asText(obstacles, accounts)) io.out.write(`${terminalSafeLine(line)}\n`);
  const isStopped = obstacles.some(({ stops }) => stops);
  return !isStopped && accounts.every(({ decision }) => decision.recorded === true) ? 0 : 1;
}

function describedEvents(words: readonly string[], machine: Machine | undefined): readonly AskedEvent[] {
  return eventsOf(readEvent(words, machine)).map((event) => ({ event }));
}

function readEvent(words: readonly string[], machine: Machine | undefined): Described {
  try {
    return describedEvent(words, machine);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw misused(error.message);
  }
}

/** A call about a path may go several ways, such as succeeding and failing to remove it. */
function eventsOf({ event, call, path }: Described): readonly FilterEvent[] {
  const shape = shapeOf(call);
  if (path === undefined) return [shape === 'none' || takesAddress(shape) ? { ...event, names: [] } : event];
  const forms = eventsFor(shape, { file: fileAt(path) });
  const fitting = forms.filter((form) => {
    const failed = event.success === undefined ? event.exit !== undefined && Number(event.exit) < 0 : !event.success;
    const isSaid = event.success !== undefined || event.exit !== undefined;
    return mayGo(form, event) && (!isSaid || form.success === undefined || form.success === !failed);
  });
  return fitting.map((form) => ({ ...form, ...event }));
}

interface Account {
  /** In words. */
  readonly event: string;
  readonly decision: Decision;
  /** Why it is not recorded, the first that decides in front. */
  readonly causes: readonly Cause[];
  readonly note: string | undefined;
  readonly isMessage: boolean;
  readonly rules: readonly {
    readonly line: string;
    readonly fails: readonly string[];
    readonly open: readonly string[];
  }[];
}

function accountOf(set: RuleSet, asked: AskedEvent, facts: PathFacts | undefined): Account {
  const { paths = {}, note } = asked;
  const event = rulesOn(set, LIST_TASK).length > 0 ? { ...asked.event, parent: parentOf(asked.event) } : asked.event;
  const decision = decide(set, event, { paths });
  const plain = { event: eventText(event), decision, note, isMessage: event.user_msg !== undefined };
  const causes = causesOf(set, event, decision, facts);
  if (plain.isMessage) return { ...plain, causes, rules: [] };
  const rules = failuresOf(set, event, { paths }).map(({ placed, fails, maybe }) => ({
    line: placed.line,
    fails,
    open: maybe,
  }));
  return { ...plain, causes, rules };
}

/** Task rules look at the parent when the process is created; but for its number it is taken to be like its child. */
function parentOf({ pid: _own, ppid, ...alike }: FilterEvent): FilterEvent {
  return { ...alike, ...(ppid !== undefined && { pid: ppid }) };
}

function eventText(event: FilterEvent): string {
  const { success, exit } = event;
  const result = success === true ? ', successful' : success === false && !exit ? ', failed' : '';
  return `${witnessText(event)}${result}`;
}

const SHOWN = 20;

function asText(obstacles: readonly Obstacle[], accounts: readonly Account[]): readonly string[] {
  const line = ({ text, change }: { readonly text: string; readonly change: string }): string =>
    `${text}${change === '' ? '' : ` (${change})`}`;
  const isStopped = obstacles.some(({ stops }) => stops);
  return [
    ...obstacles.map((each) => `${each.stops ? 'stopped before any rule' : 'on this machine'}: ${line(each)}`),
    ...waysText(
      accounts.map((account) => ({
        account,
        lines: [
          `${isStopped ? 'but for that ' : ''}${verdictOf(account)}`,
          ...account.causes.map((each) => `  ${each.isSure ? 'because' : 'perhaps because'} ${line(each)}`),
          ...rulesText(account),
        ],
      })),
    ),
  ];
}

interface Way {
  readonly account: Account;
  readonly lines: readonly string[];
}

/** Ways with the same end are one; which event each is stands in front where they differ. */
function waysText(ways: readonly Way[]): readonly string[] {
  const byEnd = new Map<string, Way[]>();
  for (const way of ways) {
    const end = [way.account.note, ...way.lines].join('\n');
    byEnd.set(end, [...(byEnd.get(end) ?? []), way]);
  }
  return [...byEnd.values()].flatMap((alike) => {
    const [{ account, lines } = { account: undefined, lines: [] }] = alike;
    const own = byEnd.size > 1 && account?.note === undefined ? alike.map((way) => `${way.account.event}:`) : [];
    return [...own, ...(account?.note === undefined ? [] : [account.note]), ...lines];
  });
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

function verdictOf({ decision: { recorded, key, rule, why }, isMessage }: Account): string {
  const by = rule === null ? '' : `: ${rule}`;
  if (recorded === true && isMessage) return `recorded${by}`;
  if (recorded === true && key === undefined)
    return `recorded, under a key that hangs on what the event does not tell; perhaps${by}`;
  if (recorded === true) return `recorded${key ? `, key ${key.replaceAll('\x01', ' ')}` : ', without key'}${by}`;
  return recorded === false ? `not recorded, ${why}${by}` : `unknown, ${why}${by}`;
}

function ruleText({ line, fails, open }: Account['rules'][number]): string {
  if (fails.length > 0) return `  fails on ${fails.join(', ')}: ${line}`;
  return open.length > 0 ? `  hangs on ${open.join(', ')}: ${line}` : `  matches: ${line}`;
}

/** `pid`: of the process that the event is of, if it is known. */
function liveObstacles(platform: Platform, pid: number | undefined): readonly Obstacle[] {
  const client = new AuditClient(platform.open());
  try {
    return obstaclesOf(machineFacts(client.status(), pid));
  } catch (error) {
    throw new AuditError('netlink', `the kernel's state cannot be read: ${String(error)}`, { exitStatus: UNREADABLE });
  } finally {
    client.close();
  }
}
