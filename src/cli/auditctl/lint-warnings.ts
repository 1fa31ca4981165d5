/** What `lint` finds in files that `--check` looks at, as warnings of that. */
import type { Platform } from '../../control/platform.js';
import { type Finding, joinFindings } from '../../rules/check/finding.js';
import { lintRules } from '../../rules/lint/lint.js';
import { linesInOrder, type RulesSource } from '../../rules/merge.js';
import type { Machine } from '../../tables/syscalls.js';
import { rulesFrom } from './rule-sets.js';

/** `checked`: what was found already; lines with errors are not judged further. Notes are left to `lint`. */
export function lintWarnings(
  sources: readonly RulesSource[],
  checked: readonly Finding[],
  machines: readonly (Machine | undefined)[],
  platform: Platform,
): readonly Finding[] {
  const isWrong = new Set(checked.filter(({ level }) => level === 'error').map(({ file, line }) => `${line} ${file}`));
  const lines = linesInOrder(sources)
    .map(({ text, source: file, number }) => ({ text, file, number }))
    .filter(({ number, file }) => !isWrong.has(`${number} ${file}`));
  const perMachine = machines.map((machine) => ({
    machine: machine?.name,
    findings: findingsFor(machine),
  }));
  return joinFindings(
    perMachine,
    sources.map(({ name }) => name),
  );

  function findingsFor(machine: Machine | undefined): readonly Finding[] {
    const { set, written } = rulesFrom(lines, platform, { keepsGoing: true, looksHere: true, machine });
    const places = new Map(written.map((one) => [one.change.rule, one]));
    return lintRules(set, { machine }).flatMap(({ level, rule, text, advice, id }): readonly Finding[] => {
      const place = places.get(rule.rule);
      if (!place || level === 'note') return [];
      const { file, number: line } = place;
      const hint = advice === '' ? undefined : advice;
      return [{ file, line, column: 1, level: 'warning', reason: `${text} [${id}]`, hint, machine: undefined }];
    });
  }
}
