/**
 * `--format json`: one document per event and line, described by `src/schema/event.schema.json`. It keeps every byte of the
 * records (`line`), so that `input/json.ts` gets the log back.
 */
import type { Accounts } from '../accounts/accounts.js';
import { decodeString } from '../bytes/hex.js';
import type { Out } from '../bytes/out.js';
import { lastingBytes } from '../bytes/text.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent } from '../log/event.js';
import { MOST_RECORDS } from '../log/parts/event-parts.js';
import { literal, type Pattern, type Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { EventShapes } from '../normalize/event-shapes.js';
import { EventFields } from '../normalize/fields.js';
import { Normalizer } from '../normalize/normalizer.js';
import type { OutputEvent } from '../normalize/statement.js';
import { CWD, EXECVE, PATH, SOCKADDR } from '../tables/generated/record-type.js';
import type { Formatter } from './formatter.js';
import { JsonFields } from './json-fields.js';
import { commandLine, pathObject, socketObject } from './json-parts.js';
import { JsonRecords, type RestNote } from './json-records.js';
import { jsonString } from './json-text.js';
import { sentence } from './text.js';
import { threeDigits, utcSeconds, utcTime } from './utc-time.js';

/** Counted up when keys change their meaning or vanish; new keys may come at any time. */
const SCHEMA_VERSION = 1;

/** Longer texts are not remembered. */
const LONGEST_KEPT = 4096;

export interface JsonOptions {
  readonly accounts: Accounts;
  /** See `InterpreterOptions`. */
  readonly host?: string;
}

export function jsonFormatter({ accounts, host }: JsonOptions): Formatter {
  const writer = new JsonWriter(accounts, host);
  return {
    event: (event, out, isWorth) => writer.event(event, out, isWorth),
    patterns: { times: utcSeconds, identity: [], pattern: () => writer.pattern() },
  };
}

class JsonWriter {
  readonly #json: JsonFields;
  readonly #normalizer: Normalizer;
  /** Ends of documents, behind the records. */
  readonly #shapes = new EventShapes<Buffer, RestNote>();
  readonly #records: JsonRecords;
  #event: AuditEvent | undefined;

  constructor(accounts: Accounts, host: string | undefined) {
    // JSON has escapes of its own.
    const interpreter = new Interpreter({ accounts, escape: 'raw', ...(host === undefined ? {} : { host }) });
    this.#json = new JsonFields(new EventFields({ wholeQuotes: true }), interpreter);
    this.#records = new JsonRecords(this.#json, interpreter, this.#shapes.parts);
    this.#normalizer = new Normalizer({ interpreter, accounts, labels: true, contextFrom: 'names' });
  }

  event(event: AuditEvent, out: Out, isWorth?: boolean): void {
    const { records } = event;
    this.#event = event;
    this.#json.fields.load(records);
    this.#json.texts.reset();
    const end = this.#shapes.get(event, isWorth);
    if (isWorth === false) this.#shapes.parts.read(event); // records may have been there before all the same
    // Piece by piece: an event may be larger than the longest string.
    out.write(`${OPEN}${identity(event)}${RECORDS}`);
    let i = 0;
    for (const record of records) {
      if (i > 0) out.write(',');
      this.#records.write(record, i++, out);
    }
    if (end === undefined) this.#writeEnd(event, out);
    else out.writeBytes(end);
  }

  /** Of the event that was written last. */
  pattern(): Pattern | undefined {
    const { node, records = [] } = this.#event ?? {};
    const end = this.#shapes.last;
    if (end === undefined) return undefined;
    const pieces: Piece[] = [BEGIN, TIME, ...STAMP, nodePiece(node), ...SERIAL];
    for (const [i, record] of records.entries()) {
      const part = this.#records.part(record, i);
      if (part === undefined) return undefined;
      if (i > 0) pieces.push(COMMA);
      pieces.push(part);
    }
    return { pieces: [...pieces, { kind: 'literal', bytes: end.value }], asks: end.asks };
  }

  #writeEnd(event: AuditEvent, out: Out): void {
    if (event.records.length > MOST_RECORDS) {
      out.write(']');
      this.#gathered(out);
      out.write(`${this.#statements(event)}}\n`);
      return;
    }
    let text = ']';
    const collect = (part: string): void => {
      text += part;
    };
    this.#gathered({ write: collect });
    collect(`${this.#statements(event)}}\n`);
    out.write(text);
    if (text.length <= LONGEST_KEPT && this.#shapes.keeps)
      this.#shapes.keep(lastingBytes(text), text.length, this.#normalizer.lookedPassing);
  }

  /** What is easier to use when it is put together from its records. */
  #gathered(out: Pick<Out, 'write'>): void {
    const json = this.#json;
    const { records } = json.fields;
    const cwd = workingDirectory(records, json);
    if (cwd !== undefined) out.write(`,"cwd":${jsonString(cwd)}`);
    const execve: number[] = [];
    let paths = 0;
    let address: string | undefined;
    for (const [record, { type }] of records.entries()) {
      if (type === PATH) out.write(`${paths++ === 0 ? ',"paths":[' : ','}${pathObject(record, cwd, json)}`);
      else if (type === EXECVE) execve.push(record);
      else if (type === SOCKADDR) address ??= json.text(record, 'saddr');
    }
    if (paths > 0) out.write(']');
    if (execve.length > 0) out.write(`,"argv":[${commandLine(execve, json).map(jsonString).join(',')}]`);
    if (address !== undefined) out.write(`,"socket":${socketObject(address)}`);
  }

  /** Mostly one; an event that csv shows as several rows has the others in `more_statements`. */
  #statements(event: AuditEvent): string {
    const statements: string[] = [];
    this.#normalizer.each(event, (output) =>
      statements.push(`"statement":${statementObject(output)},"sentence":${jsonString(sentence(output))}`),
    );
    const [first, ...more] = statements;
    if (first === undefined) return '';
    return `,${first}${more.length === 0 ? '' : `,"more_statements":[{${more.join('},{')}}]`}`;
  }
}

