/** One rule as JSON: what `-l` prints, in parts, with names beside the numbers. */

import type { Accounts } from '../../accounts/accounts.js';
import { fromBytes } from '../../bytes/text.js';
import * as field from '../../rules/fields.js';
import { isAll } from '../../rules/mask.js';
import { fileSystems, keyParts, machineOf, permissions, syscallNames } from '../../rules/print.js';
import {
  actionName,
  listHasSyscalls,
  listName,
  type NumberField,
  operatorSymbol,
  type Rule,
} from '../../rules/rule.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { recordTypeName } from '../../tables/record-types.js';
import { machineByElf } from '../../tables/syscalls.js';
import { lineOf } from './listing.js';
import type { Session } from './session.js';

const UNSET = 0xffffffff;

/** `line` is what `-l` prints. */
export function ruleJson(session: Session, rule: Rule): Readonly<Record<string, unknown>> {
  const { machine: native, accounts } = session.platform;
  const fields = rule.fields.filter((condition) => condition.field !== field.FIELD_KEY);
  const hasArch = fields.some((condition) => condition.field === field.FIELD_ARCH);
  return {
    action: actionName(rule.action) ?? rule.action,
    list: listName(rule.list) ?? rule.list,
    arch: hasArch ? (machineOf(rule, native)?.name ?? 'unknown') : undefined,
    syscalls: listHasSyscalls(rule.list) ? (isAll(rule.mask) ? 'all' : syscallNames(rule, native)) : undefined,
    fields: fields.map((condition) => ({
      field: field.fieldByNumber(condition.field)?.listedAs ?? condition.field,
      operator: operatorSymbol(condition.operator) ?? condition.operator,
      value: 'text' in condition ? fromBytes(condition.text) : condition.value,
      ...('text' in condition ? {} : namesOf(condition, accounts)),
    })),
    keys: rule.fields.flatMap((condition) =>
      condition.field === field.FIELD_KEY && 'text' in condition ? keyParts(condition.text).map(fromBytes) : [],
    ),
    line: fromBytes(lineOf(session, rule)),
  };
}

interface Names {
  readonly name?: string | undefined;
  /** The two fields of a comparison. */
  readonly left?: string | undefined;
  readonly right?: string | undefined;
}

function namesOf({ field: number, value }: NumberField, accounts: Accounts): Names {
  const signed = value | 0;
  switch (number) {
    case field.FIELD_ARCH:
      return { name: machineByElf(value)?.name };
    case field.FIELD_PERM:
      return { name: permissions(value) };
    case field.FIELD_COMPARE: {
      const pair = field.comparisonByNumber(value);
      return { left: pair?.left, right: pair?.right };
    }
    case field.FIELD_EXIT: {
      const name = signed < 0 ? valueTable(tables.errno).name(-signed) : undefined;
      return { name: name && `-${name}` };
    }
    case field.FIELD_MSGTYPE:
      return { name: recordTypeName(value) };
    case field.FIELD_FILETYPE:
      return { name: valueTable(tables.fileTypes).name(value) };
    case field.FIELD_FSTYPE:
      return { name: [...fileSystems].find(([, type]) => type === value)?.[0] };
    default:
      return { name: accountName(field.fieldByNumber(number)?.kind, value, accounts) };
  }
}

function accountName(kind: string | undefined, value: number, accounts: Accounts): string | undefined {
  if (kind !== 'uid' && kind !== 'gid' && kind !== 'sessionid') return undefined;
  if (value === UNSET) return 'unset';
  const name = kind === 'uid' ? accounts.userName(value) : kind === 'gid' ? accounts.groupName(value) : undefined;
  return name && fromBytes(name);
}
