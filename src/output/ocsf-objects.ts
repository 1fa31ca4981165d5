/** Processes, endpoints, users and groups of the Open Cybersecurity Schema Framework. */
import { isIP } from 'node:net';
import { OBJ_PID, SOCKADDR } from '../tables/generated/record-type.js';
import type { DocumentHoles } from './document-holes.js';
import { EVENT_UID, eventUid } from './document-id.js';
import { withoutZone } from './field-reading.js';
import { socketParts } from './json-parts.js';
import { isJsonNumber } from './json-text.js';
import type { NestedDocument } from './nested-document.js';
import type { OcsfActivity } from './ocsf-class.js';
import type { TakenFields } from './ocsf-fields.js';

const REGULAR_FILE = 1;
const DIRECTIONS = { ingress: { id: 1, name: 'Inbound' }, egress: { id: 2, name: 'Outbound' } } as const;
const INBOUND = new Set(['accepted-connection-from', 'received-from', 'bound-socket']);

export interface Principal {
  readonly name: string | undefined;
  readonly uid: string | undefined;
}

/** An address of the internet. */
export interface Peer {
  readonly ip: string;
  readonly port: number | undefined;
}

/** The process that is started, ended or changed, and who does that. */
export function setProcess(
  fields: TakenFields,
  activity: OcsfActivity,
  document: NestedDocument,
  holes: DocumentHoles,
): void {
  if (activity.process === 'own') {
    const parent = fields.number('ppid');
    document.set('actor.process.pid', (activity.caption === 'Launch' ? parent : undefined) ?? fields.number('pid'));
    return;
  }
  const target = fields.record(OBJ_PID);
  const pid = target < 0 ? undefined : fields.json.raw(target, 'opid');
  if (pid !== undefined && isJsonNumber(pid)) {
    document.set('process.pid', Number(pid));
    document.set('process.name', fields.json.text(target, 'ocomm'));
    document.set('process.user.uid', fields.json.raw(target, 'ouid'));
  } else {
    document.set('process.uid', holes.ofEvent(eventUid, EVENT_UID));
    document.set('process.cmd_line', fields.text('cmd'));
  }
}

export function setProgram(target: string, file: string, document: NestedDocument): void {
  document.set(`${target}.path`, file);
  document.set(`${target}.name`, baseName(file));
  document.set(`${target}.type_id`, REGULAR_FILE);
}

export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1) || file;
}

export function setNetwork({ ip, port }: Peer, action: string, document: NestedDocument): void {
  const direction = DIRECTIONS[INBOUND.has(action) ? 'ingress' : 'egress'];
  // A socket is bound to an address of this host.
  const side = INBOUND.has(action) && action !== 'bound-socket' ? 'src_endpoint' : 'dst_endpoint';
  document.set(`${side}.ip`, ip);
  document.set(`${side}.port`, port);
  document.set('connection_info.direction_id', direction.id);
  document.set('connection_info.direction', direction.name);
  document.set('connection_info.protocol_ver_id', isIP(ip));
}

/** The other end of a connection, if it has an address of the internet. */
export function peerOf(fields: TakenFields): Peer | undefined {
  const record = fields.record(SOCKADDR);
  const text = record < 0 ? undefined : fields.json.text(record, 'saddr');
  const parts = text === undefined ? undefined : socketParts(text);
  const ip = withoutZone(parts?.get('address') ?? '');
  if (isIP(ip) === 0) return undefined;
  fields.take('saddr');
  const port = parts?.get('port');
  return { ip, port: port !== undefined && isJsonNumber(port) ? Number(port) : undefined };
}

/** Where a person came from. */
export function setOrigin(fields: TakenFields, document: NestedDocument): void {
  const address = fields.value('addr');
  if (address !== undefined && isIP(address) !== 0) document.set('src_endpoint.ip', withoutZone(address));
  document.set('src_endpoint.hostname', fields.text('hostname'));
}

export function accountOf(fields: TakenFields): Principal | undefined {
  const uid = fields.value('id');
  const looked = fields.text('id');
  const name = fields.text('acct') ?? (looked === uid || looked?.startsWith('unknown(') ? undefined : looked);
  return name === undefined && uid === undefined ? undefined : { name, uid };
}

/** Groups stand where accounts do; `grp` comes with both. */
export function groupOf(fields: TakenFields): Principal | undefined {
  const name = fields.text('grp') ?? fields.text('acct');
  const uid = fields.value('grp') === undefined ? fields.value('id') : undefined;
  return name === undefined && uid === undefined ? undefined : { name, uid };
}
