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
    const attributes: string[] = [];
    document.eachLeaf((key, value) => {
      if (!ELSEWHERE.has(key)) attributes.push(keyValue(RENAMED.get(key) ?? key, value));
    });
    return logsData(event, attributes.join(), holes);
  });
  return documents.formatter(PLAIN_SECONDS);
}

function logsData({ node }: AuditEvent, attributes: string, holes: DocumentHoles): string {
  const host = node === undefined ? '' : keyValue('host.name', fromBytes(node));
  const time = holes.ofEvent(({ sec, milli }) => nanoseconds(sec, milli), NANOSECONDS);
  const logRecord =
    `"timeUnixNano":${JSON.stringify(time)},"severityNumber":${INFO},"severityText":"INFO",` +
    `"body":${anyValue(holes.lines() ?? '')},"attributes":[${attributes}]`;
  const scopeLogs = `{"scope":{"name":"ts-audit"},"logRecords":[{${logRecord}}]}`;
  return `{"resourceLogs":[{"resource":{"attributes":[${host}]},"scopeLogs":[${scopeLogs}]}]}`;
}

/** Of 64 bits; the last one for damaged stamps beyond it. */
function nanoseconds(sec: number, milli: number): string {
  const time = BigInt(sec) * 1_000_000_000n + BigInt(milli) * 1_000_000n;
  return String(time > LATEST ? LATEST : time);
}

/** `KeyValue`, as JSON. */
function keyValue(key: string, value: DocumentValue | DocumentObject): string {
  return `{"key":${JSON.stringify(key)},"value":${anyValue(value)}}`;
}

/** `AnyValue`, as JSON; integers of 64 bits are texts in it. */
function anyValue(value: DocumentValue | DocumentObject): string {
  if (value instanceof Hole)
    return value.isNumber ? `{"intValue":${value.quoted}}` : `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === 'number')
    return Number.isInteger(value) ? `{"intValue":"${value}"}` : `{"doubleValue":${value}}`;
  if (isList(value))
    return `{"arrayValue":{"values":[${value.map((item: string | DocumentObject) => anyValue(item)).join()}]}}`;
  const members = Object.entries(value).map(([key, member]) => keyValue(key, member));
  return `{"kvlistValue":{"values":[${members.join()}]}}`;
}

function isList(value: DocumentValue | DocumentObject): value is readonly string[] | readonly DocumentObject[] {
  return Array.isArray(value);
}
