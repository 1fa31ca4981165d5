/** `lint FILE|DIR…`: rules that load and do something else than their author thinks. */
import { lstatSync } from 'node:fs';
import { escapeText } from '../../bytes/escape.js';
import { toPath } from '../../bytes/text.js';
import type { Platform } from '../../control/platform.js';
import type { Defect, PathKind } from '../../rules/lint/defect.js';
import { lintRules } from '../../rules/lint/lint.js';
import type { Io } from '../io.js';
import { jsonDocument, misused, readQuestion } from './question.js';
import { loadRules, type WrittenRule } from './rule-sets.js';
import { sarif } from './sarif.js';

/** Exit status: 0 nothing found (notes are fine), 1 otherwise. Each operand is a rule set of its own. */
export function lintFiles(words: readonly string[], io: Io, platform: Platform): number {
  const known = { '--json': false, '--format': true, '--here': false, '--keep-going': false };
  const { operands, options } = readQuestion(words, known);
  if (operands.length === 0) throw misused('lint takes rule sets: FILE, DIR or live');
  const format = options.has('--json') ? 'json' : (options.get('--format') ?? 'text');
  if (!['text', 'json', 'sarif'].includes(format)) throw misused('--format is text, json or sarif');
  const looksHere = options.has('--here');
  const found = operands.flatMap((operand) => {
    const { set, written } = loadRules(operand, io, platform, { keepsGoing: options.has('--keep-going'), looksHere });
    const byRule = new Map(written.map((one) => [one.change.rule, one]));
    return lintRules(set, looksHere ? { kindOf } : {}).map((defect) => placed(defect, byRule.get(defect.rule.rule)));
  });
  if (format === 'json') io.out.write(jsonDocument(found));
  else if (format === 'sarif') io.out.write(sarif('lint', found));
  else for (const finding of found) io.out.write(`${escapeText(textOf(finding), 'tty')}\n`);
  const serious = found.filter(({ level }) => level !== 'note').length;
  if (format === 'text')
    io.err(`${found.length} found${serious < found.length ? `, ${found.length - serious} of them notes` : ''}\n`);
  return serious > 0 ? 1 : 0;
}

interface Finding extends Omit<Defect, 'rule'> {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

function placed({ rule, ...defect }: Defect, written: WrittenRule | undefined): Finding {
  return { ...defect, rule: rule.line, file: written?.file ?? '', line: written?.number ?? 1 };
}

function textOf({ file, line, level, id, text, advice }: Finding): string {
  return `${file}:${line}: ${level}: ${text}${advice === '' ? '' : ` (${advice})`} [${id}]`;
}

function kindOf(path: string): PathKind {
  const stat = lstatSync(toPath(path), { throwIfNoEntry: false });
  if (!stat) return 'missing';
  if (stat.isSymbolicLink()) return 'link';
  return stat.isDirectory() ? 'directory' : 'file';
}
