/** `--check FILE|DIR… [--arch NAMES]`: rule files judged without root and without a kernel. */
import { statSync } from 'node:fs';
import { toPath } from '../../bytes/text.js';
import type { Platform } from '../../control/platform.js';
import { RULES_FOLDER, rulesOf } from '../../control/rules-files.js';
import { AuditError } from '../../errors.js';
import { checkRules, type Finding } from '../../rules/check.js';
import { type Machine, machineByName } from '../../tables/syscalls.js';
import type { Io } from '../io.js';

/** Exit status: 0 without errors, 1 with errors (warnings alone are fine). */
export function checkFiles(words: readonly string[], io: Io, platform: Platform): number {
  const { paths, machines } = readWords(words, platform);
  const isNative = machines.length === 1 && machines[0] === platform.machine;
  const sources = rulesOf(paths.length > 0 ? paths : [RULES_FOLDER], (text) => io.err(`${text}\n`));
  const findings = checkRules(sources, {
    machines,
    userId: (name) => platform.accounts.userId(name),
    groupId: (name) => platform.accounts.groupId(name),
    isDirectory: (path) => platform.isDirectory(path),
    // The files of another machine say nothing about this one's paths.
    exists: isNative ? (path) => statSync(toPath(path), { throwIfNoEntry: false }) !== undefined : undefined,
  });
  for (const finding of findings) io.out.write(`${findingText(finding)}\n`);
  const errors = findings.filter((finding) => finding.level === 'error').length;
  const files = `${sources.length} ${sources.length === 1 ? 'file' : 'files'}`;
  io.err(`${files} checked: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}\n`);
  return errors > 0 ? 1 : 0;
}

/** `file:line:column: reason (hint)`, as compilers write it. */
export function findingText({ file, line, column, level, reason, hint, machine }: Finding): string {
  const prefix = `${level === 'warning' ? 'warning: ' : ''}${machine === undefined ? '' : `[${machine}] `}`;
  return `${file}:${line}:${column}: ${prefix}${reason.trimEnd()}${hint ? ` (${hint})` : ''}`;
}

function readWords(
  words: readonly string[],
  platform: Platform,
): { paths: string[]; machines: (Machine | undefined)[] } {
  const paths: string[] = [];
  const machines: (Machine | undefined)[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--arch') machines.push(...namedMachines(words[++i] ?? ''));
    else if (word.startsWith('--arch=')) machines.push(...namedMachines(word.slice('--arch='.length)));
    else if (word.startsWith('-')) throw usageError(`--check does not know ${word}`);
    else paths.push(word);
  }
  return { paths, machines: machines.length > 0 ? machines : [platform.machine] };
}

function namedMachines(names: string): readonly Machine[] {
  return names.split(',').map((name) => {
    const machine = machineByName(name);
    if (machine?.elf === undefined) throw usageError(`--arch does not know the machine ${name || "''"}`);
    return machine;
  });
}

function usageError(text: string): AuditError {
  return new AuditError('usage', text, { exitStatus: 255 });
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
