/** `lint FILE|DIR…`: rules that load and do something else than their author thinks; `--fix` prints a file without that. */
import { escapeText } from '../../bytes/escape.js';
import type { Platform } from '../../control/platform.js';
import type { Defect, LintOptions } from '../../rules/lint/defect.js';
import { lintRules } from '../../rules/lint/lint.js';
import type { Io } from '../io.js';
import { seenHere } from './paths-here.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import { type LoadOptions, loadRules, type WrittenRule } from './rule-sets.js';
import { sarif } from './sarif.js';

/** Exit status: 0 nothing found (notes are fine), 1 otherwise. Each operand is a rule set of its own. */
export async function lintFiles(words: readonly string[], io: Io, platform: Platform): Promise<number> {
  const known = {
    ...{ '--json': false, '--format': true, '--here': false, '--keep-going': false, '--arch': true, '--fix': false },
  };
  const question = readQuestion(words, known);
  const { operands, options } = question;
  if (operands.length === 0) throw misused('lint takes rule sets: FILE, DIR or live');
  const format = options.has('--json') ? 'json' : (options.get('--format') ?? 'text');
  if (!['text', 'json', 'sarif'].includes(format)) throw misused('--format is text, json or sarif');
  const looksHere = options.has('--here');
  const machine = machineAsked(question) ?? platform.machine;
  const load: LoadOptions = { keepsGoing: options.has('--keep-going'), looksHere, machine };
  const lint: LintOptions = { ...(looksHere && seenHere()), machine };
  if (options.has('--fix')) {
    const [file, ...others] = operands;
    if (file === undefined || others.length > 0 || format !== 'text') throw misused('lint --fix takes one FILE');
    return (await import('./lint-fix.js')).printFixed(file, io, platform, load, lint);
  }
  const found = operands.flatMap((operand) => {
    const { set, written } = loadRules(operand, io, platform, load);
    return findingsIn(set, written, lint);
  });
  if (format === 'json') io.out.write(jsonDocument(found));
  else if (format === 'sarif') io.out.write(sarif('lint', found));
  else for (const finding of found) io.out.write(`${escapeText(textOf(finding), 'tty')}\n`);
  const serious = found.filter(({ level }) => level !== 'note').length;
  if (format === 'text')
    io.err(`${found.length} found${serious < found.length ? `, ${found.length - serious} of them notes` : ''}\n`);
  return serious > 0 ? 1 : 0;
}

interface LintFinding extends Pick<Defect, 'id' | 'level' | 'text' | 'advice'> {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

/** With the places that the rules have in their files. */
function findingsIn(
  set: Parameters<typeof lintRules>[0],
  written: readonly WrittenRule[],
  options: LintOptions,
): readonly LintFinding[] {
  const byRule = new Map(written.map((one) => [one.change.rule, one]));
  return lintRules(set, options).map(({ id, level, text, advice, rule }) => {
    const place = byRule.get(rule.rule);
    return { id, level, text, advice, rule: rule.line, file: place?.file ?? '', line: place?.number ?? 1 };
  });
}

function textOf({ file, line, level, id, text, advice }: LintFinding): string {
  return `${file}:${line}: ${level}: ${text}${advice === '' ? '' : ` (${advice})`} [${id}]`;
}
