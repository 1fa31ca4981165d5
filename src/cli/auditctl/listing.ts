/** The kernel's rules listed and deleted: `-l` and `-D` (spec auditctl section 5). */
import { fromBytes } from '../../bytes/text.js';
import { deleteMany } from '../../control/reload/delete-many.js';
import { decodeRule } from '../../rules/decode.js';
import * as field from '../../rules/fields.js';
import { isAll } from '../../rules/mask.js';
import { keyParts, machineOf, printRule, syscallNames } from '../../rules/print.js';
import { actionName, listHasSyscalls, listName, operatorSymbol, type Rule } from '../../rules/rule.js';
import { readArgument } from './arguments.js';
import type { Session } from './session.js';

export function listRules(session: Session, key: string | undefined): void {
  const rules = session.rules();
  if (rules.length === 0) session.io.out.write('No rules\n');
  for (const bytes of rules) {
    const rule = decodeRule(bytes);
    if (key === undefined || hasKey(rule, key)) session.io.out.write(`${lineOf(session, rule)}\n`);
  }
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
    session.ask('Error deleting rule', (client) => deleteMany(client, session.platform, meant, rest));
  }
  listRules(session, key);
}

export function lineOf(session: Session, rule: Rule): string {
  const { machine, accounts } = session.platform;
  return printRule(rule, { machine, interpret: session.interpret, readArgument: readArgument(accounts) });
}

/** A plain search in the joined keys, so that `fo` finds `foo`; the empty key finds every rule. */
export function hasKey(rule: Rule, key: string): boolean {
  if (key === '') return true;
  return rule.fields.some(
    (condition) => condition.field === field.FIELD_KEY && 'text' in condition && condition.text.includes(key),
  );
}

/** One rule of `-l --json`; `line` is what `-l` prints. Field values are as listed. */
export function ruleJson(session: Session, rule: Rule): Readonly<Record<string, unknown>> {
  const machine = machineOf(rule, session.platform.machine);
  const fields = rule.fields.filter((condition) => condition.field !== field.FIELD_KEY);
  return {
    action: actionName(rule.action) ?? rule.action,
    list: listName(rule.list) ?? rule.list,
    arch: fields.some((condition) => condition.field === field.FIELD_ARCH) ? (machine?.name ?? 'unknown') : undefined,
    syscalls: listHasSyscalls(rule.list)
      ? isAll(rule.mask)
        ? 'all'
        : syscallNames(rule, session.platform.machine)
      : undefined,
    fields: fields.map((condition) => ({
      field: field.fieldByNumber(condition.field)?.listedAs ?? condition.field,
      operator: operatorSymbol(condition.operator) ?? condition.operator,
      value: 'text' in condition ? fromBytes(condition.text) : condition.value,
    })),
    keys: rule.fields.flatMap((condition) =>
      condition.field === field.FIELD_KEY && 'text' in condition ? keyParts(condition.text).map(fromBytes) : [],
    ),
    line: fromBytes(lineOf(session, rule)),
  };
}
