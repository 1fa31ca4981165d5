/** The rule files of this machine, and the rules that should be in force by them. */

import { existsSync, statSync } from 'node:fs';
import { withoutBlanksBehind } from '../../bytes/blanks.js';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { checkRules } from '../../rules/check/check.js';
import { encodeRule } from '../../rules/encode.js';
import { wordsOf } from '../../rules/file.js';
import { type MergedLine, mergedText, mergeRules, type RulesSource } from '../../rules/merge.js';
import { parseLine } from '../../rules/parse.js';
import { generatedFile, isUpToDate } from '../generated-rules.js';
import type { Platform } from '../platform.js';
import { hasClass, kernelRule } from '../reload/kernel-rule.js';
import { readRulesFile, rulesIn } from '../rules-files.js';
import type { RulesFacts, WrittenRule } from './facts.js';

export function rulesFacts(folder: string, platform: Platform): RulesFacts {
  const generated = generatedFile(folder) ?? '';
  const hasFolder = existsSync(toPath(folder));
  const sources = hasFolder ? filesIn(folder) : wholeFile(generated);
  const lines = hasFolder ? mergeRules(sources) : sources.flatMap(linesOf);
  return {
    folder,
    sources,
    lines: sources.length === 0 ? undefined : lines,
    written: writtenRules(lines, platform),
    errors: errorsOf(sources, platform),
    // Without the file nobody uses it: the rules are loaded another way.
    isGenerated: !hasFolder || !existsSync(toPath(generated)) || isUpToDate(generated, mergedText(lines, folder)),
  };
}

/** Without the right to look there is nothing to compare; the kernel does not answer then either. */
function filesIn(folder: string): readonly RulesSource[] {
  try {
    return rulesIn(folder, () => {});
  } catch (error) {
    if (error instanceof AuditError) return [];
    throw error;
  }
}

function wholeFile(file: string): readonly RulesSource[] {
  try {
    return statSync(toPath(file), { throwIfNoEntry: false }) ? [{ name: file, content: readRulesFile(file) }] : [];
  } catch {
    return []; // its mode is told elsewhere
  }
}

function linesOf({ name, content }: RulesSource): readonly MergedLine[] {
  return content.split('\n').map((text, i) => ({ text, source: name, number: i + 1 }));
}

/** What is left when the lines have run, in order; rules whose listed form only the kernel knows are left out. */
function writtenRules(lines: readonly MergedLine[], platform: Platform): readonly WrittenRule[] {
  let written: WrittenRule[] = [];
  const context = { ...contextOf(platform), abilities: () => 0xffffffff, warn: () => {} };
  for (const line of lines) {
    const words = wordsOf(line.text);
    if (words[0] === undefined || words[0].startsWith('#')) continue;
    if (words.length === 1 && words[0] === '-D') written = [];
    const { change } = parseLine(words, context, { control: () => 'return' });
    if (!change) continue;
    const rule = kernelRule(encodeRule(change.rule));
    const others = written.filter((known) => known.rule.id !== rule.id);
    if (change.operation === 'delete') written = others;
    else if (!hasClass(rule)) {
      const entry = { place: `${line.source}:${line.number}`, text: line.text, rule };
      if (change.prepend) written = [entry, ...others];
      else if (others.length === written.length) written.push(entry);
    }
  }
  return written;
}

function errorsOf(sources: readonly RulesSource[], platform: Platform): readonly string[] {
  return checkRules(sources, { machines: [platform.machine], ...contextOf(platform) })
    .filter(({ level }) => level === 'error')
    .map(({ file, line, reason }) => `${file}:${line}: ${withoutBlanksBehind(reason)}`);
}

function contextOf(platform: Platform) {
  return {
    machine: platform.machine,
    userId: (name: string) => platform.accounts.userId(name),
    groupId: (name: string) => platform.accounts.groupId(name),
    isDirectory: (path: string) => platform.isDirectory(path),
  };
}
