/** The kernel's rules listed and deleted: `-l` and `-D`. */

import { deleteMany } from '../../control/reload/delete-many.js';
import { tierFor } from '../../engine/tiering.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { decodeRule } from '../../rules/decode.js';
import { hasKey } from '../../rules/key-option.js';
import { type PrintOptions, printRule } from '../../rules/print.js';
import type { Rule } from '../../rules/rule.js';
import { readArgument } from './arguments.js';
import type { Session } from './session.js';

/** As much work as so many bytes of a log is a rule that is listed. */
const LISTED = 2000;

export function listRules(session: Session, key: string | undefined): void {
  const rules = session.rules();
  if (rules.length === 0) session.io.out.write('No rules\n');
  tierFor(rules.length * LISTED);
  const { out, terminal } = session.io;
  const options = printOptions(session);
  let text = '';
  for (const bytes of rules) {
    const rule = decodeRule(bytes);
    if (key !== undefined && !hasKey(rule, key)) continue;
    const line = printRule(rule, options);
    text += `${terminal.out ? terminalSafeLine(line) : line}\n`;
  }
  out.write(text);
}

/** Deletes all rules or those with the key, stops at the first failure, then lists what is left. */
export function deleteRules(session: Session, key: string | undefined): void {
  const rules = session.rules();
  const isMeant = (bytes: Buffer): boolean => key === undefined || hasKey(decodeRule(bytes), key);
  const meant = rules.filter(isMeant);
  if (session.exchangesRules && meant.length > 0) session.openStage();
  if (session.stage) for (const bytes of meant) session.stage.delete(bytes);
  else {
    const rest = rules.filter((bytes) => !meant.includes(bytes));
    if (meant.length > 1) session.holdSignals();
    session.ask('Error deleting rule', (client) => deleteMany(client, session.platform, meant, rest));
  }
  listRules(session, key);
}

export function lineOf(session: Session, rule: Rule): string {
  return printRule(rule, printOptions(session));
}

function printOptions({ platform: { machine, accounts }, interpret }: Session): PrintOptions {
  return { machine, interpret, readArgument: readArgument(accounts) };
}
