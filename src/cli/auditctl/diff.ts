/** `diff A B`: what one rule set records and the other does not, by meaning rather than by text. */

import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { compareEverywhere } from '../../rules/labels/judge.js';
import type { Comparison, Difference } from '../../rules/prove/difference.js';
import { differenceText, memberNames } from '../../rules/prove/witness.js';
import type { Io } from '../io.js';
import { namedByObject } from './paths-here.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import { loadRules } from './rule-sets.js';

/** Exit status: 0 equal, 1 different or not settled. */
export function diffRules(words: readonly string[], io: Io, platform: Platform): number {
  const question = readQuestion(words, {
    ...{ '--json': false, '--here': false, '--keep-going': false, '--arch': true },
  });
  const { operands, options } = question;
  const [one, other, ...rest] = operands;
  if (one === undefined || other === undefined || rest.length > 0)
    throw misused('diff takes two rule sets: FILE, DIR or live');
  const machine = machineAsked(question) ?? platform.machine;
  const load = { keepsGoing: options.has('--keep-going'), looksHere: options.has('--here'), machine };
  const sets = [one, other].map((name) => loadRules(name, io, platform, load).set);
  const [left, right] = load.looksHere ? namedByObject(sets) : sets;
  if (!left || !right) return 1;
  const comparison = compareEverywhere(left, right, { machine });
  if (options.has('--json')) io.out.write(jsonDocument(asJson(comparison, one, other)));
  else for (const line of comparisonLines(comparison, one, other)) io.out.write(`${terminalSafeLine(line)}\n`);
  return comparison.differences.length === 0 && comparison.unsettled.length === 0 ? 0 : 1;
}

/** For people; byte strings. */
export function comparisonLines({ differences, unsettled }: Comparison, one: string, other: string): readonly string[] {
  const lines: string[] = [];
  const section = (title: string, kind: Difference['kind']): void => {
    const found = differences.filter((difference) => difference.kind === kind);
    if (found.length > 0)
      lines.push(`${title}:`, ...found.flatMap((difference) => differenceLines(difference, one, other)));
  };
  section(`only ${one} records`, 'only first');
  section(`only ${other} records`, 'only second');
  section('recorded by both, under different keys', 'key');
  lines.push(...unsettled.map((text) => `unknown: ${text}`));
  if (lines.length === 0) lines.push('equal (paths taken as plain files, without links and mounts)');
  return lines;
}

function differenceLines(difference: Difference, first: string, second: string): readonly string[] {
  const { one, other, calls, witness } = difference;
  const own = calls.find(({ members }) => members.includes(witness.uring_op ?? witness.syscall ?? -1));
  const others = memberNames(calls).filter(
    (name) => own && name !== memberNames([{ ...own, members: [own.syscall] }])[0],
  );
  const shown = others.slice(0, LISTED).join(' ');
  const left = others.length > LISTED ? ` and ${others.length - LISTED} more` : '';
  return [
    `  ${differenceText(difference)}${others.length > 0 ? ` (also ${shown}${left})` : ''}`,
    `    ${first}: ${one.rule ?? one.why}`,
    `    ${second}: ${other.rule ?? other.why}`,
  ];
}

const LISTED = 8;

function asJson({ differences, unsettled }: Comparison, one: string, other: string): object {
  return {
    one: one,
    other: other,
    equal: differences.length === 0 && unsettled.length === 0,
    differences: differences.map((difference) => ({
      kind: difference.kind,
      witness: differenceText(difference),
      event: difference.witness,
      rules: [difference.one.rule, difference.other.rule],
      keys: [difference.one.key, difference.other.key].map((key) => key ?? null),
    })),
    unknown: unsettled,
  };
}
