/** Parts of a JSON document that gather fields of several records: command line, files, socket address. */

import { decodeString } from '../bytes/hex.js';
import { joinPath } from '../interpret/path.js';
import type { JsonFields } from './json-fields.js';
import { isJsonNumber, jsonString } from './json-text.js';

/** `a0`, or `a2[1]`: the second piece of a long argument. */
const ARGUMENT = /^a(\d+)(?:\[\d+\])?$/;

/** The arguments of all EXECVE records, decoded, in order; pieces of long ones put together. */
export function commandLine(records: readonly number[], json: JsonFields): readonly string[] {
  const argv: string[] = [];
  let last: string | undefined;
  for (const record of records) {
    const count = json.fields.count(record);
    for (let field = 0; field < count; field++) {
      const ref = json.fields.at(record, field);
      const index = ARGUMENT.exec(json.fields.name(ref))?.[1];
      if (index === undefined) continue;
      const text = decodeString(json.fields.raw(ref));
      if (index === last) argv.push((argv.pop() ?? '') + text);
      else argv.push(text);
      last = index;
    }
  }
  return argv;
}

type Reading = 'number' | 'text' | 'name';

/** Keys of a path object and the fields they come from. */
const PATH_KEYS: readonly (readonly [string, string, Reading])[] = [
  ['item', 'item', 'number'],
  ['name', 'name', 'name'],
  ['inode', 'inode', 'number'],
  ['device', 'dev', 'text'],
  ['mode', 'mode', 'text'],
  ['owner', 'ouid', 'text'],
  ['group', 'ogid', 'text'],
  ['label', 'obj', 'text'],
  ['nametype', 'nametype', 'text'],
];

/** One PATH record; `cwd` is decoded. */
export function pathObject(record: number, cwd: string | undefined, json: JsonFields): string {
  let members = '';
  for (const [key, field, reading] of PATH_KEYS) {
    const ref = json.find(record, field);
    if (ref < 0) continue;
    const raw = json.fields.raw(ref);
    if (reading === 'name') members += nameMembers(raw, cwd);
    else if (reading === 'number' && isJsonNumber(raw)) members += `,"${key}":${raw}`;
    else members += `,"${key}":${jsonString(json.texts.text(ref))}`;
  }
  return `{${members.slice(1)}}`;
}

function nameMembers(raw: string, cwd: string | undefined): string {
  if (raw === '(null)') return ',"name":null';
  const name = decodeString(raw);
  const member = `,"name":${jsonString(name)}`;
  if (cwd === undefined && !name.startsWith('/')) return member;
  return `${member},"path":${jsonString(joinPath(cwd ?? '', name))}`;
}

/** Words of an interpreted socket address and what they are called in documents. */
const SOCKET_KEYS: ReadonlyMap<string, string> = new Map([
  ['saddr_fam', 'family'],
  ['laddr', 'address'],
  ['lport', 'port'],
  ['nlnk-fam', 'netlink_family'],
  ['nlnk-pid', 'netlink_pid'],
  ['call', 'call'],
  ['int', 'interface'],
]);

/** An interpreted address such as `{ saddr_fam=inet laddr=10.0.0.1 lport=80 }`, taken apart. */
export function socketParts(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const inner = text.startsWith('{ ') && text.endsWith(' }') ? text.slice(2, -2) : '';
  const path = inner.indexOf(' path=');
  for (const word of (path < 0 ? inner : inner.slice(0, path)).split(' ')) {
    const equals = word.indexOf('=');
    const key = equals < 0 ? undefined : SOCKET_KEYS.get(word.slice(0, equals));
    if (key !== undefined) parts.set(key, word.slice(equals + 1));
  }
  if (path >= 0) parts.set('path', inner.slice(path + 6)); // may contain blanks
  return parts;
}

export function socketObject(text: string): string {
  const members = [...socketParts(text)].map(
    ([key, value]) => `"${key}":${isJsonNumber(value) ? value : jsonString(value)}`,
  );
  return `{${[...members, `"text":${jsonString(text)}`].join(',')}}`;
}
