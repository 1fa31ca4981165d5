/** `covers POLICY [--by RULES|live]`: what of a policy a rule set records, rule by rule, with a witness for each miss. */

import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { coverageEverywhere } from '../../rules/labels/judge.js';
import type { Coverage, Verdict } from '../../rules/prove/covers.js';
import { differenceText } from '../../rules/prove/witness.js';
import type { Io } from '../io.js';
import { namedByObject } from './paths-here.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import { LIVE, loadRules, type WrittenRule } from './rule-sets.js';
import { type SarifFinding, sarif } from './sarif.js';

const fine: ReadonlySet<Verdict> = new Set(['covered', 'asks for nothing']);

/** Exit status: 0 when every rule is covered under its own key, 1 otherwise. */
export function coverRules(words: readonly string[], io: Io, platform: Platform): number {
  const known = {
    ...{ '--by': true, '--json': false, '--format': true, '--here': false, '--keep-going': false, '--arch': true },
  };
  const question = readQuestion(words, known);
  const { operands, options } = question;
  const [policy, ...rest] = operands;
  if (policy === undefined || rest.length > 0)
    throw misused('covers takes one POLICY: FILE or DIR; --by RULES or live');
  const format = options.has('--json') ? 'json' : (options.get('--format') ?? 'text');
  if (!['text', 'json', 'sarif'].includes(format)) throw misused('--format is text, json or sarif');
  const looksHere = options.has('--here');
  const machine = machineAsked(question) ?? platform.machine;
  const load = { keepsGoing: options.has('--keep-going'), looksHere, machine };
  const asked = loadRules(policy, io, platform, load);
  const sets = [asked.set, loadRules(options.get('--by') ?? LIVE, io, platform, load).set];
  const [wanted, rules] = looksHere ? namedByObject(sets) : sets;
  const coverages = wanted && rules ? coverageEverywhere(wanted, rules, { machine, knowsObjects: looksHere }) : [];
  const placeOf = places(asked.written);
  if (format === 'json') io.out.write(jsonDocument(coverages.map((of) => asJson(of, placeOf(of)))));
  else if (format === 'sarif') io.out.write(sarif('covers', findings(coverages, placeOf)));
  else
    for (const line of coverages.flatMap((of) => asText(of, placeOf(of)))) io.out.write(`${terminalSafeLine(line)}\n`);
  if (format === 'text') io.err(`${summary(coverages)}\n`);
  return coverages.every(({ verdict }) => fine.has(verdict)) ? 0 : 1;
}

type PlaceOf = (coverage: Coverage) => WrittenRule | undefined;

function places(written: readonly WrittenRule[]): PlaceOf {
  // As they are numbered in their set.
  const added = written.filter(({ change }) => change.operation === 'add');
  return ({ rule }) => added[rule.loaded];
}

function asText(coverage: Coverage, place: WrittenRule | undefined): readonly string[] {
  const { rule, verdict, by, missing, misses, unsettled } = coverage;
  const lines = [`${place ? `${place.file}:${place.number}: ` : ''}${verdict}: ${rule.line}`];
  if (verdict !== 'absent' && verdict !== 'covered') {
    const named = by.filter((line) => line !== '');
    lines.push(...named.slice(0, SHOWN).map((line) => `    by ${line}`));
    if (named.length > SHOWN) lines.push(`    and ${named.length - SHOWN} more rules, each for a part of it`);
  }
  if (verdict === 'partly') for (const what of missing) lines.push(`    missing: ${what}`);
  for (const miss of misses.slice(0, SHOWN)) {
    const { other, nearest } = miss;
    lines.push(`    not recorded: ${differenceText(miss)}`);
    if (other.rule !== null) lines.push(`      ${other.why}: ${other.rule}`);
    else if (nearest) lines.push(`      nearest: ${nearest.line} (fails: ${nearest.fails.join(', ')})`);
  }
  if (misses.length > SHOWN) lines.push(`    and ${misses.length - SHOWN} more ways`);
  lines.push(...unsettled.map((text) => `    unknown: ${text}`));
  return lines;
}

const SHOWN = 3;

function asJson({ rule, verdict, by, missing, misses, unsettled }: Coverage, place: WrittenRule | undefined): object {
  return {
    ...(place && { file: place.file, line: place.number }),
    rule: rule.line,
    verdict,
    by,
    missing,
    misses: misses.map((miss) => ({
      witness: differenceText(miss),
      event: miss.witness,
      because: miss.other.rule,
      nearest: miss.nearest ? { rule: miss.nearest.line, fails: miss.nearest.fails } : null,
    })),
    unknown: unsettled,
  };
}

function findings(coverages: readonly Coverage[], placeOf: PlaceOf) {
  return coverages
    .filter(({ verdict }) => !fine.has(verdict))
    .map((coverage): SarifFinding => {
      const { verdict, rule, missing, misses, unsettled } = coverage;
      const [miss] = misses;
      const parts = [
        `${verdict}: ${rule.line}`,
        ...(verdict === 'partly' && missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
        ...(miss ? [`not recorded: ${differenceText(miss)}`] : []),
        ...unsettled.map((text) => `unknown: ${text}`),
      ];
      const place = placeOf(coverage);
      return {
        id: verdict.replaceAll(' ', '-'),
        level: levels[verdict] ?? 'warning',
        text: parts.join('; '),
        file: place?.file ?? '',
        line: place?.number ?? 1,
      };
    });
}

const levels: Readonly<Partial<Record<Verdict, SarifFinding['level']>>> = {
  absent: 'error',
  shadowed: 'error',
  unknown: 'note',
};

function summary(coverages: readonly Coverage[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of coverages) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const all = coverages.length === 1 ? '1 rule' : `${coverages.length} rules`;
  return `${all}${counts.size > 0 ? ': ' : ''}${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`;
}