const OPEN = `{"schema_version":${SCHEMA_VERSION},`;
const RECORDS = ',"records":[';

function identity({ sec, milli, serial, node }: AuditEvent): string {
  const epoch = `${sec}.${threeDigits(milli)}`;
  const time = utcTime(sec, milli);
  const number = (value: number): string => (Number.isSafeInteger(value) ? String(value) : `"${value}"`);
  return (
    `"time":${time === undefined ? 'null' : `"${time}"`},"epoch":${Number.isSafeInteger(sec) ? epoch : `"${epoch}"`},` +
    `${nodeMember(node)}"serial":${number(serial)}`
  );
}

function nodeMember(node: string | undefined): string {
  return node === undefined ? '' : `"node":${jsonString(node)},`;
}

// The same for all events of a shape.
const BEGIN = literal(`${OPEN}"time":"`);
const TIME: Piece = { kind: 'time', number: 0 };
const MILLI: Piece = { kind: 'milli digits' };
const STAMP: readonly Piece[] = [MILLI, literal('Z","epoch":'), { kind: 'second' }, literal('.'), MILLI, literal(',')];
const SERIAL: readonly Piece[] = [{ kind: 'serial' }, literal(RECORDS)];
const COMMA = literal(',');

/** Up to the serial number. */
function nodePiece(node: string | undefined): Piece {
  return literal(`${nodeMember(node)}"serial":`);
}

/** Decoded; of several CWD records the last one counts. */
function workingDirectory(records: readonly AuditRecord[], json: JsonFields): string | undefined {
  for (let record = records.length - 1; record >= 0; record--) {
    if (records[record]?.type !== CWD) continue;
    const raw = json.raw(record, 'cwd');
    return raw === undefined ? undefined : decodeString(raw);
  }
  return undefined;
}

function statementObject(output: OutputEvent): string {
  const { session, secondary, label, objectSecondary, objectLabel, objectKind, key } = output.findings;
  return (
    `{"kind":"${output.kind}"${member('session', output.text(session))},"subject":{"kind":"${output.subjectKind}"` +
    `${member('primary', output.subjectPrimary)}${member('secondary', output.text(secondary))}${member('label', output.text(label))}},` +
    `"action":${jsonString(output.action)}${member('result', output.result)},"object":{"kind":"${objectKind}"` +
    `${member('primary', output.object)}${member('secondary', output.text(objectSecondary))}${member('label', output.text(objectLabel))}}` +
    `${member('object2', output.object2)}${member('how', output.how)}${member('key', output.text(key))}}`
  );
}

function member(name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${jsonString(text)}`;
}
