/** Which rule turns the value of a field into text (`tables/field-kinds.tsv`). */

import { isHex } from '../bytes/hex.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { recordTypeNumber } from '../tables/record-types.js';

type Kind = tables.Kind;

/** Undefined: the name decides as in other records. */
type Override = (name: string, value: string) => Kind | undefined;

const byName = new Map<string, Kind>();

/** The kind that a name has unless the record type or the value decides otherwise; undefined: `raw`. */
export function kindOfName(name: string): Kind | undefined {
  if (byName.size === 0) for (const [known, kind] of namedKinds()) byName.set(known, kind);
  return byName.get(name);
}

/** The rows that hold for every record type. */
export function* namedKinds(): Generator<[string, Kind]> {
  for (const { field, kind } of rows(tables.fieldKinds)) yield [field, kind];
}

export function kindOf(name: string, type: number, value: string): Kind {
  const override = overrideOf(type)?.(name, value);
  if (override !== undefined) return override;
  return name === 'acct' ? kindOfAccount(value) : (kindOfName(name) ?? 'raw');
}

/** The rule of a record type that has one of its own. */
export function overrideOf(type: number): Override | undefined {
  overrides ??= new Map(OVERRIDES.map(([typeName, override]) => [recordTypeNumber(typeName), override]));
  return overrides.get(type);
}

/** A name, in quotes or encoded; or a number or word of an old log. An empty value counts as encoded. */
export function kindOfAccount(value: string): Kind {
  return value.startsWith('"') || isHex(value) ? 'escaped' : 'raw';
}

function only(field: string, kind: Kind): Override {
  return (name) => (name === field ? kind : undefined);
}

let overrides: ReadonlyMap<number, Override> | undefined;

const OVERRIDES: readonly (readonly [string, Override])[] = [
  ['EXECVE', (name) => (isExecArgument(name) ? 'escaped' : undefined)],
  ['AVC', only('saddr', 'raw')],
  ['USER_TTY', only('msg', 'escaped')],
  ['NETFILTER_PKT', only('saddr', 'addr')],
  ['MQ_OPEN', only('mode', 'mode-short')],
  ['CRYPTO_KEY_USER', only('fp', 'raw')],
  ['ADD_GROUP', only('id', 'gid')],
  ['DEL_GROUP', only('id', 'gid')],
  ['GRP_MGMT', only('id', 'gid')],
  ['TRUSTED_APP', (name, value) => (name === 'acct' ? undefined : (kindOfName(name) ?? kindByValue(name, value)))],
  ['KERN_MODULE', only('name', 'escaped')],
];

/** BUG? Any name with an `a` in front, so a stray `auid` as well. */
function isExecArgument(name: string): boolean {
  return name.startsWith('a') && name !== 'argc' && !name.includes('_len');
}

function kindByValue(name: string, value: string): Kind {
  if (value.startsWith('"')) return 'escaped';
  return name !== 'pid' && isHex(value) ? 'escaped' : 'raw';
}
