/** Rules as files and directories: what `--check`, `--load-dir` and `--print-merged` read. */
import { readdirSync, statSync } from 'node:fs';
import { fromBytes, toBytes, toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { compareNaturally, type MergedLine, mergeRules, type RulesSource } from '../../rules/merge.js';
import { readRulesFile } from './rules-file.js';

export const RULES_DIR = '/etc/audit/rules.d';

/** The files of a rules directory, in the order in which they are merged. Throws `AuditError` ('input'). */
export function rulesIn(folder: string): readonly RulesSource[] {
  let names: readonly string[];
  try {
    names = readdirSync(toPath(folder), { withFileTypes: true, encoding: 'buffer' })
      .map((entry) => entry.name.toString('latin1'))
      .filter((name) => name.endsWith('.rules') && !name.startsWith('.'));
  } catch (error) {
    const why = error instanceof Error ? toBytes(error.message) : '';
    throw new AuditError('input', `The rules directory ${folder} cannot be read (${why})`, { cause: error });
  }
  return [...names]
    .sort(compareNaturally)
    .map((name) => `${folder.replace(/\/+$/, '')}/${name}`)
    .map((name) => ({ name, content: readRulesFile(name) }));
}

/** Files as given; directories stand for their *.rules. */
export function rulesOf(paths: readonly string[]): readonly RulesSource[] {
  return paths.flatMap((path) => {
    if (statSync(toPath(path), { throwIfNoEntry: false })?.isDirectory()) return rulesIn(path);
    return [{ name: path, content: readRulesFile(path) }];
  });
}

/** The merged lines of a directory. */
export function mergedRules(folder: string): readonly MergedLine[] {
  // Sorting is by the name of the file, not of the folder, which all have in common.
  return mergeRules(rulesIn(folder));
}

/** A byte string for JSON. */
export function jsonText(bytes: string | undefined): string | undefined {
  return bytes === undefined ? undefined : fromBytes(bytes);
}
