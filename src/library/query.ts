/** Which events somebody asks the library for. */
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { didYouMean } from '../bytes/nearest-word.js';
import { toBytes } from '../bytes/text.js';
import { usage } from '../errors.js';
import { kindOfName } from '../interpret/kind.js';
import { criteria } from '../query/criteria/list.js';
import type { Criterion } from '../query/criterion.js';
import { parseQuery } from '../query/expression/parse-query.js';
import { compileQuery as compile, type MatchEnvironment, type Matcher } from '../query/match.js';
import type { Query } from '../query/query.js';

/** A value of a field, as it is in the log or by name (`auid: 'alice'`, `syscall: 'openat'`); an array: one of these. */
export type FieldMatch = string | number | boolean | readonly (string | number)[];

/**
 * Fields of expressions and what each must be, all of them. `start` and `end`: first and last second, inclusive. Texts
 * are Unicode.
 */
export interface FieldQuery {
  readonly start?: Date | number | undefined;
  readonly end?: Date | number | undefined;
  readonly [field: string]: FieldMatch | Date | undefined;
}

/** An expression, the fields that are to match, or what `parseQuery` made. */
export type QueryInput = string | FieldQuery | Query;

/**
 * Throws AuditError 'usage' for a query that cannot be understood or could match nothing: an unknown field, a name that is no
 * account, system call or record type, text for a number, an end before the start. Names that only the log knows can be asked for by `accounts`.
 */
export async function queryOf(input: QueryInput, accounts: Accounts = systemAccounts()): Promise<Query> {
  if (typeof input === 'string') return parseQuery(toBytes(input), { accounts });
  if (isQuery(input)) {
    if (input.criterion !== undefined) checkCriterion(input.criterion);
    return input;
  }
  const { start, end, ...fields } = input;
  const comparisons = Object.entries(fields).flatMap(([field, match]) =>
    match === undefined ? [] : [comparison(field, match, accounts)],
  );
  const query = comparisons.length === 0 ? {} : await parseQuery(comparisons.join(' and '), { accounts });
  const first = seconds('start', start) ?? query.start;
  const last = seconds('end', end) ?? query.end;
  if (first !== undefined && last !== undefined && last < first) throw usage('The end is before the start');
  return { ...query, start: first, end: last };
}

const QUERY_KEYS = new Set(['start', 'end', 'criterion', 'malformed', 'showsMachine']);

/** `criterion` and the like are no fields of a log. */
function isQuery(input: FieldQuery | Query): input is Query {
  const keys = Object.keys(input);
  const isMade = keys.includes('criterion') || keys.includes('malformed') || keys.includes('showsMachine');
  if (!isMade) return false;
  const strange = keys.find((key) => !QUERY_KEYS.has(key));
  if (strange !== undefined) throw usage(`A query has no ${strange}${didYouMean(strange, [...QUERY_KEYS])}`);
  return true;
}

/** What the types cannot promise to programs in JavaScript. */
function checkCriterion(criterion: Criterion): void {
  switch (criterion.kind) {
    case 'and':
    case 'or':
      for (const part of criterion.of) checkCriterion(part);
      return;
    case 'not':
      checkCriterion(criterion.of);
      return;
    case 'is':
      if (!Object.hasOwn(criteria, criterion.name)) {
        const meant = didYouMean(criterion.name, Object.keys(criteria));
        throw usage(`There is no criterion "${criterion.name}"${meant}`);
      }
      return;
    default:
      throw usage(`${JSON.stringify(criterion)} is no criterion`);
  }
}

function comparison(field: string, match: FieldMatch | Date, accounts: Accounts): string {
  if (!/^[\w.-]+$/.test(field)) throw usage(`${JSON.stringify(field)} is no field`);
  const values: readonly unknown[] = Array.isArray(match) ? match : [match];
  const words = values.map((value) => {
    const text = textOf(field, value);
    checkValue(field, text, accounts);
    return `"${toBytes(text).replace(/["\\]/g, '\\$&')}"`;
  });
  if (words.length === 0) throw usage(`${field} has to be one of nothing`);
  return Array.isArray(match) ? `${field} in (${words.join(', ')})` : `${field} = ${words[0]}`;
}

function textOf(field: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  throw usage(`${field} cannot be ${String(value)}`);
}

const NUMBERS = new Set(['pid', 'ppid', 'opid', 'serial', 'items', 'inode', 'argc']);

/** A predicate over events. Throws as `queryOf` does. */
export async function compileQuery(input: QueryInput, environment: MatchEnvironment): Promise<Matcher> {
  return compile(await queryOf(input, environment.accounts), environment);
}

/** What expressions leave to the log to know. */
function checkValue(field: string, text: string, accounts: Accounts): void {
  const isNumber = /^-?\d+$/.test(text);
  if (NUMBERS.has(field) && !isNumber) throw usage(`${field} is a number, not ${text}`);
  const kind = kindOfName(field);
  if (isNumber || text === 'unset' || (kind !== 'uid' && kind !== 'gid')) return;
  const name = toBytes(text);
  const isUser = kind === 'uid';
  if ((isUser ? accounts.userId(name) : accounts.groupId(name)) !== undefined) return;
  const known = (isUser ? accounts.userNames?.() : accounts.groupNames?.()) ?? [];
  throw usage(`${field}: ${text} is no ${isUser ? 'user' : 'group'} of this machine${didYouMean(name, known)}`);
}

function seconds(name: string, time: Date | number | undefined): number | undefined {
  const value = time instanceof Date ? Math.floor(time.getTime() / 1000) : time;
  if (value !== undefined && !Number.isFinite(value)) throw usage(`${name} is no time`);
  return value;
}
