/** Why a line of a file does not become a rule of the kernel. */
import type { FileLine } from '../file.js';
import type { Failure } from '../parse.js';
import type { Rule } from '../rule.js';
import type { Finding } from './finding.js';
import { kernelRefusals } from './kernel-checks.js';

/** What its words fail on, from left to right. */
export function failureFindings(file: string, line: FileLine, failures: readonly Failure[]): readonly Finding[] {
  const findings = failures.flatMap(({ error, word }) =>
    [error, ...error.others].map(({ message, hint }) => {
      const column = line.words[word]?.column ?? line.text.length + 1;
      return errorAt(file, line, column, message || 'not an option', hint);
    }),
  );
  return findings.sort((one, other) => one.column - other.column);
}

/** What the kernel has against it although the text is right. */
export function refusalFindings(file: string, line: FileLine, rule: Rule): readonly Finding[] {
  return kernelRefusals(rule).map((reason) =>
    errorAt(file, line, line.words[0]?.column ?? 1, reason, 'the kernel refuses it: Invalid argument'),
  );
}

function errorAt(file: string, line: FileLine, column: number, reason: string, hint: string | undefined): Finding {
  return { file, line: line.number, column, level: 'error', reason, hint, machine: undefined };
}
