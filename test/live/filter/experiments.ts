/**
 * Experiments with the kernel's filter: each call is made twice, under a rule that records everything, which tells what
 * there is to know of it, and under the rules that are tried.
 */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditEvent } from '../../../src/log/event.js';
import { AuditRecord } from '../../../src/log/record.js';
import { RecordReader } from '../../../src/netlink/multicast.js';
import { callRecord, loggedCall } from '../../../src/replay/logged-event.js';
import { encodeRule } from '../../../src/rules/encode.js';
import type { FilterEvent } from '../../../src/rules/model/event.js';
import type { Paths } from '../../../src/rules/model/names.js';
import { plainContext, ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { parseRule } from '../../../src/rules/parse.js';
import { deleteAllRules, withClient } from '../kernel-state.js';
import { buildCaller, type Caller, deviceNumbers, type Known, startCaller } from './caller.js';
import { files, folders, type Plan } from './operations.js';

export interface Experiment {
  readonly rules: readonly string[];
  readonly event: FilterEvent;
  readonly paths: Paths;
  readonly expect: { readonly recorded: boolean; readonly key: string | null };
}

const subjects: Readonly<Record<'root' | 'user', Known>> = {
  root: { auid: 4242, uid: 0, groups: [] },
  user: { auid: 4243, uid: 1000, groups: [5000] },
};
const MARK = 1005;
const CLOSE = 3;
/** open, openat, socket. */
const opening: ReadonlySet<string> = new Set(['2', '257', '41']);

/** Needs root; leaves the kernel without rules. `undefined` without a compiler. */
export async function experiments(plans: readonly Plan[]): Promise<readonly Experiment[] | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-filter-'));
  chmodSync(folder, 0o777);
  const program = buildCaller(folder);
  const reader = new RecordReader();
  const made: Experiment[] = [];
  try {
    withClient((client) => client.set('enabled', 1));
    for (const plan of program === undefined ? [] : plans) {
      const caller = await startCaller(program ?? '', subjects[plan.isUser ? 'user' : 'root']);
      made.push(...(await carriedOut(plan, { folder, caller, reader })));
      caller.close();
    }
  } finally {
    reader.close();
    withClient(deleteAllRules);
    rmSync(folder, { recursive: true });
  }
  return program === undefined ? undefined : made;
}

interface Laboratory {
  readonly folder: string;
  readonly caller: Caller;
  readonly reader: RecordReader;
}

async function carriedOut(plan: Plan, laboratory: Laboratory): Promise<readonly Experiment[]> {
  const { folder, caller } = laboratory;
  const inPlace = (text: string): string => text.replaceAll('$D', folder).replaceAll('$P', String(process.pid));
  const rules = plan.rules.map(inPlace);
  const calls = plan.calls.map(inPlace);
  setUp(folder);
  const before = identities(rules);
  const seen = await observed([`-a always,exit -S all -F ppid=${process.pid}`], calls, laboratory);
  setUp(folder);
  const got = await observed(rules, calls, laboratory);
  return calls.flatMap((_call, i): Experiment[] => {
    const [all, own] = [seen[i], got[i]];
    if (!all?.event || all.result !== own?.result) return [];
    // Where the kernel writes a record by itself the call is written without any rule.
    if (all.event.types?.includes('ANOM_LINK')) return [];
    const args = all.event.args?.map(String) ?? [];
    const event: FilterEvent = { ...all.event, args, ...caller.hidden };
    return [{ rules, event, paths: before, expect: { recorded: own.event !== undefined, key: own.key } }];
  });
}

/** Files of root and of a user, in folders that anyone may change. */
function setUp(folder: string): void {
  for (const name of [...folders, ...files]) rmSync(path.join(folder, name), { recursive: true, force: true });
  for (const name of folders) {
    mkdirSync(path.join(folder, name));
    chmodSync(path.join(folder, name), 0o777);
  }
  files.forEach((name, i) => {
    writeFileSync(path.join(folder, name), '');
    if (i % 2 === 1) chownSync(path.join(folder, name), 1000, 1000);
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
      const found = statSync(text, { throwIfNoEntry: false });
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
  { caller, reader }: Laboratory,
): Promise<readonly Observed[]> {
  load(rules);
  const seen: Observed[] = [];
  for (const call of calls) {
    const result = await caller.call(call);
    const [number] = call.split(' ');
    let found: Observed = { result, event: undefined, key: null };
    for (const event of recordsUntilMark(reader)) {
      const record = callRecord(event);
      if (!record) continue;
      const { event: logged } = loggedCall(event, record);
      if (logged.pid !== caller.pid || String(logged.syscall) !== number) continue;
      found = { result, event: logged, key: keyOf(record.text) };
    }
    seen.push(found);
    // The next descriptor is to have the same number again.
    if (opening.has(number ?? '') && result > 2) await caller.call(`${CLOSE} ${result}`);
  }
  return seen;
}

function load(rules: readonly string[]): void {
  withClient((client) => {
    deleteAllRules(client);
    for (const line of rules) {
      const { rule, prepend } = parseRule(line.split(' '), plainContext());
      client.addRule(encodeRule(rule, { prepend }));
    }
  });
}

function keyOf(text: string): string | null {
  return /(?: |\x1d)key="([^"]*)"/.exec(text)?.[1] ?? null;
}

/** All events that the kernel wrote before a message of our own. */
function recordsUntilMark(reader: RecordReader): readonly AuditEvent[] {
  const mark = `op=mark-${process.hrtime.bigint()}`;
  withClient((client) => client.sendUserMessage(MARK, mark));
  const events = new Map<string, AuditEvent & { readonly records: AuditRecord[] }>();
  for (;;) {
    const record = reader.receive(2000);
    if (record === 'lost' || record === undefined) throw new Error('records are missing');
    if (record.text.includes(mark)) return [...events.values()];
    const [, sec = '', milli = '', serial = ''] = /^audit\((\d+)\.(\d+):(\d+)\)/.exec(record.text) ?? [];
    const event = events.get(serial) ?? {
      ...{ sec: Number(sec), milli: Number(milli), serial: Number(serial), node: undefined },
      records: [],
    };
    event.records.push(AuditRecord.fromLine(record.type, `msg=${record.text}`));
    events.set(serial, event);
  }
}
