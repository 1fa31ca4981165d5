/** Rule sets as the commands about their meaning take them: files, folders (merged), and `live`, the kernel's list. */

import type { Platform } from '../../control/platform.js';
import { mergedRules, readRulesFile } from '../../control/rules-files.js';
import { isFolder } from '../../control/stat-of.js';
import { AuditError } from '../../errors.js';
import { AuditClient } from '../../netlink/client.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { type Finding, findingText } from '../../rules/check/finding.js';
import { failureFindings, refusalFindings } from '../../rules/check/refused.js';
import { decodeRule } from '../../rules/decode.js';
import type { RuleContext } from '../../rules/draft.js';
import { type FileLine, ruleLines, withoutBlanks, wordsOf } from '../../rules/file.js';
import { hasKey } from '../../rules/key-option.js';
import { takeDeleteWords } from '../../rules/lone-options.js';
import { type RuleSet, ruleSetOf, type WrittenChange } from '../../rules/model/rule-set.js';
import { type Control, parseLine } from '../../rules/parse.js';
import { printRule } from '../../rules/print.js';
import type { Machine } from '../../tables/syscalls.js';
import type { Io } from '../io.js';
import { readInput } from './standard-input.js';

export const UNREADABLE = 3;
export const USAGE = 2;
/** As a rule set: what stands on standard input, such as another machine's `auditctl -l`. */
export const STANDARD_INPUT = '-';
/** As a rule set: what the kernel has. */
export const LIVE = 'live';

/** A rule of a file, with its place. */
export interface WrittenRule extends WrittenChange {
  readonly line: string;
  readonly file: string;
  /** From 1. */
  readonly number: number;
  /** As it stands there; `undefined` for one of the kernel. */
  readonly source: FileLine | undefined;
}

export interface LoadedRules {
  readonly set: RuleSet;
  readonly written: readonly WrittenRule[];
  /** Lines that are no rules, such as `-b 8192`, without comments. */
  readonly settings: readonly string[];
  /** Why lines do not load; their rules are left out. */
  readonly refused: readonly Finding[];
}

export interface LoadOptions {
  /** Rules that do not load are told and left out; without it they are an error. */
  readonly keepsGoing: boolean;
  /** Ask this machine's file system what is a folder; else only a slash at the end of a watch says so. */
  readonly looksHere: boolean;
  /** What the rules are for; this machine unless given. */
  readonly machine?: Machine | undefined;
}

/** Throws `AuditError` ('input', 'netlink') with the exit status for what cannot be read or does not load. */
export function loadRules(name: string, io: Io, platform: Platform, options: LoadOptions): LoadedRules {
  return demandWhole(name, readRules(name, io, platform, options), io, options);
}

/** The same with the lines that do not load told in `refused` only. */
export function readRules(name: string, io: Io, platform: Platform, options: LoadOptions): LoadedRules {
  if (name === LIVE) return liveRules(platform);
  const loaded = rulesFrom(linesOf(name, io), platform, options);
  const isEmpty = loaded.written.length + loaded.refused.length === 0;
  if (isEmpty) io.err(`${terminalSafeLine(name)}: no rules\n`);
  return loaded;
}

/** Says what does not load, as `--check` does, and refuses to go on without it unless that is asked for. */
export function demandWhole(name: string, loaded: LoadedRules, io: Io, { keepsGoing }: LoadOptions): LoadedRules {
  const { refused } = loaded;
  for (const finding of refused) io.err(`${terminalSafeLine(findingText(finding))}\n`);
  if (refused.length > 0 && !keepsGoing) throw unreadable(refusalText(name, refused));
  return loaded;
}

export function refusalText(name: string, refused: readonly Finding[]): string {
  const count = new Set(refused.map(({ file, line }) => `${line} ${file}`)).size;
  return `${name}: ${count === 1 ? '1 rule does' : `${count} rules do`} not load (--keep-going leaves them out)`;
}

/** The rules of lines that were read. */
export function rulesFrom(lines: readonly SourceLine[], platform: Platform, options: LoadOptions): LoadedRules {
  let written: WrittenRule[] = [];
  const settings: string[] = [];
  const refused: Finding[] = [];
  const control: Control = (option, _value, words) => {
    if (option !== '-D') return 'return';
    const { key } = takeDeleteWords(words);
    written = key === undefined ? [] : written.filter(({ change }) => !hasKey(change.rule, key));
    return 'return';
  };
  for (const { parsed, file, number } of lines.flatMap(parsedLines)) {
    const words = wordsOf(parsed.text);
    const { change, failures } = parseLine(words, contextFor(platform, words, options), { findAll: true, control });
    const place = { ...parsed, number };
    const reasons = change ? refusalFindings(file, place, change.rule) : failureFindings(file, place, failures);
    refused.push(...reasons);
    if (reasons.length > 0) continue;
    if (!change) settings.push(withoutBlanks(parsed.text));
    else written.push({ change, line: withoutBlanks(parsed.text), file, number, source: parsed });
  }
  return { set: ruleSetOf(written), written, settings, refused };
}

export interface SourceLine {
  readonly text: string;
  readonly file: string;
  readonly number: number;
}

/** None for a comment; several for a line that is longer than the original reads at once. */
function parsedLines({ text, file, number }: SourceLine): readonly (Omit<SourceLine, 'text'> & { parsed: FileLine })[] {
  return [...ruleLines(text)].map((parsed) => ({ parsed, file, number }));
}

/** Folders are merged as augenrules does; one without a rules file is taken for a mistake. */
export function linesOf(name: string, io: Io): readonly SourceLine[] {
  try {
    if (name === STANDARD_INPUT) return numbered(name, readInput(io.stdin));
    if (!isFolder(name)) return numbered(name, readRulesFile(name));
    const merged = mergedRules(name, (text) => io.err(`${terminalSafeLine(text)}\n`));
    if (merged.length === 0) throw unreadable(`${name}: no *.rules files there`);
    return merged.map(({ text, source, number }) => ({ text, file: source, number }));
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    throw unreadable(error.message);
  }
}

function numbered(file: string, content: string): readonly SourceLine[] {
  return content.split('\n').map((text, i) => ({ text, file, number: i + 1 }));
}

/** The bytes of a file; on a terminal without what would act on it. */
export function fileText(lines: readonly string[], { terminal }: Io): string {
  return lines.map((line) => `${terminal.out ? terminalSafeLine(line) : line}\n`).join('');
}

function contextFor(platform: Platform, words: readonly string[], { looksHere, machine }: LoadOptions): RuleContext {
  return {
    machine: machine ?? platform.machine,
    userId: (name) => platform.accounts.userId(name),
    groupId: (name) => platform.accounts.groupId(name),
    isDirectory: (path) => (looksHere ? platform.isDirectory(path) : words.includes(`${path}/`)),
    abilities: () => ALL_ABILITIES,
    warn: () => {},
  };
}

const ALL_ABILITIES = 0xffffffff;

function liveRules(platform: Platform): LoadedRules {
  let client: AuditClient | undefined;
  try {
    client = new AuditClient(platform.open());
    const written = client.listRules().map((bytes, i): WrittenRule => {
      const rule = decodeRule(bytes);
      const line = printRule(rule, { machine: platform.machine });
      return { change: { operation: 'add', prepend: false, rule }, line, file: LIVE, number: i + 1, source: undefined };
    });
    return { set: ruleSetOf(written), written, settings: [], refused: [] };
  } catch (error) {
    throw unreadable(`the kernel's rules cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    client?.close();
  }
}

function unreadable(message: string): AuditError {
  return new AuditError('input', message, { exitStatus: UNREADABLE });
}
