/**
 * `--format ecs`: documents of the Elastic Common Schema as users of Auditbeat know them, with what the schema has no
 * place for under `auditd.*`. `--format ecs-bulk` adds the action lines of the `_bulk` interface.
 */

import { isIP } from 'node:net';
import type { Accounts } from '../accounts/accounts.js';
import { decodeString } from '../bytes/hex.js';
import type { Out } from '../bytes/out.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent } from '../log/event.js';
import { literal, type Piece } from '../log/parts/pattern.js';
import { type FieldRef, recordOf } from '../normalize/field-ref.js';
import { EventFields } from '../normalize/fields.js';
import { Normalizer } from '../normalize/normalizer.js';
import type { OutputEvent } from '../normalize/statement.js';
import { CWD, EXECVE, PATH, PROCTITLE, SOCKADDR } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import type { DocumentHoles } from './document-holes.js';
import { DOCUMENT_ID, documentId } from './document-id.js';
import { ecsCategory } from './ecs-category.js';
import { setFile } from './ecs-file.js';
import { fieldsObject, PLAIN_NAME, withoutZone } from './field-reading.js';
import type { Formatter } from './formatter.js';
import { JsonFields } from './json-fields.js';
import { commandLine, socketParts } from './json-parts.js';
import { isJsonNumber } from './json-text.js';
import { type DocumentObject, NestedDocument } from './nested-document.js';
import { RememberedDocuments } from './remembered-documents.js';
import { sentence } from './text.js';
import { UTC_STAMP, utcSeconds, utcTime } from './utc-time.js';

export interface EcsOptions {
  readonly accounts: Accounts;
  /** See `InterpreterOptions`. */
  readonly host?: string;
  /** Put an action line in front of each document. */
  readonly bulk?: boolean;
}

/** The release of the schema that the field names were checked against. */
const ECS_VERSION = '9.4.0';
/** Around the id in an action line. */
const CREATE = '{"create":{"_id":"';
const CREATED = '"}}\n';
const ACTION: readonly Piece[] = [literal(CREATE), ...DOCUMENT_ID, literal(CREATED)];
const OUTCOMES = { success: 'success', failed: 'failure' } as const;
/** Records whose fields have places of their own. */
const GATHERED = new Set([PATH, EXECVE, SOCKADDR]);

type Target = readonly [target: string, reading: tables.EcsReading];

export function ecsFormatter({ accounts, host, bulk = false }: EcsOptions): Formatter {
  const { documents } = new EcsWriter(accounts, host, (_event, document) => document.toString());
  return {
    event(event: AuditEvent, out: Out, isWorth?: boolean): void {
      if (bulk) out.write(`${CREATE}${documentId(event)}${CREATED}`);
      documents.write(event, out, isWorth);
    },
    patterns: { times: utcSeconds, identity: [], pattern: () => documents.pattern(bulk ? ACTION : []) },
  };
}

/** Makes the documents; `write` says how they are written. */
export class EcsWriter {
  readonly documents: RememberedDocuments;
  readonly #json: JsonFields;
  readonly #normalizer: Normalizer;
  readonly #targets = new Map<string, Target[]>();

