/** `lint FILE|DIR…`: rules that load and do something else than their author thinks; `--fix` prints a file without that. */

import { withoutBlanksBehind } from '../../bytes/blanks.js';
import type { Platform } from '../../control/platform.js';
import { terminalSafeLine } from '../../output/terminal.js';
import type { Finding } from '../../rules/check/finding.js';
import { suspectsOf } from '../../rules/check/suspects.js';
import type { Defect, LintOptions } from '../../rules/lint/defect.js';
import { lintRules } from '../../rules/lint/lint.js';
import type { Io } from '../io.js';
import { seenHere } from './paths-here.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import {
  type LoadedRules,
  type LoadOptions,
  readRules,
  refusalText,
  UNREADABLE,
  type WrittenRule,
} from './rule-sets.js';
import { sarif } from './sarif.js';

/** Exit status: 0 nothing found (notes are fine), 1 something, 3 when a rule does not load. Each operand is a rule set of its own. */
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
    if (file === undefined || others.length > 0 || format !== 'text') throw misused('lint --fix takes one FILE or DIR');
    return (await import('./lint-fix.js')).printFixed(file, io, platform, load, lint);
  }
  const loaded = operands.map((operand) => readRules(operand, io, platform, load));
  const isWhole = load.keepsGoing || loaded.every(({ refused }) => refused.length === 0);
  const found = loaded.flatMap((each) => [
    ...each.refused.map(refusedFinding),
    // A set with a hole would be judged for what it is not.
    ...(load.keepsGoing || each.refused.length === 0 ? findingsIn(each, lint) : []),
  ]);
  if (format === 'json') io.out.write(jsonDocument(found));
  else if (format === 'sarif')
    io.out.write(
      sarif(
        'lint',
        found.map((each) => ({ ...each, text: adviceText(each) })),
      ),
    );
  else for (const finding of found) io.out.write(`${terminalSafeLine(textOf(finding))}\n`);
  const serious = found.filter(({ level }) => level !== 'note').length;
  if (format === 'text')
    io.err(`${found.length} found${serious < found.length ? `, ${found.length - serious} of them notes` : ''}\n`);
  for (const [i, { refused }] of loaded.entries())
    if (refused.length > 0 && !load.keepsGoing) io.err(`${refusalText(operands[i] ?? '', refused)}\n`);
  if (!isWhole) return UNREADABLE;
  return serious > 0 ? 1 : 0;
}

interface LintFinding extends Pick<Defect, 'id' | 'level' | 'text' | 'advice'> {
  /** Empty for a line that is no rule. */
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  /** From 1, in bytes; only where the words of a line are wrong. */
  readonly column?: number;
}

function refusedFinding({ file, line, column, reason, hint = '' }: Finding): LintFinding {
  const text = withoutBlanksBehind(reason);
  return { id: 'does-not-load', level: 'error', text, advice: hint, rule: '', file, line, column };
}

/** Bytes that do not look like what they are, and then the rules with the places that they have in their files. */
function findingsIn({ set, written }: LoadedRules, options: LintOptions): readonly LintFinding[] {
  const byRule = new Map(written.map((one) => [one.change.rule, one]));
  const found = lintRules(set, options).map(({ id, level, text, advice, rule }) => {
    const place = byRule.get(rule.rule);
    return { id, level, text, advice, rule: rule.line, file: place?.file ?? '', line: place?.number ?? 1 };
  });
  return [...written.flatMap(suspiciousIn), ...found];
}

function suspiciousIn({ source, line: rule, file, number: line }: WrittenRule): readonly LintFinding[] {
  return (source ? suspectsOf(source) : []).map(({ column, reason: text, hint: advice }) => {
    return { id: 'not-as-seen', level: 'warning', text, advice, rule, file, line, column };
  });
}

function textOf(finding: LintFinding): string {
  const { file, line, column, level, id } = finding;
  return `${file}:${line}:${column === undefined ? '' : `${column}:`} ${level}: ${adviceText(finding)} [${id}]`;
}

function adviceText({ text, advice }: LintFinding): string {
  return advice === '' ? text : `${text} (${advice})`;
}
