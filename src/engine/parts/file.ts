/**
 * Parts of the summaries of a log, to be added to those of others: packed lines of JSON, the first one about the log. Counts
 * stand with the place where an item came up first, so sums are told in the order of a report over all the logs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import type { TimeSpan } from '../../input/source.js';
import type { Stamp } from '../../store/order.js';
import { systemReason } from '../../tables/reason.js';

const VERSION = 1;
/** What a file may unpack to. */
const MOST_BYTES = 1 << 30;

export interface PartsHead {
  readonly span: TimeSpan;
  /** Of all events, in the order of release. */
  readonly latest: Stamp;
  readonly events: number;
  /** Limits that the log was read with; 0: none. */
  readonly start: number;
  readonly end: number;
}

/** Item, how often, and where first: second, millisecond, serial number, event, item of the event. */
export type PartItem = readonly [string | number, number, number, number, number, number, number];

export interface SummaryPart {
  readonly report: string;
  readonly interpret: boolean;
  readonly items: readonly PartItem[];
  /** Counts of items that there was no more room for. */
  readonly left: number;
}

export interface Parts {
  readonly name: string;
  readonly head: PartsHead;
  /** The one that was asked for. */
  readonly summary: SummaryPart;
}

/** `name`: a byte string. Throws `output`. */
export function writeParts(name: string, head: PartsHead, summaries: readonly SummaryPart[]): void {
  const lines = [{ parts: VERSION, ...head }, ...summaries].map((line) => `${JSON.stringify(line)}\n`);
  try {
    writeFileSync(toPath(name), gzipSync(lines.join('')), { mode: 0o600 });
  } catch (cause) {
    throw new AuditError('output', `Error writing ${name} (${systemReason(cause)})`, { cause });
  }
}

/** Throws `input` for what is no such file. */
export function readParts(name: string, { report, interpret }: Pick<SummaryPart, 'report' | 'interpret'>): Parts {
  const [first = '', ...rest] = linesOf(name);
  const head = parsed(name, first);
  // The lines of the others are not read: there may be thousands of files.
  const beginning = JSON.stringify({ report, interpret }).slice(0, -1);
  const line = rest.find((one) => one.startsWith(`${beginning},`));
  const summary = line === undefined ? undefined : parsed(name, line);
  if (!isHead(head) || !isSummary(summary)) throw strange(name);
  return { name, head, summary };
}

function linesOf(name: string): readonly string[] {
  let packed: Buffer;
  try {
    packed = readFileSync(toPath(name));
  } catch (cause) {
    throw new AuditError('input', `Error opening ${name} (${systemReason(cause)})`, { cause });
  }
  try {
    return gunzipSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8').split('\n').slice(0, -1);
  } catch {
    throw strange(name);
  }
}

function parsed(name: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw strange(name);
  }
}

function strange(name: string): AuditError {
  return new AuditError('input', `${name}: no parts of reports that this version can read`);
}

function isHead(value: unknown): value is PartsHead {
  if (typeof value !== 'object' || value === null || !('parts' in value) || value.parts !== VERSION) return false;
  const { span, latest, events, start, end } = value as Partial<Record<keyof PartsHead, unknown>>;
  const numbers = [
    events,
    start,
    end,
    ...membersOf(span, ['first', 'last']),
    ...membersOf(latest, ['sec', 'ms', 'serial']),
  ];
  return numbers.every((number) => typeof number === 'number');
}

function membersOf(value: unknown, names: readonly string[]): readonly unknown[] {
  return names.map((name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name]);
}

function isSummary(value: unknown): value is SummaryPart {
  if (typeof value !== 'object' || value === null) return false;
  const { report, interpret, items, left } = value as Partial<Record<keyof SummaryPart, unknown>>;
  const isTyped = typeof report === 'string' && typeof interpret === 'boolean' && typeof left === 'number';
  return isTyped && Array.isArray(items) && items.every(isItem);
}

const ITEM_LENGTH = 7;

function isItem(value: unknown): value is PartItem {
  if (!Array.isArray(value) || value.length !== ITEM_LENGTH) return false;
  const [item, ...numbers] = value;
  return (typeof item === 'string' || typeof item === 'number') && numbers.every((one) => typeof one === 'number');
}
