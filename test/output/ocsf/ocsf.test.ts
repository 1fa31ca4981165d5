/** Documents against the Open Cybersecurity Schema Framework's own definitions (`schema.json`), which each must keep to the letter. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../../src/bytes/out.js';
import { ocsfFormatter } from '../../../src/output/ocsf.js';
import * as tables from '../../../src/tables/generated/tables.js';
import { rows } from '../../../src/tables/lookup.js';
import { draws } from '../../support/draws.js';
import { assembleModel } from '../../support/model-assembler.js';

type Enum = Readonly<Record<string, string>>;
interface Definition {
  readonly attributes: Readonly<Record<string, string>>;
  readonly at_least_one?: readonly string[];
  readonly enums?: Readonly<Record<string, Enum>>;
}
interface ClassDefinition extends Definition {
  readonly name: string;
  readonly category: readonly [number, string];
  readonly activities: Enum;
}
interface Schema {
  readonly enums: Readonly<Record<string, Enum>>;
  readonly base: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, ClassDefinition>>;
  readonly objects: Readonly<Record<string, Definition>>;
}
type Document = Readonly<Record<string, unknown>>;

const here = import.meta.dirname;
const schema: Schema = JSON.parse(readFileSync(path.join(here, 'schema.json'), 'utf8'));
const logs = path.resolve(here, '../../../../shared/conformance/logs');
const sample = readFileSync(path.resolve(here, '../../../fixtures/sample.log'), 'latin1');
const accounts = {
  userName: (uid: number) => (uid === 0 ? 'root' : undefined),
  groupName: (gid: number) => (gid === 0 ? 'root' : undefined),
  userId: (name: string) => (name === 'root' ? 0 : undefined),
  groupId: () => undefined,
};

function print(log: string): string[] {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('utf8');
  });
  const formatter = ocsfFormatter({ accounts, host: 'x86_64' });
  for (const event of assembleModel(log, 2)) formatter.event(event, out);
  out.flush();
  return text.split('\n').slice(0, -1);
}

const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function assertType(type: string, value: unknown, at: string): void {
  if (type === 'int') assert.ok(Number.isSafeInteger(value), `${at} ${value}`);
  else if (type === 'str') assert.equal(typeof value, 'string', at);
  else if (type === 'bool') assert.equal(typeof value, 'boolean', at);
  else if (type === 'list') assert.ok(Array.isArray(value) && value.every((item) => typeof item === 'string'), at);
  else {
    assert.ok(isObject(value), at);
    const definition = schema.objects[type];
    if (type !== 'obj') assertObject(definition, value, at);
  }
}

function assertObject(definition: Definition | undefined, value: Document, at: string): void {
  assert.ok(definition, at);
  for (const [name, type] of Object.entries(definition.attributes)) {
    if (type.endsWith('!')) assert.ok(name in value, `${at}.${name} is required`);
  }
  for (const [name, inner] of Object.entries(value)) {
    const type = definition.attributes[name];
    assert.ok(type, `${at} has no attribute ${name}`);
    assertType(type.replace('!', ''), inner, `${at}.${name}`);
    const words = definition.enums?.[name] ?? schema.enums[name];
    if (words) assert.ok(String(inner) in words, `${at}.${name} ${inner}`);
  }
  const some = definition.at_least_one;
  if (some)
    assert.ok(
      some.some((name) => name in value),
      `${at} needs one of ${some}`,
    );
}

function assertEvent(event: Document): void {
  const definition = schema.classes[String(event.class_uid)];
  assert.ok(definition, `class ${event.class_uid}`);
  const { attributes, activities, category } = definition;
  assertObject({ ...definition, attributes: { ...schema.base, ...attributes } }, event, definition.name);
  assert.deepEqual([event.class_name, event.category_uid, event.category_name], [definition.name, ...category]);
  assert.equal(event.type_uid, Number(event.class_uid) * 100 + Number(event.activity_id));
  if (event.activity_id !== 99) assert.equal(event.activity_name, activities[String(event.activity_id)]);
  assert.equal(event.status, schema.enums.status_id?.[String(event.status_id)]);
}

const parsed = (log: string): Document[] => print(log).map((line) => JSON.parse(line));

test('every event of the sample log keeps to the schema', () => {
  const events = parsed(sample);
  assert.equal(events.length, assembleModel(sample, 2).length);
  for (const event of events) assertEvent(event);
  assert.ok(new Set(events.map(({ class_uid: uid }) => uid)).size >= 7);
});

test('every event of real logs does', { skip: !existsSync(logs) && 'logs are not here' }, () => {
  const seen = new Set<unknown>();
  for (const name of readdirSync(logs)) {
    if (!/\.log$/.test(name)) continue;
    for (const event of parsed(readFileSync(path.join(logs, name), 'latin1').slice(0, 400_000))) {
      assertEvent(event);
      seen.add(event.class_uid);
    }
  }
  assert.deepEqual([...seen].sort(), [0, 1001, 1007, 3001, 3002, 3006, 4001, 5019]);
});

test('what lines are left of an event, however they are damaged, makes a document of the schema', () => {
  const lines = sample.split('\n');
  const line = fc.integer({ min: 0, max: lines.length - 2 }).map((at) => lines[at]!);
  const damaged = fc
    .tuple(line, fc.nat(400), fc.nat(40))
    .map(([text, at, length]) => text.slice(0, at) + text.slice(at + length));
  fc.assert(
    fc.property(fc.array(fc.oneof(line, damaged), { minLength: 1, maxLength: 6 }), (chosen) => {
      for (const event of parsed(`${chosen.join('\n')}\n`)) assertEvent(event);
    }),
    { numRuns: draws(300) },
  );
});

test('a stamp beyond all numbers is a time, too', () => {
  for (const stamp of ['17953472555373', '9223372036854775800.123']) {
    for (const event of parsed(`type=CWD msg=audit(${stamp}:7): cwd="/"\n`)) assertEvent(event);
  }
});

test('the tables name classes, categories and activities as the schema does', () => {
  for (const { uid, caption, category_uid: category, category: name } of rows(tables.ocsfClasses)) {
    const definition = schema.classes[uid];
    assert.deepEqual([definition?.name, definition?.category], [caption, [category, name]]);
  }
  const uids = new Map(rows(tables.ocsfClasses).map(({ class: name, uid }) => [name, uid]));
  for (const { class: name, activity, caption } of rows(tables.ocsfActivities)) {
    assert.equal(schema.classes[uids.get(name) ?? -1]?.activities[activity], caption);
  }
});

const ID = 'msg=audit(1700000000.123:7)';
const call = (more: string): string =>
  `type=SYSCALL ${ID}: arch=c000003e ${more} ppid=10 pid=11 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="x" exe="/usr/bin/x" key="k"`;

function only(log: string): (key: string) => unknown {
  const [event] = parsed(`${log}\n`);
  assert.ok(event);
  assertEvent(event);
  return (key) => key.split('.').reduce((at: unknown, name) => (isObject(at) ? at[name] : undefined), event);
}

test('a program that is run is a launch by its parent', () => {
  const argv = `type=EXECVE ${ID}: argc=2 a0="x" a1=612062`;
  const event = only(`${call('syscall=59 success=yes exit=0')}\n${argv}`);
  assert.deepEqual([event('class_uid'), event('activity_id'), event('type_uid')], [1007, 1, 100701]);
  assert.deepEqual([event('time'), event('status_id'), event('metadata.labels')], [1700000000123, 1, ['k']]);
  assert.deepEqual([event('process.pid'), event('process.cmd_line')], [11, "x 'a b'"]);
  assert.deepEqual(event('process.file'), { path: '/usr/bin/x', name: 'x', type_id: 1 });
  assert.deepEqual([event('actor.process.pid'), event('actor.user.uid')], [10, '1000']);
  assert.deepEqual(event('actor.session'), { uid: '3', terminal: 'pts0' });
  assert.match(String(event('raw_data')), /^type=SYSCALL .*\ntype=EXECVE .*a1=612062$/);
  assert.deepEqual(
    ['exe', 'success', 'syscall'].map((name) => event(`unmapped.${name}`)),
    [undefined, undefined, 'execve'],
  );
});

test('connections that are refused, fail, or go on in the background are told apart', () => {
  const address = `type=SOCKADDR ${ID}: saddr=020001BB0A000005000000000000000000000000`;
  const activity = (result: string): unknown => only(`${call(`syscall=42 ${result}`)}\n${address}`)('activity_name');
  assert.equal(activity('success=yes exit=0'), 'Open');
  assert.equal(activity('success=no exit=-111'), 'Refuse');
  assert.equal(activity('success=no exit=-110'), 'Fail');
  assert.equal(activity('success=no exit=-115'), 'Open');
  const event = only(`${call('syscall=42 success=yes exit=0')}\n${address}`);
  assert.deepEqual(event('dst_endpoint'), { ip: '10.0.0.5', port: 443 });
});

test('a failed login tells who, from where, and by which service', () => {
  const said = 'op=login acct="eve" exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed';
  const event = only(`type=USER_LOGIN ${ID}: pid=9 uid=0 auid=4294967295 ses=4294967295 msg='${said}'`);
  assert.deepEqual([event('class_uid'), event('activity_name'), event('status_id')], [3002, 'Logon', 2]);
  assert.deepEqual([event('user'), event('service')], [{ name: 'eve' }, { name: 'sshd' }]);
  assert.deepEqual(event('src_endpoint'), { ip: '203.0.113.9' });
});
