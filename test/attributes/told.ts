/** What an extractor tells of an event, as plain data: what was taken, what was said, and what became of the texts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { initialAttributes } from '../../src/attributes/attributes.js';
import { createExtractor, type Group, type MalformedMode } from '../../src/attributes/extractor.js';
import { AuditRecord } from '../../src/log/record.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';

export const ATTRIBUTES_FILE: string = path.resolve(import.meta.dirname, '../../fixtures/attributes.jsonl.gz');

export const groups: readonly Group[] = [
  ...(['arch', 'syscall', 'success', 'exit', 'pid', 'ppid', 'uid', 'euid', 'auid', 'gid', 'egid', 'session'] as const),
  ...(['terminal', 'comm', 'exe', 'file', 'hostname', 'key', 'subject', 'object', 'uuid', 'vm', 'acct'] as const),
  ...(['avc', 'nametype'] as const),
];

export interface Asked {
  readonly lines: readonly string[];
  readonly wanted: readonly Group[];
  readonly malformed: MalformedMode;
  readonly debug: boolean;
}

export interface Told {
  /** Those that differ from what no record tells; records are their numbers. Undefined: the event is dropped. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly said: string;
  /** Texts that were overwritten, by the number of the record. */
  readonly texts: Readonly<Record<string, string>>;
}

/** In the order of the file. */
export function recordedEvents(): readonly (Asked & { readonly tells: Told })[] {
  const rows = gunzipSync(readFileSync(ATTRIBUTES_FILE)).toString('utf8').trimEnd().split('\n');
  return rows.map((row) => JSON.parse(row));
}

const initial: Readonly<Record<string, unknown>> = { ...initialAttributes() };

export function told({ lines, wanted, malformed, debug }: Asked): Told {
  const records = lines.map((line) => AuditRecord.fromLine(recordTypeNumber(/type=(\S*)/.exec(line)?.[1] ?? ''), line));
  const before = records.map(({ text }) => text);
  let said = '';
  const write = (text: string): void => {
    said += text;
  };
  const diagnostics = { debug, write };
  const event = { sec: 1, milli: 2, serial: 3, node: undefined, records };
  const attributes = createExtractor(new Set(wanted), { malformed, diagnostics }).extract(event);
  const texts = records.flatMap(({ text }, i) => (text === before[i] ? [] : [[i, text]]));
  const plain = (_: string, value: unknown): unknown => {
    if (value instanceof AuditRecord) return records.indexOf(value);
    return typeof value === 'bigint' ? `${value}n` : value;
  };
  const taken = Object.entries(attributes ?? {}).filter(([name, value]) => value !== initial[name]);
  return JSON.parse(
    JSON.stringify(
      { ...(attributes && { attributes: Object.fromEntries(taken) }), said, texts: Object.fromEntries(texts) },
      plain,
    ),
  );
}