  constructor(
    accounts: Accounts,
    host: string | undefined,
    write: (event: AuditEvent, document: NestedDocument, holes: DocumentHoles) => string,
  ) {
    const interpreter = new Interpreter({ accounts, escape: 'raw', ...(host === undefined ? {} : { host }) });
    this.#json = new JsonFields(new EventFields({ wholeQuotes: true }), interpreter);
    this.#normalizer = new Normalizer({ interpreter, accounts, labels: true, contextFrom: 'names' });
    this.documents = new RememberedDocuments(this.#json, interpreter, this.#normalizer, (event, holes) =>
      write(event, this.#document(event, holes), holes),
    );
    for (const { field, target, reading } of rows(tables.ecsFields)) {
      this.#targets.set(field, [...(this.#targets.get(field) ?? []), [target, reading]]);
    }
  }

  #document(event: AuditEvent, holes: DocumentHoles): NestedDocument {
    const document = new NestedDocument();
    document.set(
      '@timestamp',
      holes.ofEvent(({ sec, milli }) => utcTime(sec, milli), UTC_STAMP),
    );
    document.set('ecs.version', ECS_VERSION);
    document.set('event.kind', 'event');
    document.set('event.module', 'auditd');
    document.set('event.sequence', holes.ofEvent(serialNumber, [{ kind: 'serial' }]));
    document.set('host.name', event.node);
    let isFirst = true;
    this.#normalizer.each(event, (output) => {
      if (isFirst) this.#statement(output, document);
      isFirst = false;
    });
    this.#records(event, document, holes);
    return document;
  }

  #statement(output: OutputEvent, document: NestedDocument): void {
    const { category, type, direction } = ecsCategory(output.action, output.kind);
    document.set('event.category', category);
    document.set('event.type', type);
    document.set('event.action', output.action);
    document.set('event.outcome', output.result === undefined ? 'unknown' : OUTCOMES[output.result]);
    document.set('message', sentence(output));
    document.set('auditd.message_type', output.typeName?.toLowerCase());
    document.set('auditd.result', output.result === 'failed' ? 'fail' : output.result);
    document.set('auditd.summary.actor.primary', output.subjectPrimary);
    document.set('auditd.summary.actor.secondary', output.text(output.findings.secondary));
    document.set('auditd.summary.object.type', output.findings.objectKind);
    document.set('auditd.summary.object.primary', output.object);
    document.set('auditd.summary.object.secondary', output.text(output.findings.objectSecondary));
    document.set('auditd.summary.how', output.how);
    setFile(output, document);
    document.set('network.direction', direction);
    this.#endpoint(direction === 'ingress' ? 'source' : 'destination', document);
  }

  /** The socket address: the other end of a connection. */
  #endpoint(side: string, document: NestedDocument): void {
    const record = this.#json.fields.records.findIndex(({ type }) => type === SOCKADDR);
    const text = record < 0 ? undefined : this.#json.text(record, 'saddr');
    if (text === undefined) return;
    const parts = socketParts(text);
    const address = parts.get('address');
    document.set(`${side}.address`, address ?? parts.get('path'));
    if (address !== undefined && isIP(address) !== 0) document.set(`${side}.ip`, withoutZone(address));
    const port = parts.get('port');
    if (port !== undefined && isJsonNumber(port)) document.set(`${side}.port`, Number(port));
    document.set('auditd.data.socket_family', parts.get('family'));
  }

  #records({ records }: AuditEvent, document: NestedDocument, holes: DocumentHoles): void {
    const { fields } = this.#json;
    const tags = new Set<string>();
    const execve: number[] = [];
    const paths: DocumentObject[] = [];
    records.forEach(({ type }, record) => {
      if (type === EXECVE) execve.push(record);
      if (type === PATH) paths.push(fieldsObject(record, this.#json));
      for (let field = 0; field < fields.count(record); field++) {
        const ref = fields.at(record, field);
        const name = fields.name(ref);
        if (name === 'key') {
          const key = decodeString(fields.raw(ref));
          if (key !== '(null)') tags.add(key);
        } else if (!GATHERED.has(type)) this.#field(ref, name, document, holes);
      }
    });
    const argv = commandLine(execve, this.#json);
    document.set('process.args', argv);
    if (argv.length > 0) document.set('process.args_count', argv.length);
    document.set('auditd.paths', paths);
    document.set('tags', [...tags]);
  }

  #field(ref: FieldRef, name: string, document: NestedDocument, holes: DocumentHoles): void {
    const targets = this.#targets.get(name);
    if (targets) for (const [target, reading] of targets) document.set(target, holes.read(ref, reading));
    else if (name !== 'node' && name !== 'type' && PLAIN_NAME.test(name) && !isGatheredName(this.#json.fields, ref))
      document.setNamed('auditd.data', name, holes.text(ref));
  }
}

/** Undefined for a damaged one that no JSON number is. */
export function serialNumber({ serial }: AuditEvent): number | undefined {
  return Number.isSafeInteger(serial) ? serial : undefined;
}

/** CWD and PROCTITLE have one field each, which has a target. */
function isGatheredName(fields: EventFields, ref: FieldRef): boolean {
  const { type } = fields.record(recordOf(ref));
  return type === CWD || type === PROCTITLE;
}
