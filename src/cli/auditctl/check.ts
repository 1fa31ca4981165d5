/** `--check FILE|DIR|-… [--arch NAMES] [--json]`: rule files judged without root and without a kernel. */

import { withoutBlanksBehind } from '../../bytes/blanks.js';
import { fromBytes, toBytes } from '../../bytes/text.js';
import type { Platform } from '../../control/platform.js';
import { RULES_FOLDER, rulesOf } from '../../control/rules-files.js';
import { statOf } from '../../control/stat-of.js';
import { usage } from '../../errors.js';
import { terminalSafeJson, terminalSafeLine } from '../../output/terminal.js';
import { checkRules } from '../../rules/check/check.js';
import { type Finding, findingText } from '../../rules/check/finding.js';
import type { RulesSource } from '../../rules/merge.js';
import { type Machine, machineByName } from '../../tables/syscalls.js';
import type { Io } from '../io.js';
import { unknownMachine } from './question.js';
import { readInput } from './standard-input.js';

/** Exit status: 0 without errors, 1 with errors or with nothing to check (warnings alone are fine). */
export async function checkFiles(words: readonly string[], io: Io, platform: Platform): Promise<number> {
  const { paths, machines, json } = readWords(words, platform);
  const isNative = machines.length === 1 && machines[0] === platform.machine;
  const sources = paths.flatMap((path) => sourcesOf(path, io));
  if (sources.length === 0) {
    io.err(`Nothing to check: no *.rules files in ${paths.join(', ')}\n`);
    return 1;
  }
  const checked = checkRules(sources, {
    machines,
    userId: (name) => platform.accounts.userId(name),
    groupId: (name) => platform.accounts.groupId(name),
    isDirectory: (path) => platform.isDirectory(path),
    // The files of another machine say nothing about this one's paths.
    exists: isNative ? (path) => statOf(path) !== undefined : undefined,
  });
  const { lintWarnings } = await import('./lint-warnings.js');
  const findings = [...checked, ...lintWarnings(sources, checked, machines, platform)].sort(byPlace(sources));
  const errors = findings.filter((finding) => finding.level === 'error').length;
  if (json) {
    io.out.write(jsonText(findings, sources, errors));
  } else {
    for (const finding of findings) io.out.write(`${terminalSafeLine(findingText(finding))}\n`);
    io.err(
      `${count(sources.length, 'file')} checked: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}\n`,
    );
  }
  return errors > 0 ? 1 : 0;
}

function byPlace(sources: readonly RulesSource[]): (one: Finding, other: Finding) => number {
  const order = new Map(sources.map(({ name }, i) => [name, i]));
  const fileOf = ({ file }: Finding): number => order.get(file) ?? 0;
  return (one, other) => fileOf(one) - fileOf(other) || one.line - other.line || one.column - other.column;
}

function jsonText(findings: readonly Finding[], sources: readonly RulesSource[], errors: number): string {
  const plain = findings.map(({ file, reason, hint, ...place }) => ({
    ...place,
    file: fromBytes(file),
    reason: fromBytes(withoutBlanksBehind(reason)),
    hint: hint && fromBytes(hint),
  }));
  const files = sources.map(({ name }) => fromBytes(name));
  const report = { files, errors, warnings: findings.length - errors, findings: plain };
  return terminalSafeJson(toBytes(`${JSON.stringify(report, undefined, 2)}\n`));
}

/** `-` is standard input. */
function sourcesOf(path: string, io: Io): readonly RulesSource[] {
  if (path === '-') return [{ name: '-', content: readInput(io.stdin) }];
  return rulesOf([path], (text) => io.err(`${text}\n`));
}

interface CheckWords {
  readonly paths: readonly string[];
  readonly machines: readonly (Machine | undefined)[];
  readonly json: boolean;
}

function readWords(words: readonly string[], platform: Platform): CheckWords {
  const paths: string[] = [];
  const machines: (Machine | undefined)[] = [];
  let json = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--arch') machines.push(...namedMachines(words[++i] ?? ''));
    else if (word.startsWith('--arch=')) machines.push(...namedMachines(word.slice('--arch='.length)));
    else if (word === '--json') json = true;
    else if (word !== '-' && word.startsWith('-')) throw usageError(`--check does not know ${word}`);
    else paths.push(word);
  }
  return {
    paths: paths.length > 0 ? paths : [RULES_FOLDER],
    machines: machines.length > 0 ? machines : [platform.machine],
    json,
  };
}

function namedMachines(names: string): readonly Machine[] {
  return names.split(',').map((name) => {
    const machine = machineByName(name);
    if (machine?.elf === undefined) throw usageError(unknownMachine(name));
    return machine;
  });
}

function usageError(text: string): Error {
  return usage(text, { exitStatus: 255 });
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
