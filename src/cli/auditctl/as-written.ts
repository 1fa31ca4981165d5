/** `-l --as-written [FILE…] [-k KEY] [--json]`: each rule of the kernel as its author wrote it, with file and line. */
import { fromBytes } from '../../bytes/text.js';
import { RULES_FOLDER, rulesOf } from '../../control/rules-files.js';
import { usage } from '../../errors.js';
import { decodeRule } from '../../rules/decode.js';
import { ruleLines, withoutBlanks, wordsOf } from '../../rules/file.js';
import { hasKey } from '../../rules/key-option.js';
import type { RulesSource } from '../../rules/merge.js';
import { parseLine } from '../../rules/parse.js';
import type { Rule } from '../../rules/rule.js';
import { sameRule } from '../../rules/same-rule.js';
import { listText } from './json.js';
import { lineOf } from './listing.js';
import { ruleJson } from './rule-json.js';
import type { Session } from './session.js';

interface Written {
  readonly rule: Rule;
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

interface Found {
  readonly rule: Rule;
  /** Missing when no file has the rule. */
  readonly written: Written | undefined;
}

/** Exit status: 0 when every rule that is shown was found in the files, 1 otherwise. */
export function listAsWritten(words: readonly string[], session: Session): number {
  const { files, key, json } = readWords(words);
  const sources = rulesOf(files, (text) => session.err(text));
  const found = findWritten(session, sources).filter(({ rule }) => hasKey(rule, key));
  if (json) {
    session.io.out.write(listText(found.map((entry) => entryJson(session, entry))));
  } else {
    if (session.rules().length === 0) session.io.out.write('No rules\n');
    for (const entry of found) session.io.out.write(entryText(session, entry));
  }
  return found.every(({ written }) => written) ? 0 : 1;
}

function readWords(words: readonly string[]): { files: readonly string[]; key: string; json: boolean } {
  const files: string[] = [];
  let key = '';
  let json = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--json') json = true;
    else if (word === '-k' && i + 1 < words.length) key = words[++i] ?? '';
    else if (word.startsWith('-')) throw usage(`--as-written does not know ${word}`, { exitStatus: 255 });
    else files.push(word);
  }
  return { files: files.length > 0 ? files : [RULES_FOLDER], key, json };
}

function findWritten(session: Session, sources: readonly RulesSource[]): readonly Found[] {
  const candidates = sources.flatMap((source) => rulesIn(session, source));
  return session.rules().map((bytes) => {
    const rule = decodeRule(bytes);
    const at = candidates.findIndex((candidate) => sameRule(candidate.rule, rule));
    // Each line stands for one rule: duplicates take the next equal line.
    return { rule, written: at < 0 ? undefined : candidates.splice(at, 1)[0] };
  });
}

function entryText(session: Session, { rule, written }: Found): string {
  const place = written ? `${written.file}:${written.line}` : 'not in these files';
  return `${written?.text ?? lineOf(session, rule)}\t# ${place}\n`;
}

function entryJson(session: Session, { rule, written }: Found): Readonly<Record<string, unknown>> {
  const place = written && { file: fromBytes(written.file), line: written.line, text: fromBytes(written.text) };
  return { ...ruleJson(session, rule), written: place ?? null };
}

function rulesIn(session: Session, source: RulesSource): readonly Written[] {
  const written: Written[] = [];
  const context = { ...session.ruleContext(), warn: () => {} };
  for (const line of ruleLines(source.content)) {
    const words = wordsOf(line.text);
    const { change } = parseLine(words, context, { control: () => 'return' });
    if (change?.operation !== 'add') continue;
    written.push({ rule: change.rule, text: withoutBlanks(line.text), file: source.name, line: line.number });
  }
  return written;
}
