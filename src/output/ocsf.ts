/**
 * `--format ocsf`: events of the Open Cybersecurity Schema Framework. What the schema has no place for is under `unmapped`,
 * the records as they were logged under `raw_data`. An event that lacks what its class requires is a Base Event.
 */
import type { Accounts } from '../accounts/accounts.js';
import { decodeString } from '../bytes/hex.js';
import { shellWords } from '../bytes/shell-words.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent } from '../log/event.js';
import type { Piece } from '../log/parts/pattern.js';
import type { FieldRef } from '../normalize/field-ref.js';
import { EventFields } from '../normalize/fields.js';
import { Normalizer } from '../normalize/normalizer.js';
import type { OutputEvent } from '../normalize/statement.js';
import { EXECVE, OBJ_PID, PATH } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import type { DocumentHoles } from './document-holes.js';
import { DOCUMENT_ID, documentId, EVENT_UID, eventUid } from './document-id.js';
import { serialNumber } from './ecs.js';
import { fieldsObject, PLAIN_NAME } from './field-reading.js';
import type { Formatter } from './formatter.js';
import { JsonFields } from './json-fields.js';
import { commandLine } from './json-parts.js';
import { type DocumentObject, NestedDocument } from './nested-document.js';
import { baseActivity, type OcsfActivity, ocsfActivity, withActivity } from './ocsf-class.js';
import { TakenFields } from './ocsf-fields.js';
import { setOcsfFile } from './ocsf-file.js';
import { accountOf, baseName, groupOf, peerOf, setNetwork, setOrigin, setProcess, setProgram } from './ocsf-objects.js';
import { RememberedDocuments } from './remembered-documents.js';
import { sentence } from './text.js';

export interface OcsfOptions {
  readonly accounts: Accounts;
  /** See `InterpreterOptions`. */
  readonly host?: string;
}

/** The release of the schema that classes and attributes were checked against. */
const OCSF_VERSION = '1.6.0';
/** Milliseconds of seconds below, and for long after, are exact. */
const PLAIN_SECONDS = 1e12;
const MILLISECONDS: readonly Piece[] = [{ kind: 'second' }, { kind: 'milli digits' }];
const INFORMATIONAL = 1;
const UNKNOWN = 0;
const OTHER = 99;
const STATUS = { success: { id: 1, name: 'Success' }, failed: { id: 2, name: 'Failure' } } as const;
/** Records whose fields have places of their own. */
const GATHERED = new Set([PATH, EXECVE, OBJ_PID]);
/** They decide `status_id`. */
const RESULTS = ['success', 'res'] as const;

/** Where a field goes, by whose process the records tell of. */
interface Target {
  readonly own: string;
  readonly actor: string;
  readonly reading: tables.EcsReading;
}

export function ocsfFormatter({ accounts, host }: OcsfOptions): Formatter {
  const { documents } = new OcsfWriter(accounts, host);
  return documents.formatter(PLAIN_SECONDS);
}

class OcsfWriter {
  readonly documents: RememberedDocuments;
  readonly #json: JsonFields;
  readonly #fields: TakenFields;
  readonly #normalizer: Normalizer;
  readonly #targets = new Map<string, Target[]>();

