/** `-l --as-written FILE…`: each rule of the kernel as its author wrote it, with file and line. */
import { decodeRule } from '../../rules/decode.js';
import { ruleLines } from '../../rules/file.js';
import type { RulesSource } from '../../rules/merge.js';
import { parseLine } from '../../rules/parse.js';
import type { Rule } from '../../rules/rule.js';
import { sameRule } from '../../rules/same-rule.js';
import { lineOf } from './listing.js';
import type { Session } from './session.js';

interface Written {
  readonly rule: Rule;
  readonly text: string;
  readonly place: string;
}

/** Exit status: 0 when every rule was found in the files, 1 otherwise. */
export function listAsWritten(session: Session, sources: readonly RulesSource[]): number {
  const written = sources.flatMap((source) => rulesOf(session, source));
  const rules = session.rules();
  if (rules.length === 0) session.io.out.write('No rules\n');
  let strangers = 0;
  for (const bytes of rules) {
    const rule = decodeRule(bytes);
    const at = written.findIndex((candidate) => sameRule(candidate.rule, rule));
    // Each line stands for one rule: duplicates take the next equal line.
    const [found] = at < 0 ? [] : written.splice(at, 1);
    if (!found) strangers++;
    session.io.out.write(`${found?.text ?? lineOf(session, rule)}\t# ${found?.place ?? 'not in these files'}\n`);
  }
  return strangers === 0 ? 0 : 1;
}

function rulesOf(session: Session, source: RulesSource): readonly Written[] {
  const written: Written[] = [];
  const context = { ...session.ruleContext(), warn: () => {} };
  for (const line of ruleLines(source.content)) {
    const words = line.words.map((word) => word.text);
    const { change } = parseLine(words, context, { control: () => 'return' });
    if (change?.operation !== 'add') continue;
    written.push({ rule: change.rule, text: line.text.trim(), place: `${source.name}:${line.number}` });
  }
  return written;
}
