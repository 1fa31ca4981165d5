/**
 * `--format ocsf`: events of the Open Cybersecurity Schema Framework. What the schema has no place for is under `unmapped`,
 * the records as they were logged under `raw_data`. An event that lacks what its class requires is a Base Event.
 */
import { isIP } from 'node:net';
import type { Accounts } from '../accounts/accounts.js';
import { decodeString } from '../bytes/hex.js';
import type { Out } from '../bytes/out.js';
import { shellWords } from '../bytes/shell-words.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent, EventId } from '../log/event.js';
import { EventFields, type FieldRef } from '../normalize/fields.js';
import { Normalizer } from '../normalize/normalizer.js';
import type { OutputEvent } from '../normalize/statement.js';
import { EXECVE, OBJ_PID, PATH, SOCKADDR } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { documentId } from './ecs.js';
import { readField, withoutZone } from './field-reading.js';
import type { Formatter } from './formatter.js';
import { JsonFields } from './json-fields.js';
import { commandLine, socketParts } from './json-parts.js';
import { isJsonNumber } from './json-text.js';
import { NestedDocument } from './nested-document.js';
import { baseActivity, type OcsfActivity, ocsfActivity, withActivity } from './ocsf-class.js';
import { setOcsfFile } from './ocsf-file.js';
import { sentence } from './text.js';

export interface OcsfOptions {
  readonly accounts: Accounts;
  /** See `InterpreterOptions`. */
  readonly host?: string;
}

/** The release of the schema that classes and attributes were checked against. */
const OCSF_VERSION = '1.6.0';
const INFORMATIONAL = 1;
const UNKNOWN = 0;
const OTHER = 99;
const STATUS = { success: { id: 1, name: 'Success' }, failed: { id: 2, name: 'Failure' } } as const;
const DIRECTIONS = { ingress: { id: 1, name: 'Inbound' }, egress: { id: 2, name: 'Outbound' } } as const;
const INBOUND = new Set(['accepted-connection-from', 'received-from', 'bound-socket']);
/** Records whose fields have places of their own. */
const GATHERED = new Set([PATH, EXECVE, OBJ_PID]);
/** They decide `status_id`. */
const RESULTS = ['success', 'res'];
const PLAIN_NAME = /^[\w-]{1,64}$/;
const LONGEST_VALUE = 8191;

type Target = readonly [target: string, reading: tables.EcsReading];

export function ocsfFormatter({ accounts, host }: OcsfOptions): Formatter {
  const writer = new OcsfWriter(accounts, host);
  return {
    event(event: AuditEvent, out: Out): void {
      out.write(`${writer.document(event).toString()}\n`);
    },
  };
}

class OcsfWriter {
  readonly #json: JsonFields;
  readonly #normalizer: Normalizer;
  readonly #targets = new Map<string, Target[]>();
  /** Fields of the event that were looked at: they are somewhere, and no leftovers. */
  readonly #taken = new Set<string>();

  constructor(accounts: Accounts, host: string | undefined) {
    const interpreter = new Interpreter({ accounts, escape: 'raw', ...(host === undefined ? {} : { host }) });
    this.#json = new JsonFields(new EventFields({ wholeQuotes: true }), interpreter);
    this.#normalizer = new Normalizer({ interpreter, accounts, labels: true, contextFrom: 'names' });
    for (const { field, target, reading } of rows(tables.ocsfFields)) {
      this.#targets.set(field, [...(this.#targets.get(field) ?? []), [target, reading]]);
    }
  }

