/** The recorded facts: hand-made sequences of rules and steps, and how each is put to the model. */
import assert from 'node:assert/strict';
import { type DecideOptions, decide } from '../../../../src/rules/model/decide.js';
import type { FileIdentity, Subject } from '../../../../src/rules/model/event.js';
import { splitPath } from '../../../../src/rules/model/names.js';
import {
  plainContext,
  type RuleSet,
  ruleSetOf,
  rulesOn,
  type WrittenChange,
} from '../../../../src/rules/model/rule-set.js';
import { standingOf } from '../../../../src/rules/model/standing.js';
import { parseRule } from '../../../../src/rules/parse.js';
import { PaperFiles } from './files.js';
import { type PaperEvent, PaperMachine } from './machine.js';
import { baseScene, scenes } from './scenes.js';
import { runShell } from './shell.js';

export interface RecordedEvent {
  readonly syscall: number | null;
  readonly key: string | null;
  readonly types: readonly string[];
}

export interface Step {
  readonly proc?: string;
  readonly raw?: string;
  readonly ret?: number;
  readonly events?: readonly RecordedEvent[];
  readonly admin?: string;
  readonly listed?: readonly string[];
}

export interface Fact {
  readonly id: string;
  readonly fact: string;
  readonly rules: readonly string[];
  readonly raw_rules?: readonly string[];
  readonly steps: readonly Step[];
}

/** What the model says of each step: events, or the rules that are left. */
export function replayed(fact: Fact, processes: Readonly<Record<string, Subject>>): readonly unknown[] {
  const files = new PaperFiles();
  for (const line of [...baseScene, ...(scenes[fact.id.split('.')[0] ?? ''] ?? [])]) runShell(onPaper(line), files);
  const machine = new PaperMachine(files, '/D/a', processes);
  const inPlace = (text: string): string =>
    onPaper(text)
      .replace(/\$PID_(\w+)/g, (_all, name) => String(machine.pidOf(name)))
      .replace(/\$INODE\(([^)]*)\)/g, (_all, path) => String(files.find(path, { follow: false })?.node?.identity.ino));
  const set = loaded(
    [...fact.rules.map(inPlace), ...(fact.raw_rules ?? []).map((text) => rawRule(inPlace(text)))],
    files,
  );
  const options = { paths: identities(set, files), bound: files.bound() };
  files.load();
  return fact.steps.map((step) => {
    if (step.admin) return machine.admin(inPlace(step.admin));
    if (step.listed) return countOf(standingOf(set, options.paths, { ...options, changes: files.changes() }).set);
    return machine
      .step(step.proc ?? '', inPlace(step.raw ?? ''), isOwn(step) ? step.ret : undefined)
      .flatMap((one) => decided(set, one, options));
  });
}

/** What was recorded, in the same form. */
export function recorded({ steps }: Fact): readonly unknown[] {
  return steps.map(({ admin, listed, events = [] }) => {
    if (admin) return undefined;
    return listed ? listed.length : events.map(({ syscall, key, types }) => ({ syscall, key, types }));
  });
}

/** The result is that of a call of the process itself, not the number of its child. */
function isOwn({ raw = '' }: Step): boolean {
  return raw.startsWith('sys');
}

function decided(set: RuleSet, { event, changes }: PaperEvent, options: DecideOptions): readonly RecordedEvent[] {
  const decision = decide(set, event, { ...options, changes });
  const operations = (event.operations ?? []).filter(
    (operation) => decide(set, operation, { ...options, changes }).recorded === true,
  );
  const types = (decision.types ?? []).filter(
    (type) => type !== 'URINGOP' || operations.length > 0 || !event.operations,
  );
  assert.notEqual(decision.recorded, 'unknown', decision.why);
  if (types.length === 0) return [];
  const isCall = decision.recorded === true && event.user_msg === undefined;
  return [{ syscall: isCall ? (event.syscall ?? null) : null, key: isCall ? (decision.key ?? null) : null, types }];
}

function countOf({ lists }: RuleSet): number {
  return [...lists.values()].flat().length;
}

function loaded(lines: readonly string[], files: PaperFiles): RuleSet {
  const isDirectory = (path: string): boolean => files.find(path, { follow: false })?.node?.kind === 'dir';
  const context = { ...plainContext(), isDirectory };
  return ruleSetOf(
    lines.map((line): WrittenChange => {
      const isByNetlink = line.startsWith(BY_NETLINK);
      const words = line.replace(BY_NETLINK, '').split(/\s+/);
      const change = parseRule(words, context);
      // The list itself takes them, auditctl does not.
      return isByNetlink
        ? { line, change: { ...change, rule: { ...change.rule, list: LIST_IO_URING } } }
        : { line, change };
    }),
  );
}

const LIST_IO_URING = 7;
const BY_NETLINK = 'netlink ';

/** `always,io_uring, operation 18, exit=0, key zero (remark)`. */
function rawRule(text: string): string {
  const [action = '', _list, operation = '', ...rest] = text.replace(/ \([^)]*\)/g, '').split(/, |,/);
  const calls = operation.startsWith('operation ') ? operation.slice('operation '.length) : 'all';
  const conditions = rest.filter((part) => !part.startsWith('key ')).map((part) => `-F ${part}`);
  const keys = rest.filter((part) => part.startsWith('key ')).map((part) => `-k ${part.slice('key '.length)}`);
  return [`${BY_NETLINK}-a ${action},exit`, ...conditions, `-S ${calls}`, ...keys].join(' ');
}

/** What the paths of the rules, the directories above them and all directories are now. */
function identities(set: RuleSet, files: PaperFiles): NonNullable<DecideOptions['paths']> {
  const texts = [...set.lists.keys()]
    .flatMap((list) => rulesOn(set, list))
    .flatMap(({ rule }) =>
      rule.fields.flatMap((field) => ('text' in field && field.text.startsWith('/') ? [field.text] : [])),
    );
  const object = (path: string, follow: boolean): FileIdentity | null =>
    files.find(path, { follow })?.node?.identity ?? null;
  return Object.fromEntries([
    ...files.directories().map((directory) => [files.pathOf(directory), directory.identity]),
    ...texts
      .filter((path) => !path.endsWith('/'))
      .map((path) => [splitPath(path)[0], object(splitPath(path)[0], true)]),
    ...texts.map((path) => [path, object(path, false)]),
  ]);
}

function onPaper(text: string): string {
  return text.replaceAll('$D', '/D').replaceAll('$T', '/T');
}
