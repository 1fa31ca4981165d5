/**
 * `--format otlp`: OpenTelemetry's log data, one LogsData document a line as its file exporters write them. The body is the
 * records as they were logged; attributes are those of `--format ecs`, by the names of OpenTelemetry's conventions where
 * these differ.
 */
import type { Accounts } from '../accounts/accounts.js';
import { fromBytes } from '../bytes/text.js';
import type { AuditEvent } from '../log/event.js';
import { literal, type Piece } from '../log/parts/pattern.js';
import type { DocumentHoles } from './document-holes.js';
import { EcsWriter } from './ecs.js';
import type { Formatter } from './formatter.js';
import { Hole } from './hole.js';
import type { DocumentObject, DocumentValue } from './nested-document.js';

export interface OtlpOptions {
  readonly accounts: Accounts;
  /** See `InterpreterOptions`. */
  readonly host?: string;
}

/** `AnyValue`; integers of 64 bits are strings in JSON. */
type AnyValue =
  | { readonly stringValue: string | Hole }
  | { readonly intValue: string | Hole['asText'] }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } };

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

const LATEST = 2n ** 64n - 1n;
/** Nanoseconds of seconds below, and for long after, are below it. */
const PLAIN_SECONDS = 1e10;
const NANOSECONDS: readonly Piece[] = [{ kind: 'second' }, { kind: 'milli digits' }, literal('000000')];
/** SEVERITY_NUMBER_INFO */
const INFO = 9;
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['process.executable', 'process.executable.path'],
  ['process.parent.pid', 'process.parent_pid'],
  ['process.args', 'process.command_args'],
]);
/** Said by the document around the attributes. */
const ELSEWHERE = new Set(['@timestamp', 'ecs.version', 'event.kind', 'host.name']);

export function otlpFormatter({ accounts, host }: OtlpOptions): Formatter {
  const { documents } = new EcsWriter(accounts, host, (event, document, holes) => {
    const attributes: KeyValue[] = [];
    for (const [key, value] of document.leaves()) {
      if (!ELSEWHERE.has(key)) attributes.push({ key: RENAMED.get(key) ?? key, value: anyValue(value) });
    }
    return JSON.stringify(logsData(event, attributes, holes));
  });
  return documents.formatter(PLAIN_SECONDS);
}

function logsData({ node }: AuditEvent, attributes: readonly KeyValue[], holes: DocumentHoles): object {
  const host = node === undefined ? [] : [{ key: 'host.name', value: { stringValue: fromBytes(node) } }];
  const logRecord = {
    timeUnixNano: holes.ofEvent(({ sec, milli }) => nanoseconds(sec, milli), NANOSECONDS),
    severityNumber: INFO,
    severityText: 'INFO',
    body: { stringValue: holes.lines() ?? '' },
    attributes,
  };
  const scopeLogs = [{ scope: { name: 'ts-audit' }, logRecords: [logRecord] }];
  return { resourceLogs: [{ resource: { attributes: host }, scopeLogs }] };
}

/** Of 64 bits; the last one for damaged stamps beyond it. */
function nanoseconds(sec: number, milli: number): string {
  const time = BigInt(sec) * 1_000_000_000n + BigInt(milli) * 1_000_000n;
  return String(time > LATEST ? LATEST : time);
}

function anyValue(value: DocumentValue | DocumentObject): AnyValue {
  if (value instanceof Hole) return value.isNumber ? { intValue: value.asText } : { stringValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (isList(value)) return { arrayValue: { values: value.map((item: string | DocumentObject) => anyValue(item)) } };
  const values = Object.entries(value).map(([key, member]) => ({ key, value: anyValue(member) }));
  return { kvlistValue: { values } };
}

function isList(value: DocumentValue | DocumentObject): value is readonly string[] | readonly DocumentObject[] {
  return Array.isArray(value);
}
