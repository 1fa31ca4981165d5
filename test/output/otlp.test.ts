/** Lines of `--format otlp` against what OpenTelemetry's own serializer makes of the same records. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { Out } from '../../src/bytes/out.js';
import { otlpFormatter } from '../../src/output/otlp.js';
import { assembleModel } from '../support/model-assembler.js';

const sample = readFileSync(path.resolve(import.meta.dirname, '../../fixtures/sample.log'), 'latin1');
const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

type SdkRecord = Parameters<typeof JsonLogsSerializer.serializeRequest>[0][number];
type AnyValue = SdkRecord['body'];
type Value = { readonly [key: string]: unknown };
interface KeyValue {
  readonly key: string;
  readonly value: Value;
}
interface LogRecord {
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: Value;
  readonly attributes: readonly KeyValue[];
}
interface LogsData {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string };
      readonly logRecords: readonly LogRecord[];
    }[];
  }[];
}

function print(log: string): LogsData[] {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('utf8');
  });
  const formatter = otlpFormatter({ accounts, host: 'x86_64' });
  for (const event of assembleModel(log, 2)) formatter.event(event, out);
  out.flush();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** A value as the SDK has it. */
function plain(value: Value): AnyValue {
  const [[kind, inner] = []] = Object.entries(value);
  if (kind === 'intValue') return Number(inner);
  if (kind === 'arrayValue') return (inner as { values: Value[] }).values.map(plain);
  if (kind === 'kvlistValue') return attributesOf((inner as { values: KeyValue[] }).values);
  assert.equal(kind, 'stringValue');
  return String(inner);
}

function attributesOf(list: readonly KeyValue[]): Record<string, AnyValue> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}

/** The one record of a line, with what is around it. */
function partsOf(line: LogsData) {
  const [{ resource, scopeLogs } = assert.fail()] = line.resourceLogs;
  const [{ scope, logRecords } = assert.fail()] = scopeLogs;
  const [record = assert.fail()] = logRecords;
  return { resource, scope, record };
}

/** The same record made by OpenTelemetry. */
function byOpenTelemetry(line: LogsData): LogsData {
  const { resource, scope, record } = partsOf(line);
  const nanos = BigInt(record.timeUnixNano);
  const bytes = JsonLogsSerializer.serializeRequest([
    {
      hrTime: [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)],
      hrTimeObserved: [0, 0],
      severityNumber: record.severityNumber,
      severityText: record.severityText,
      body: plain(record.body),
      attributes: attributesOf(record.attributes),
      resource: {
        attributes: attributesOf(resource.attributes),
        getRawAttributes: () => [],
      } as unknown as SdkRecord['resource'],
      instrumentationScope: scope,
      droppedAttributesCount: 0,
    },
  ]);
  return JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
}

/** What both must agree on: without what an exporter adds, and however numbers are written. */
function comparable(line: LogsData): unknown {
  return JSON.parse(JSON.stringify(line), (key, value) => {
    if (['droppedAttributesCount', 'observedTimeUnixNano', 'schemaUrl'].includes(key)) return undefined;
    return key === 'intValue' || key === 'timeUnixNano' ? String(value) : value;
  });
}

test('each line is what OpenTelemetry makes of the same record', () => {
  const lines = print(sample);
  assert.equal(lines.length, assembleModel(sample, 2).length);
  for (const line of lines) assert.deepEqual(comparable(line), comparable(byOpenTelemetry(line)));
});

test('nothing of the records is lost, and names are those of the conventions', () => {
  const log =
    'node=box type=SYSCALL msg=audit(1700000000.123:7): arch=c000003e syscall=2 success=yes exit=3 ppid=10 pid=11 exe="/usr/bin/x"\n';
  const [line = assert.fail()] = print(log);
  const { resource, record } = partsOf(line);
  assert.equal(`${record.body.stringValue}\n`, log);
  assert.equal(record.timeUnixNano, '1700000000123000000');
  assert.deepEqual(attributesOf(resource.attributes), { 'host.name': 'box' });
  const attributes = attributesOf(record.attributes);
  assert.equal(attributes['process.executable.path'], '/usr/bin/x');
  assert.deepEqual([attributes['process.parent_pid'], attributes['process.pid']], [10, 11]);
});

test('a stamp beyond 64 bits of nanoseconds is the last one', () => {
  const [line = assert.fail()] = print('type=CWD msg=audit(99999999999999.123:7): cwd="/"\n');
  assert.equal(partsOf(line).record.timeUnixNano, String(2n ** 64n - 1n));
});
