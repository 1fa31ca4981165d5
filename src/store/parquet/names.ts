/**
 * Names of files in a folder of Parquet files, `DIR/date=2026-11-27/stream=NAME/FIRST.parquet`: the number of the first row. One that
 * was made of several has its last row in its name, too, and stands for all files of its folder whose rows it has:
 *
 *   000.parquet  050.parquet  090.parquet     ──▶     000-089.parquet  090.parquet
 *   └─ rows 0 … 89 ────────┘
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../../bytes/text.js';

const DIGITS = 15;
const NAME = new RegExp(`^(\\d{${DIGITS}})(?:-(\\d{${DIGITS}}))?\\.parquet$`);

/** By number. */
export interface NamedRows {
  readonly first: number;
  /** Undefined: the name does not say. */
  readonly last: number | undefined;
}

/** `last`: of a file that is made of others. */
export function fileName(first: number, last?: number): string {
  const digits = (ord: number): string => String(ord).padStart(DIGITS, '0');
  return `${digits(first)}${last === undefined ? '' : `-${digits(last)}`}.parquet`;
}

/** Undefined: it is no name of ours. */
export function namedRows(name: string): NamedRows | undefined {
  const [, first, last] = NAME.exec(path.posix.basename(name)) ?? [];
  return first === undefined
    ? undefined
    : { first: Number(first), last: last === undefined ? undefined : Number(last) };
}

/** Those that no other one of them stands for. Paths or names of one folder, in their order. */
export function currentFiles(names: readonly string[]): readonly string[] {
  const joined = new Map<string, string[]>();
  for (const name of names) {
    if (namedRows(name)?.last === undefined) continue;
    const folder = path.posix.dirname(name);
    joined.set(folder, [...(joined.get(folder) ?? []), name]);
  }
  return names.filter((name) => holderAmong(joined.get(path.posix.dirname(name)) ?? [], name) === undefined);
}

/** The file that stands for one that is gone. */
export function holderOf(name: string): string | undefined {
  if (namedRows(name) === undefined) return undefined;
  const folder = path.posix.dirname(name);
  const names = readdirSync(toPath(folder), 'latin1').map((one) => path.posix.join(folder, one));
  return holderAmong(names, name);
}

function holderAmong(names: readonly string[], name: string): string | undefined {
  const rows = namedRows(name);
  return rows && names.find((other) => other !== name && holds(namedRows(other), rows));
}

function holds(outer: NamedRows | undefined, inner: NamedRows): boolean {
  if (outer?.last === undefined) return false;
  return outer.first <= inner.first && (inner.last ?? inner.first) <= outer.last;
}

/** A name of its own for each stream, without what means something in paths. */
export function streamFolder(stream: string): string {
  return `stream=${encodeURIComponent(stream).replace(/[.!'()*~]/g, (unit) => `%${unit.charCodeAt(0).toString(16)}`)}`;
}

/** The last second that a date can be of. */
const LAST_SECOND = 253402300799;

/** In UTC, by the order of release: a late event does not make a file of its own. */
export function dayFolder(sec: number): string {
  return `date=${new Date(Math.min(sec, LAST_SECOND) * 1000).toISOString().slice(0, 10)}`;
}
