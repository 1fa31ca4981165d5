/**
 * A policy as it stands in its file: lines about files, peers and privileges (`story/policy.ts`), and `deny if EXPR` about
 * whole events, in the words of --expr.
 */

import { readFileSync } from 'node:fs';
import { machine } from 'node:os';
import { systemAccounts } from '../../accounts/accounts.js';
import { withoutBlanksAround } from '../../bytes/blanks.js';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { timeLocale } from '../../locale/locale.js';
import type { AuditEvent } from '../../log/event.js';
import { readExpression } from '../../query/expression/read.js';
import { compileQuery } from '../../query/match.js';
import type { TimeContext } from '../../query/time.js';
import { type Policy, type PolicyLine, parsePolicy } from '../../story/policy.js';
import { systemReason } from '../../tables/reason.js';

export interface FilePolicy extends Policy {
  /** Expressions that deny the event. */
  readonly denials: readonly EventDenial[];
}

export interface EventDenial {
  readonly expression: string;
  readonly matches: (event: AuditEvent) => boolean;
}

const CONDITION = /^deny[ \t-\r]+if[ \t-\r]+(.+)$/;

/** Throws `AuditError` for a file that cannot be read or understood. */
export async function loadPolicy(file: string): Promise<FilePolicy> {
  const lines = policyLines(readPolicy(file), file);
  if (lines.length === 0) throw new AuditError('input', `${file}: no line allows or denies anything`);
  const policy = parsePolicy(lines.filter(({ content }) => !CONDITION.test(content)));
  const denials: EventDenial[] = [];
  for (const { content, place } of lines) {
    const expression = CONDITION.exec(content)?.[1];
    if (expression !== undefined) denials.push(await denial(expression, place));
  }
  return { ...policy, denials };
}

function readPolicy(file: string): string {
  try {
    return readFileSync(toPath(file), 'latin1');
  } catch (error) {
    throw new AuditError('input', `Error opening ${file} (${systemReason(error)})`, { cause: error });
  }
}

function policyLines(text: string, file: string): readonly PolicyLine[] {
  return text.split('\n').flatMap((line, index) => {
    const content = withoutBlanksAround(line.replace(/(^|[ \t-\r])#.*$/, ''));
    return content === '' ? [] : [{ content, place: `${file}:${index + 1}` }];
  });
}

/** Messages of the expression name its place. */
async function denial(expression: string, place: string): Promise<EventDenial> {
  const accounts = systemAccounts();
  const times = (): TimeContext => ({ locale: timeLocale(process.env, { utc: false }) });
  const text = { text: expression, source: place };
  const criterion = await readExpression(text, {}, { accounts, machine: machine(), forPeople: true, times });
  const { matches } = await compileQuery({ criterion }, { accounts });
  return { expression, matches };
}