  constructor(accounts: Accounts, host: string | undefined) {
    const interpreter = new Interpreter({ accounts, escape: 'raw', ...(host === undefined ? {} : { host }) });
    this.#json = new JsonFields(new EventFields({ wholeQuotes: true }), interpreter);
    this.#fields = new TakenFields(this.#json);
    this.#normalizer = new Normalizer({ interpreter, accounts, labels: true, contextFrom: 'names' });
    this.documents = new RememberedDocuments(this.#json, interpreter, this.#normalizer, (event, holes) => {
      this.#fields.begin(holes);
      return this.#document(event, holes).toString();
    });
    for (const { field, target, reading } of rows(tables.ocsfFields)) {
      const actor = target.startsWith('process.') ? `actor.${target}` : target;
      this.#targets.set(field, [...(this.#targets.get(field) ?? []), { own: target, actor, reading }]);
    }
  }

  #document(event: AuditEvent, holes: DocumentHoles): NestedDocument {
    const document = new NestedDocument();
    let isFirst = true;
    this.#normalizer.each(event, (output) => {
      if (isFirst) this.#statement(event, output, document, holes);
      isFirst = false;
    });
    document.set('raw_data', holes.lines());
    return document;
  }

  #statement(event: AuditEvent, output: OutputEvent, document: NestedDocument, holes: DocumentHoles): void {
    const activity = activityOf(output, this.#fields);
    this.#fields.forget();
    this.#fields.take(...RESULTS);
    classify(activity, output.action, document);
    document.set('time', holes.ofEvent(milliseconds, MILLISECONDS));
    document.set('message', sentence(output));
    const status = output.result === undefined ? { id: UNKNOWN, name: 'Unknown' } : STATUS[output.result];
    document.set('status_id', status.id);
    document.set('status', status.name);
    setMetadata(output, document, holes);
    document.set('device.type_id', UNKNOWN);
    document.set('device.hostname', event.node ?? 'unknown');
    this.#objects(event, output, activity, document, holes);
    this.#records(event, activity, document, holes);
    const own = ownProcess(activity);
    if (document.has(own) && !document.has(`${own}.pid`))
      document.set(`${own}.uid`, holes.ofEvent(eventUid, EVENT_UID));
  }

  #objects(
    { records }: AuditEvent,
    output: OutputEvent,
    activity: OcsfActivity,
    document: NestedDocument,
    holes: DocumentHoles,
  ): void {
    const fields = this.#fields;
    const own = ownProcess(activity);
    const execve = records.flatMap(({ type }, record) => (type === EXECVE ? [record] : []));
    document.set(`${own}.cmd_line`, shellWords(commandLine(execve, this.#json)));
    const exe = fields.text('exe');
    if (exe !== undefined) setProgram(`${own}.file`, exe, document);
    const { name, categoryUid } = activity.class;
    if (name === 'file_activity') setOcsfFile(output, document);
    if (name === 'process_activity') setProcess(fields, activity, document, holes);
    const peer = name === 'network_activity' ? peerOf(fields) : undefined;
    if (peer) setNetwork(peer, output.action, document);
    const isGroup = name === 'group_management';
    const group = isGroup ? groupOf(fields) : undefined;
    document.set('group.name', group?.name);
    document.set('group.uid', group?.uid);
    if (categoryUid !== IDENTITY) return;
    const account = isGroup && fields.value('grp') === undefined ? undefined : accountOf(fields);
    document.set('user.name', account?.name);
    document.set('user.uid', account?.uid);
    setOrigin(fields, document);
    if (name === 'authentication' && exe !== undefined) document.set('service.name', baseName(exe));
  }

  #records({ records }: AuditEvent, activity: OcsfActivity, document: NestedDocument, holes: DocumentHoles): void {
    const { fields } = this.#json;
    const keys = new Set<string>();
    const paths: DocumentObject[] = [];
    records.forEach(({ type }, record) => {
      if (type === PATH) paths.push(fieldsObject(record, this.#json));
      if (GATHERED.has(type)) return;
      for (let field = this.#json.firstField(record); field < fields.count(record); field++) {
        const ref = fields.at(record, field);
        const name = fields.name(ref);
        if (name === 'key') {
          const key = decodeString(fields.raw(ref));
          if (key !== '(null)') keys.add(key);
        } else this.#field(ref, name, activity, document, holes);
      }
    });
    document.set('metadata.labels', [...keys]);
    document.set('unmapped.paths', paths);
  }

  #field(ref: FieldRef, name: string, { process }: OcsfActivity, document: NestedDocument, holes: DocumentHoles): void {
    const targets = this.#targets.get(name);
    if (targets) for (const target of targets) document.set(target[process], holes.read(ref, target.reading));
    else if (PLAIN_NAME.test(name) && !this.#fields.isTaken(name)) document.setNamed('unmapped', name, holes.text(ref));
  }
}

const SYSTEM = 1;
const IDENTITY = 3;

/** The class that the action asks for, if the event has what it requires. */
function activityOf(output: OutputEvent, fields: TakenFields): OcsfActivity {
  const activity = ocsfActivity(output.action, output.kind);
  const { name, categoryUid } = activity.class;
  const hasPid = fields.number('pid') !== undefined;
  const hasAll =
    (categoryUid !== SYSTEM || hasPid || fields.value('auid') !== undefined) &&
    (name !== 'file_activity' || setOcsfFile(output, undefined)) &&
    (name !== 'process_activity' || activity.process === 'actor' || hasPid) &&
    (name !== 'network_activity' || peerOf(fields) !== undefined) &&
    (name !== 'group_management' || groupOf(fields) !== undefined) &&
    ((name !== 'account_change' && name !== 'authentication') || accountOf(fields) !== undefined) &&
    (name !== 'authentication' || fields.value('exe') !== undefined);
  if (!hasAll) return baseActivity();
  return name === 'network_activity' ? refusal(activity, fields.text('exit')) : activity;
}

/** A connection that came to nothing has an activity of its own; one that goes on in the background has not. */
function refusal(activity: OcsfActivity, exit: string | undefined): OcsfActivity {
  if (activity.caption !== 'Open' || !exit?.startsWith('E') || exit.startsWith('EINPROGRESS')) return activity;
  return withActivity(activity, exit.startsWith('ECONNREFUSED') ? 'Refuse' : 'Fail');
}

/** Some damaged stamps are beyond all numbers; the records have them as they were. */
function milliseconds({ sec, milli }: AuditEvent): number {
  return Math.min(sec * 1000 + milli, Number.MAX_SAFE_INTEGER);
}

/** Where the process of the records has its place. */
function ownProcess({ process }: OcsfActivity): string {
  return process === 'own' ? 'process' : 'actor.process';
}

function classify(activity: OcsfActivity, action: string, document: NestedDocument): void {
  const { name, uid, caption, categoryUid, category } = activity.class;
  const activityName = activity.caption ?? action;
  document.set('class_uid', uid);
  document.set('class_name', caption);
  document.set('category_uid', categoryUid);
  document.set('category_name', category);
  document.set('activity_id', activity.id);
  document.set('activity_name', activityName);
  document.set('type_uid', uid * 100 + activity.id);
  document.set('type_name', `${caption}: ${activity.id === OTHER ? 'Other' : activityName}`);
  document.set('severity_id', INFORMATIONAL);
  document.set('severity', 'Informational');
  if (name !== 'device_config_state_change') return;
  document.set('state_id', OTHER);
  document.set('state', action);
}

function setMetadata(output: OutputEvent, document: NestedDocument, holes: DocumentHoles): void {
  document.set('metadata.version', OCSF_VERSION);
  document.set('metadata.product.name', 'Linux Audit');
  document.set('metadata.product.vendor_name', 'Linux');
  document.set('metadata.profiles', ['host']);
  document.set('metadata.log_name', 'audit');
  document.set('metadata.event_code', output.typeName);
  document.set('metadata.uid', holes.ofEvent(documentId, DOCUMENT_ID));
  document.set('metadata.sequence', holes.ofEvent(serialNumber, [{ kind: 'serial' }]));
}
