/** What the criteria about users and groups share: an id of an event, asked for by number or by name. */
import type { Attributes, Group } from '../../attributes/attributes.js';
import { readUnsigned } from '../../bytes/c-number.js';
import { didYouMean } from '../../bytes/nearest-word.js';
import { digitsArgument, type NumberReason } from '../../bytes/numeric-argument.js';
import { enrichedName } from '../../log/enrichment.js';
import { someField } from '../../log/fields.js';
import type { AuditRecord } from '../../log/record.js';
import type { Asked } from '../asked.js';
import { type Account, anyOf, type Criterion, leaf } from '../criterion.js';
import { MAX_UINT } from './number.js';

export type AccountName = 'uid' | 'euid' | 'auid' | 'gid' | 'egid';

/** One id of an event: its number and the record that may carry its name. */
export interface IdSource {
  readonly field: AccountName & Group;
  readonly number: (attributes: Attributes) => number;
  /** The number that has a name: for uid not always the number itself. */
  readonly named: (attributes: Attributes) => number | undefined;
  readonly record: (attributes: Attributes) => AuditRecord | undefined;
}

/** The log's own name for `id`, and whether that is sure: of several ids in a record only the first one has its name there. */
export function loggedName(
  { field }: IdSource,
  record: AuditRecord,
  id: number | undefined,
): { readonly name: string; readonly isSure: boolean } | undefined {
  if (!record.isEnriched) return undefined;
  let first: number | undefined;
  let isSure = true;
  someField(record.text, field, (raw) => {
    const number = readUnsigned(raw, 0, raw.length);
    first ??= number;
    isSure &&= number === first;
    return false;
  });
  // BUG? The name counts only for the number in the record's first field of that name.
  const name = first === id ? enrichedName(record, field) : undefined;
  return name === undefined ? undefined : { name, isSure };
}

/** Sets an account; `none` is the number that means "no filter". */
export function setAccount(asked: Asked, name: AccountName, account: Account, none: number): void {
  const id = account.id === none ? undefined : account.id;
  asked[name] = id === undefined && account.name === undefined ? undefined : { id, name: account.name };
}

export function accountNumber(argument: string): number | NumberReason {
  return digitsArgument(argument, MAX_UINT);
}

/** `known`: names that may have been meant. */
export function noteUnknown(asked: Asked, name: string, message: string, known: readonly string[] = []): void {
  asked.unknownName ??= { name, message: message + didYouMean(name, known) };
}

/**
 * One of the ids is enough. BUG? One that is not asked for (4294967295, "no filter") then holds for every event; it is
 * still read.
 */
export function anyAccount(names: readonly AccountName[], asked: readonly (Account | undefined)[]): Criterion[] {
  const leaves = names.flatMap((name, i) => {
    const account = asked[i];
    return account ? [leaf(name, account)] : [];
  });
  if (leaves.length === names.length) return [anyOf(leaves)];
  return names.flatMap((name, i) => (asked[i] ? [leaf(name, EVERYBODY)] : []));
}

const EVERYBODY: Account = {};
