/**
 * Documents against the Elastic Common Schema. `ecs-fields.tsv` and `ecs-categories.tsv` are names and types from
 * @elastic/ecs 9.4.0 (Apache-2.0), the field sets that can occur.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { documentId } from '../../src/output/document-id.js';
import { ecsFormatter } from '../../src/output/ecs.js';
import { assembleModel } from '../support/model-assembler.js';

interface EcsField {
  readonly type: string;
  readonly isArray: boolean;
  readonly allowed: readonly string[];
}

const here = import.meta.dirname;
const logs = path.resolve(here, '../../../shared/conformance/logs');
const table = (name: string): string[][] =>
  readFileSync(path.join(here, name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
const fields = new Map<string, EcsField>(
  table('ecs-fields.tsv').map(([name = '', type = '', array, allowed = '']) => [
    name,
    { type, isArray: array === 'yes', allowed: allowed === '' ? [] : allowed.split(',') },
  ]),
);
const typesOf = new Map(table('ecs-categories.tsv').map(([category = '', types = '']) => [category, types.split(',')]));
/** What Auditbeat has beside the schema. */
const BESIDE = /^(auditd\.|user\.(audit|saved|filesystem)\.)/;
const accounts = {
  userName: (uid: number) => (uid === 0 ? 'root' : undefined),
  groupName: (gid: number) => (gid === 0 ? 'root' : undefined),
  userId: (name: string) => (name === 'root' ? 0 : undefined),
  groupId: () => undefined,
};

function print(log: string, bulk = false): string[] {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('utf8');
  });
  const formatter = ecsFormatter({ accounts, host: 'x86_64', bulk });
  for (const event of assembleModel(log, 2)) formatter.event(event, out);
  out.flush();
  return text.split('\n').slice(0, -1);
}

function* leaves(value: object, prefix = ''): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) yield* leaves(inner, `${prefix}${key}.`);
    else yield [prefix + key, inner];
  }
}

function assertLeaf(key: string, value: unknown): void {
  if (BESIDE.test(key)) return;
  const field = fields.get(key);
  assert.ok(field, `no field ${key}`);
  assert.equal(Array.isArray(value), field.isArray, key);
  for (const item of Array.isArray(value) ? value : [value]) {
    if (field.type === 'long') assert.ok(Number.isSafeInteger(item), `${key} ${item}`);
    else assert.equal(typeof item, 'string', key);
    if (field.type === 'ip') assert.ok(isIP(item), `${key} ${item}`);
    if (field.type === 'date') assert.match(item, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    if (field.allowed.length > 0) assert.ok(field.allowed.includes(item), `${key} ${item}`);
  }
}

interface Categorized {
  readonly event: { readonly category?: readonly string[]; readonly type?: readonly string[] };
}

function assertEcs(line: string): void {
  const document = JSON.parse(line) as Categorized;
  for (const [key, value] of leaves(document)) assertLeaf(key, value);
  for (const category of document.event.category ?? []) {
    for (const type of document.event.type ?? [])
      assert.ok(typesOf.get(category)?.includes(type), `${category} ${type}`);
  }
}

test('documents of the conformance logs fit the schema', { skip: !existsSync(logs) }, () => {
  for (const name of readdirSync(logs)) print(readFileSync(path.join(logs, name), 'latin1')).forEach(assertEcs);
});

test('hostile records fit as well', () => {
  const word = fc.constantFrom(
    '__proto__=1',
    'constructor=x',
    'pid=zz',
    'pid=5',
    'addr=::1%lo',
    'addr=?',
    'a.b=c',
    'key=610162',
    'uid=\xff',
    'toString=1',
    'session=1',
    'exe="\xc3\xa9 x"',
    'ses=1',
  );
  fc.assert(
    fc.property(
      fc.array(word),
      fc.constantFrom('USER', 'SYSCALL', 'PATH', 'EXECVE', 'SOCKADDR', 'AVC'),
      (words, type) => {
        print(`type=${type} msg=audit(1600000000.001:1): ${words.join(' ')}\n`).forEach(assertEcs);
      },
    ),
  );
});

const exec = [
  'node=web1 type=SYSCALL msg=audit(1600000000.001:7): arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=1 ppid=10 pid=20 auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="ls" exe="/bin/ls" key="exec"',
  'node=web1 type=EXECVE msg=audit(1600000000.001:7): argc=2 a0="ls" a1=2D6C2078',
  'node=web1 type=CWD msg=audit(1600000000.001:7): cwd="/root"',
  'node=web1 type=PATH msg=audit(1600000000.001:7): item=0 name="../bin/ls" inode=5 dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL',
  'node=web1 type=PATH msg=audit(1600000000.001:7): item=1 name="/lib/ld.so" inode=6 dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL',
].join('\n');

test('a program start', () => {
  const [line = ''] = print(`${exec}\n`);
  const found = Object.fromEntries(leaves(JSON.parse(line) as object));
  const expected: Record<string, unknown> = {
    '@timestamp': '2020-09-13T12:26:40.001Z',
    'event.category': ['process'],
    'event.type': ['start'],
    'event.action': 'executed',
    'event.outcome': 'success',
    'event.sequence': 7,
    'host.name': 'web1',
    'process.args': ['ls', '-l x'],
    'process.parent.pid': 10,
    'process.working_directory': '/root',
    'user.effective.group.name': 'root',
    'user.audit.id': undefined,
    'file.path': '/bin/ls',
    'file.mode': '0755',
    tags: ['exec'],
  };
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(found[key], value, key);
});

test('bulk: the id depends on the event alone', () => {
  const [action = '', document = ''] = print(`${exec}\n`, true);
  const [event] = assembleModel(`${exec}\n`, 2);
  assert.deepEqual(JSON.parse(action), { create: { _id: documentId(event!) } });
  assertEcs(document);
});
