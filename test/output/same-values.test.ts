/** What `-i` and JSON say of the same record is the same: machine, system call and signal of every record with one. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Interpreter } from '../../src/interpret/interpreter.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { gatheredText } from '../../src/output/formatter.js';
import { InterpretFormatter } from '../../src/output/interpret.js';
import { jsonFormatter } from '../../src/output/json.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';
import { fixtures } from '../support/golden.js';

const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};
const interpret = new InterpretFormatter({
  interpreter: new Interpreter({ accounts, escape: 'raw' }),
  locale: cLocale(),
});
const json = jsonFormatter({ accounts });
const TYPES = new Set(['SYSCALL', 'SECCOMP', 'URINGOP']);

/** `field=value` of each record that has one, as `-i` shows it and as JSON does. */
function both(line: string): readonly [string[], string[]] {
  const [, type = ''] = /type=(\w+)/.exec(line) ?? [];
  const record = AuditRecord.fromLine(recordTypeNumber(type), line);
  const event: AuditEvent = { sec: 1, milli: 0, serial: 1, node: undefined, records: [record] };
  const shown = gatheredText((out) => interpret.event(event, out));
  const document = JSON.parse(gatheredText((out) => json.event(event, out)));
  const names = ['arch', 'syscall'];
  const fields: readonly { name: string; value: string }[] = document.records[0].fields;
  return [
    names.flatMap((name) => new RegExp(` (${name}=\\S+)`).exec(shown)?.[1] ?? []),
    names.flatMap((name) => {
      const found = fields.find((field) => field.name === name);
      return found ? `${name}=${found.value}` : [];
    }),
  ];
}

test('a SECCOMP record whose call the log did not name', () => {
  const line =
    'type=SECCOMP msg=audit(1795340882.016:346964): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=26370 comm="python3" exe="/usr/bin/python3.11" sig=9 arch=c000003e syscall=39 compat=0 ip=0x7f code=0x0\x1dARCH=x86_64 SYSCALL=unknown-syscall(-1)';
  assert.deepEqual(both(line), [
    ['arch=x86_64', 'syscall=getpid'],
    ['arch=x86_64', 'syscall=getpid'],
  ]);
});

const folders = [path.join(fixtures, 'logs'), path.resolve(import.meta.dirname, '../../../shared/conformance/logs')];
for (const folder of folders.filter((name) => existsSync(name))) {
  for (const name of readdirSync(folder)) {
    test(`${name}: records about system calls`, () => {
      for (const line of readFileSync(path.join(folder, name), 'latin1').split('\n')) {
        if (!TYPES.has(/type=(\w+) msg=audit\(/.exec(line)?.[1] ?? '')) continue;
        const [shown, written] = both(line);
        assert.deepEqual(written, shown, line);
      }
    });
  }
}
