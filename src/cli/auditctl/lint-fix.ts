/** `lint --fix FILE`: the file rewritten, comments kept; what that changes in what is recorded is said. */

import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import type { LintOptions } from '../../rules/lint/defect.js';
import { fixFor } from '../../rules/lint/fixes.js';
import { lintRules } from '../../rules/lint/lint.js';
import { compareSets } from '../../rules/prove/compare.js';
import type { Io } from '../io.js';
import { comparisonLines } from './diff.js';
import { demandWhole, fileText, type LoadOptions, linesOf, rulesFrom, type SourceLine } from './rule-sets.js';

/** A fixed rule may have another defect, and a twin of its own. */
const ROUNDS = 6;

/** Exit status: 0 when nothing was to be fixed or the file is equal, 1 when what is recorded changes or defects are left. */
export function printFixed(file: string, io: Io, platform: Platform, load: LoadOptions, options: LintOptions): number {
  const lines = linesOf(file, io);
  const { set: before } = demandWhole(file, rulesFrom(lines, platform, load), io, load);
  const say = (text: string): void => io.err(`${terminalSafeLine(text)}\n`);
  let fixed: readonly SourceLine[] = lines;
  for (let round = 0; round < ROUNDS; round++) {
    const next = fixedOnce(fixed, platform, load, options, say);
    if (!next) break;
    fixed = next;
  }
  const { set: after, written } = rulesFrom(fixed, platform, load);
  const texts = fixed.map(({ text }) => text);
  io.out.write(fileText(texts.at(-1) === '' ? texts.slice(0, -1) : texts, io));
  const comparison = compareSets(before, after, { machine: options.machine });
  for (const line of comparisonLines(comparison, file, 'the fixed file')) say(line);
  const left = lintRules(after, options).filter(({ level }) => level !== 'note');
  const numbers = new Map(written.map((one) => [one.change.rule, one.number]));
  for (const { id, text, rule } of left) say(`left to do: line ${numbers.get(rule.rule)}: ${text} [${id}]`);
  return comparison.differences.length + comparison.unsettled.length + left.length === 0 ? 0 : 1;
}

/** One fix for each line that has a defect; `undefined` when nothing can be done. */
function fixedOnce(
  lines: readonly SourceLine[],
  platform: Platform,
  load: LoadOptions,
  options: LintOptions,
  say: (text: string) => void,
): readonly SourceLine[] | undefined {
  const { set, written } = rulesFrom(lines, platform, load);
  const numbers = new Map(written.map((one) => [one.change.rule, one.number]));
  const replaced = new Map<number, readonly string[]>();
  for (const defect of lintRules(set, options)) {
    const number = numbers.get(defect.rule.rule);
    if (number === undefined || replaced.has(number)) continue;
    const instead = fixFor(defect, options);
    if (!instead) continue;
    replaced.set(number, instead);
    say(`fixed: ${defect.text} [${defect.id}]: ${defect.rule.line}`);
  }
  if (replaced.size === 0) return undefined;
  return lines
    .flatMap((line) => (replaced.get(line.number) ?? [line.text]).map((text) => ({ ...line, text })))
    .map((line, i) => ({ ...line, number: i + 1 }));
}
