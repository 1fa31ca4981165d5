/** `lint --fix FILE`: the file rewritten, comments kept; what that changes in what is recorded is said. */

import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { compareEverywhere } from '../../rules/labels/judge.js';
import type { Defect, LintOptions } from '../../rules/lint/defect.js';
import { fixFor, keepsRecording } from '../../rules/lint/fixes.js';
import { lintRules } from '../../rules/lint/lint.js';
import type { RuleSet } from '../../rules/model/rule-set.js';
import type { Io } from '../io.js';
import { comparisonLines } from './diff.js';
import { misused } from './question.js';
import {
  demandWhole,
  fileText,
  LIVE,
  type LoadedRules,
  type LoadOptions,
  linesOf,
  rulesFrom,
  type SourceLine,
} from './rule-sets.js';

/** A fixed rule may have another defect, and a twin of its own. */
const ROUNDS = 12;

/** Exit status: 0 when nothing was to be fixed or the file is equal, 1 when what is recorded changes or defects are left. */
export function printFixed(file: string, io: Io, platform: Platform, load: LoadOptions, options: LintOptions): number {
  if (file === LIVE) throw misused('lint --fix takes one FILE or DIR: the kernel keeps no lines to be mended');
  const lines = linesOf(file, io).map((line, i) => ({ ...line, number: i + 1 })); // files of a folder count from 1 each
  const { set: before } = demandWhole(file, rulesFrom(lines, platform, load), io, load);
  const say = (text: string): void => io.err(`${terminalSafeLine(text)}\n`);
  const fixing: Fixing = { read: (source) => rulesFrom(source, platform, load), options, say, leftOut: new Set() };
  let fixed: readonly SourceLine[] = lines;
  for (let round = 0; round < ROUNDS; round++) {
    const next = fixedOnce(fixed, fixing);
    if (!next) break;
    fixed = next;
  }
  const { set: after, written } = rulesFrom(fixed, platform, load);
  const texts = fixed.map(({ text }) => text);
  io.out.write(fileText(texts.at(-1) === '' ? texts.slice(0, -1) : texts, io));
  const comparison = compareEverywhere(before, after, { machine: options.machine });
  for (const line of comparisonLines(comparison, file, 'the fixed file')) say(line);
  const left = lintRules(after, options).filter(({ level }) => level !== 'note');
  const numbers = new Map(written.map((one) => [one.change.rule, one.number]));
  for (const { id, text, rule } of left) say(`left to do: line ${numbers.get(rule.rule)}: ${text} [${id}]`);
  return comparison.differences.length + comparison.unsettled.length + left.length === 0 ? 0 : 1;
}

export interface Fixing {
  read(lines: readonly SourceLine[]): LoadedRules;
  say(text: string): void;
  readonly options: LintOptions;
  /** Lines whose fix would have changed what is recorded, with the defect. */
  readonly leftOut: Set<string>;
}

export interface LineFix {
  readonly number: number;
  readonly defect: Defect;
  readonly instead: readonly string[];
}

/**
 * One fix for each line that has a defect; `undefined` when nothing can be done. What is to keep the recording is only
 * done when nothing else is left to do, as it was judged beside rules that the other fixes narrow or widen.
 */
function fixedOnce(lines: readonly SourceLine[], fixing: Fixing): readonly SourceLine[] | undefined {
  const { set, written } = fixing.read(lines);
  const all = fixesOf(set, written, fixing);
  const changing = all.filter(({ defect }) => !keepsRecording(defect));
  const done = changing.length > 0 ? changing : provedFixes(lines, all, fixing);
  for (const { defect } of done) fixing.say(`fixed: ${textOf(defect)}`);
  return done.length === 0 ? undefined : withFixes(lines, done);
}

function fixesOf(set: RuleSet, written: LoadedRules['written'], { options, leftOut }: Fixing): readonly LineFix[] {
  const numbers = new Map(written.map((one) => [one.change.rule, one.number]));
  const fixes = new Map<number, LineFix>();
  for (const defect of lintRules(set, options)) {
    const number = numbers.get(defect.rule.rule);
    if (number === undefined || fixes.has(number) || leftOut.has(textOf(defect))) continue;
    const instead = fixFor(defect, options);
    if (instead) fixes.set(number, { number, defect, instead });
  }
  return [...fixes.values()];
}

/** Those of these fixes that change nothing of what is recorded, all together; the others are said. */
export function provedFixes(
  lines: readonly SourceLine[],
  fixes: readonly LineFix[],
  fixing: Fixing,
): readonly LineFix[] {
  const { read, options, say, leftOut } = fixing;
  const { set: before } = read(lines);
  const proved: LineFix[] = [];
  const prove = (some: readonly LineFix[]): void => {
    const { set: after } = read(withFixes(lines, [...proved, ...some]));
    // What is too large to be proved is said of the whole file.
    const { differences } = compareEverywhere(before, after, { stopAt: 'difference', machine: options.machine });
    const [first] = some;
    if (differences.length === 0) proved.push(...some);
    else if (some.length > 1) for (const half of halvesOf(some)) prove(half);
    else if (first) {
      leftOut.add(textOf(first.defect));
      say(`not fixed, as what is recorded would change: ${textOf(first.defect)}`);
    }
  };
  if (fixes.length > 0) prove(fixes);
  return proved;
}

function halvesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = items.length >> 1;
  return [items.slice(0, middle), items.slice(middle)];
}

function withFixes(lines: readonly SourceLine[], fixes: readonly LineFix[]): readonly SourceLine[] {
  const replaced = new Map(fixes.map(({ number, instead }) => [number, instead]));
  return lines
    .flatMap((line) => (replaced.get(line.number) ?? [line.text]).map((text) => ({ ...line, text })))
    .map((line, i) => ({ ...line, number: i + 1 }));
}

function textOf({ text, id, rule }: Defect): string {
  return `${text} [${id}]: ${rule.line}`;
}