  document(event: AuditEvent): NestedDocument {
    const document = new NestedDocument();
    this.#json.fields.load(event.records);
    this.#json.texts.reset();
    let isFirst = true;
    this.#normalizer.each(event, (output) => {
      if (isFirst) this.#statement(event, output, document);
      isFirst = false;
    });
    document.set('raw_data', event.records.map(({ line }) => line).join('\n'));
    return document;
  }

  #statement(event: AuditEvent, output: OutputEvent, document: NestedDocument): void {
    const activity = this.#activity(output);
    this.#taken.clear();
    for (const name of RESULTS) this.#taken.add(name);
    classify(activity, output.action, document);
    document.set('time', event.sec * 1000 + event.milli);
    document.set('message', sentence(output));
    const status = output.result === undefined ? { id: UNKNOWN, name: 'Unknown' } : STATUS[output.result];
    document.set('status_id', status.id);
    document.set('status', status.name);
    document.set('metadata.version', OCSF_VERSION);
    document.set('metadata.product.name', 'Linux Audit');
    document.set('metadata.product.vendor_name', 'Linux');
    document.set('metadata.profiles', ['host']);
    document.set('metadata.log_name', 'audit');
    document.set('metadata.event_code', output.typeName);
    document.set('metadata.uid', documentId(event));
    if (Number.isSafeInteger(event.serial)) document.set('metadata.sequence', event.serial);
    document.set('device.type_id', UNKNOWN);
    document.set('device.hostname', event.node ?? 'unknown');
    this.#objects(event, output, activity, document);
    this.#records(event, activity, document);
    const own = activity.process === 'own' ? 'process' : 'actor.process';
    if (document.has(own) && !document.has(`${own}.pid`)) document.set(`${own}.uid`, eventUid(event));
  }

  /** The class that the action asks for, if the event has what it requires. */
  #activity(output: OutputEvent): OcsfActivity {
    const activity = ocsfActivity(output.action, output.kind);
    const { name, categoryUid } = activity.class;
    const isSystem = categoryUid === 1;
    const hasPid = isJsonNumber(this.#value('pid') ?? '');
    if (isSystem && !hasPid && this.#value('auid') === undefined) return baseActivity();
    if (name === 'file_activity' && !setOcsfFile(output, undefined)) return baseActivity();
    if (name === 'process_activity' && activity.process === 'own' && !hasPid) return baseActivity();
    if (name === 'network_activity') return this.#peer() ? refusal(activity, this.#text('exit')) : baseActivity();
    if (name === 'group_management' && this.#group() === undefined) return baseActivity();
    if (name === 'account_change' && this.#account() === undefined) return baseActivity();
    if (name === 'authentication' && (this.#account() === undefined || this.#value('exe') === undefined))
      return baseActivity();
    return activity;
  }

  #objects({ records }: AuditEvent, output: OutputEvent, activity: OcsfActivity, document: NestedDocument): void {
    const own = activity.process === 'own' ? 'process' : 'actor.process';
    const argv = commandLine(
      records.flatMap(({ type }, record) => (type === EXECVE ? [record] : [])),
      this.#json,
    );
    document.set(`${own}.cmd_line`, shellWords(argv));
    const exe = this.#text('exe');
    if (exe !== undefined) setProgram(`${own}.file`, exe, document);
    const { name } = activity.class;
    if (name === 'file_activity') setOcsfFile(output, document);
    else if (name === 'network_activity') this.#network(output, document);
    else if (name === 'process_activity') this.#process(output, activity, document);
    else if (name === 'group_management') {
      document.set('group.name', this.#group()?.name);
      document.set('group.uid', this.#group()?.uid);
    }
    if (name === 'account_change' || name === 'authentication' || name === 'group_management') {
      if (name !== 'group_management' || this.#value('grp') !== undefined) this.#user(document);
      this.#origin(document);
    }
    if (name === 'authentication' && exe !== undefined) document.set('service.name', baseName(exe));
  }

  /** The process that is started or ended, where it is not that of the records. */
  #process(output: OutputEvent, activity: OcsfActivity, document: NestedDocument): void {
    if (activity.process === 'own') {
      const parent = this.#value('ppid');
      const isLaunch = activity.caption === 'Launch';
      const actor = isLaunch && parent !== undefined && isJsonNumber(parent) ? parent : this.#value('pid');
      if (actor !== undefined && isJsonNumber(actor)) document.set('actor.process.pid', Number(actor));
      return;
    }
    const target = this.#json.fields.records.findIndex(({ type }) => type === OBJ_PID);
    const pid = target < 0 ? undefined : this.#json.raw(target, 'opid');
    if (pid !== undefined && isJsonNumber(pid)) {
      document.set('process.pid', Number(pid));
      document.set('process.name', this.#json.text(target, 'ocomm'));
      document.set('process.user.uid', this.#json.raw(target, 'ouid'));
    } else {
      document.set('process.uid', eventUid(output.id));
      document.set('process.cmd_line', this.#text('cmd'));
    }
  }

  #network(output: OutputEvent, document: NestedDocument): void {
    const peer = this.#peer();
    if (!peer) return;
    this.#taken.add('saddr');
    const isInbound = INBOUND.has(output.action);
    const isOwn = output.action === 'bound-socket';
    const direction = DIRECTIONS[isInbound ? 'ingress' : 'egress'];
    const side = isInbound && !isOwn ? 'src_endpoint' : 'dst_endpoint';
    document.set(`${side}.ip`, peer.ip);
    document.set(`${side}.port`, peer.port);
    document.set('connection_info.direction_id', direction.id);
    document.set('connection_info.direction', direction.name);
    document.set('connection_info.protocol_ver_id', isIP(peer.ip));
  }

  /** The other end of a connection, if it has an address of the internet. */
  #peer(): { readonly ip: string; readonly port: number | undefined } | undefined {
    const record = this.#json.fields.records.findIndex(({ type }) => type === SOCKADDR);
    const text = record < 0 ? undefined : this.#json.text(record, 'saddr');
    const parts = text === undefined ? undefined : socketParts(text);
    const ip = withoutZone(parts?.get('address') ?? '');
    const port = parts?.get('port');
    return isIP(ip) === 0
      ? undefined
      : { ip, port: port !== undefined && isJsonNumber(port) ? Number(port) : undefined };
  }

  #user(document: NestedDocument): void {
    const account = this.#account();
    document.set('user.name', account?.name);
    document.set('user.uid', account?.uid);
  }

  /** Where a person came from. */
  #origin(document: NestedDocument): void {
    const address = this.#value('addr');
    if (address !== undefined && isIP(address) !== 0) document.set('src_endpoint.ip', withoutZone(address));
    document.set('src_endpoint.hostname', this.#text('hostname'));
  }

  #account(): { readonly name: string | undefined; readonly uid: string | undefined } | undefined {
    const uid = this.#value('id');
    const named = this.#text('acct');
    const looked = uid === undefined ? undefined : this.#text('id');
    const name = named ?? (looked === uid || looked?.startsWith('unknown(') ? undefined : looked);
    return name === undefined && uid === undefined ? undefined : { name, uid };
  }

  /** Groups stand where accounts do; `grp` comes with both. */
  #group(): { readonly name: string | undefined; readonly uid: string | undefined } | undefined {
    const name = this.#text('grp') ?? this.#text('acct');
    const uid = this.#value('grp') === undefined ? this.#value('id') : undefined;
    return name === undefined && uid === undefined ? undefined : { name, uid };
  }

  #records({ records }: AuditEvent, activity: OcsfActivity, document: NestedDocument): void {
    const { fields } = this.#json;
    const keys = new Set<string>();
    records.forEach(({ type }, record) => {
      if (GATHERED.has(type)) return;
      for (let field = this.#json.firstField(record); field < fields.count(record); field++) {
        const ref = fields.at(record, field);
        const name = fields.name(ref);
        if (name === 'key') {
          const key = decodeString(fields.raw(ref));
          if (key !== '(null)') keys.add(key);
        } else this.#field(ref, name, activity, document);
      }
    });
    document.set('metadata.labels', [...keys]);
  }

  #field(ref: FieldRef, name: string, activity: OcsfActivity, document: NestedDocument): void {
    const raw = this.#json.fields.raw(ref);
    const text = this.#json.texts.text(ref);
    const targets = this.#targets.get(name);
    if (targets === undefined) {
      if (PLAIN_NAME.test(name) && !this.#taken.has(name))
        document.setNamed('unmapped', name, text.slice(0, LONGEST_VALUE));
      return;
    }
    const prefix = activity.process === 'own' ? '' : 'actor.';
    for (const [target, reading] of targets) {
      document.set(target.startsWith('process.') ? prefix + target : target, readField(reading, raw, text));
    }
  }

  /** The raw value of the first field of that name in the event; undefined also for one that is not set. */
  #value(name: string): string | undefined {
    const ref = this.#find(name);
    const value =
      ref === undefined ? undefined : readField('id', this.#json.fields.raw(ref), this.#json.texts.text(ref));
    return value === undefined || value === '' ? undefined : String(value);
  }

  #text(name: string): string | undefined {
    const ref = this.#find(name);
    const isSet = ref !== undefined && this.#value(name) !== undefined;
    return (isSet && this.#json.texts.text(ref)) || undefined;
  }

  #find(name: string): FieldRef | undefined {
    this.#taken.add(name);
    const { records } = this.#json.fields;
    for (let record = 0; record < records.length; record++) {
      const ref = this.#json.find(record, name);
      if (ref >= 0) return ref;
    }
    return undefined;
  }
}

function classify(
  { class: { name, uid, caption, categoryUid, category }, ...activity }: OcsfActivity,
  action: string,
  document: NestedDocument,
): void {
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
  if (name === 'device_config_state_change') document.set('state_id', OTHER);
  if (name === 'device_config_state_change') document.set('state', action);
}

/** A connection that came to nothing has an activity of its own; one that goes on in the background has not. */
function refusal(activity: OcsfActivity, exit: string | undefined): OcsfActivity {
  if (activity.caption !== 'Open' || !exit?.startsWith('E') || exit.startsWith('EINPROGRESS')) return activity;
  return withActivity(activity, exit.startsWith('ECONNREFUSED') ? 'Refuse' : 'Fail');
}

/** Tells a process that the log has no number for from others. */
function eventUid({ sec, milli, serial }: EventId): string {
  return `${sec}.${String(milli).padStart(3, '0')}:${serial}`;
}

function setProgram(target: string, file: string, document: NestedDocument): void {
  const REGULAR_FILE = 1;
  document.set(`${target}.path`, file);
  document.set(`${target}.name`, baseName(file));
  document.set(`${target}.type_id`, REGULAR_FILE);
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1) || file;
}
