import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Accounts } from '../../src/accounts/accounts.js';
import { Out } from '../../src/bytes/out.js';
import { jsonToLog, linesOfDocument } from '../../src/input/form/json.js';
import type { AuditEvent } from '../../src/log/event.js';
import { jsonFormatter } from '../../src/output/json.js';
import { assembleModel } from '../support/model-assembler.js';

const root = path.resolve(import.meta.dirname, '../..');
const logs = path.join(root, '../shared/conformance/logs');
const accounts: Accounts = {
  userName: (uid) => (uid === 0 ? 'root' : undefined),
  groupName: (gid) => (gid === 0 ? 'root' : undefined),
  userId: (name) => (name === 'root' ? 0 : undefined),
  groupId: (name) => (name === 'root' ? 0 : undefined),
};
const schema = new Ajv2020({ allowUnionTypes: true, formats: { 'date-time': true } }).compile(
  JSON.parse(readFileSync(path.join(root, 'src/schema/event.schema.json'), 'utf8')),
);

function documents(events: readonly AuditEvent[]): string[] {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const formatter = jsonFormatter({ accounts, host: 'x86_64' });
  for (const event of events) formatter.event(event, out);
  out.flush();
  return text.split('\n').slice(0, -1);
}

/** Every byte and property that raw output and searching see. */
function seen(events: readonly AuditEvent[]): unknown {
  return events.map(({ sec, milli, serial, node, records }) => [
    [sec, milli, serial, node],
    records.map(({ type, text, enriched, newline }) => [type, text, enriched, newline]),
  ]);
}

function assertValid(document: string, validate: ValidateFunction): void {
  const parsed: unknown = JSON.parse(Buffer.from(document, 'latin1').toString('utf8'));
  assert.ok(validate(parsed), `${JSON.stringify(validate.errors)}\n${document}`);
}

test('a sentence that ends in "à" stays whole', () => {
  const log =
    'type=SYSCALL msg=audit(1600000000.001:1): arch=c000003e syscall=257 success=yes exit=3 items=1 pid=1 auid=0 uid=0 exe=2F62696E2FC3A0\n' +
    'type=PATH msg=audit(1600000000.001:1): item=0 name="/etc/x" inode=1 dev=00:01 mode=0100644 nametype=NORMAL\n';
  assert.match(documents(assembleModel(log, 2))[0] ?? '', /"sentence":"[^"]* using \/bin\/\xc3\xa0"/);
});

test('documents of the conformance logs are valid and give the log back', { skip: !existsSync(logs) }, () => {
  for (const name of readdirSync(logs)) {
    const events = assembleModel(readFileSync(path.join(logs, name), 'latin1'), 2);
    const lines = documents(events);
    assert.equal(lines.length, events.length);
    for (const document of lines) assertValid(document, schema);
    // One by one: an assembler that ages events by the others' times would release them in another order.
    const back = lines.flatMap((document) => assembleModel(linesOfDocument(document), 2));
    assert.deepEqual(seen(back), seen(events), name);
  }
});

const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
const body = fc.oneof(
  fc.string({ unit: byte.filter((c) => c !== '\n'), maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'a=1',
        'uid=0',
        'uid=0',
        'key=6101',
        "msg='x=y",
        '"',
        'name="\xff\x80"',
        'proctitle=C3A9FF',
        '\x1dUID="x"',
        'a0=',
        '{ x',
      ),
      {
        maxLength: 8,
      },
    )
    .map((words) => words.join(' ')),
);
const type = fc.constantFrom(
  'SYSCALL',
  'PATH',
  'CWD',
  'EXECVE',
  'AVC',
  'USER_AVC',
  'USER_LOGIN',
  'SOCKADDR',
  'UNKNOWN[1999]',
  'NONE',
);
const line = fc
  .tuple(type, fc.integer({ min: 0, max: 3 }), body)
  .map(([name, serial, text]) => `type=${name} msg=audit(1600000000.001:${serial}): ${text}`);

test('any log comes back from its documents, and they are valid', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean(), (records, isCut) => {
      const events = assembleModel(`${records.join('\n')}${isCut ? '' : '\n'}`, 2);
      const lines = documents(events);
      for (const document of lines) assertValid(document, schema);
      const back = lines.flatMap((document) => assembleModel(linesOfDocument(document), 2));
      assert.deepEqual(seen(back), seen(events));
    }),
  );
});

test('chunks may be cut anywhere', async () => {
  const events = assembleModel(
    'type=USER msg=audit(1600000000.001:1): a="\xc3\xa9"\ntype=USER msg=audit(1600000000.001:2): b=\xff\n',
    2,
  );
  const bytes = Buffer.from(`${documents(events).join('\n')}\n`, 'latin1');
  for (const size of [1, 7, 64, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    const lines: Buffer[] = [];
    for await (const chunk of jsonToLog(chunks)) lines.push(chunk);
    assert.deepEqual(seen(assembleModel(Buffer.concat(lines).toString('latin1'), 2)), seen(events));
  }
});

test('numbers are numbers below 2^53, hex stays text', () => {
  const [document = ''] = documents(
    assembleModel(
      'type=USER msg=audit(1600000000.001:1): pid=12 items=007 serial=9007199254740993 a0=10 grantors="a b"\n',
      2,
    ),
  );
  const { records } = JSON.parse(document) as {
    records: { fields: { name: string; raw: string; value: unknown }[] }[];
  };
  const values = Object.fromEntries(records[0]!.fields.map(({ name, value }) => [name, value]));
  assert.deepEqual(values, { pid: 12, items: '007', serial: '9007199254740993', a0: '0x10', grantors: '"a b"' });
});

test('a node may have any name', () => {
  const body = 'type=PROCTITLE msg=audit(1600000000.001:1): proctitle=2F62696E2F7368';
  for (const node of ['plain', 'ta\tb', 'quo"te', 'back\\slash', 'r\xc3\xa9seau', 'b\xff', 'del\x7f']) {
    const events = assembleModel(`node=${node} ${body}\n`.repeat(3), 2);
    const lines = documents([...events, ...events]);
    for (const document of lines) assertValid(document, schema);
    const back = lines.slice(0, events.length).flatMap((document) => assembleModel(linesOfDocument(document), 2));
    assert.deepEqual(seen(back), seen(events), node);
  }
});
