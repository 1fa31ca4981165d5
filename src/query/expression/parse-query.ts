/** The library's way to a query. */
import { machine } from 'node:os';
import { type Accounts, systemAccounts } from '../../accounts/accounts.js';
import { usage } from '../../errors.js';
import { timeLocale } from '../../locale/locale.js';
import type { Asked } from '../asked.js';
import { narrowedInTime, type Query } from '../query.js';
import { readExpression } from './read.js';

export interface ParseQueryOptions {
  /** Accounts of the machine that wrote the log; this machine's by default. */
  readonly accounts?: Accounts;
  /** Seconds since the epoch, for words like `yesterday`; the present by default. */
  readonly now?: number;
}

/**
 * The query that an expression asks for (`exe ~ "^/tmp/" and not key = noise`, see the README): a byte string. Throws
 * AuditError 'usage' with a caret below the place for what cannot be understood, and for fields that no record is known to
 * have: such a query would match nothing.
 */
export async function parseQuery(
  expression: string,
  { accounts = systemAccounts(), now }: ParseQueryOptions = {},
): Promise<Query> {
  const asked: Asked = {};
  const times = (): { locale: ReturnType<typeof timeLocale>; now?: number } => ({
    locale: timeLocale(process.env),
    ...(now !== undefined && { now }),
  });
  const context = { accounts, machine: machine(), forPeople: true, times };
  const criterion = await readExpression({ text: expression, source: 'query' }, asked, context);
  const [note] = asked.notes ?? [];
  if (note !== undefined) throw usage(note);
  return narrowedInTime({ criterion });
}
