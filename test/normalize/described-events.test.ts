import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Interpreter } from '../../src/interpret/interpreter.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { EventFields } from '../../src/normalize/fields.js';
import { csvFormatter } from '../../src/output/csv.js';
import { type Formatter, gatheredText } from '../../src/output/formatter.js';
import { jsonFormatter } from '../../src/output/json.js';
import { JsonFields } from '../../src/output/json-fields.js';
import { textFormatter } from '../../src/output/text.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';
import { debianAccounts, testInterpreter } from '../interpret/printed.js';
import { draws } from '../support/draws.js';

const one = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
/** open, chmod, chown, kill, mount; socketcall of i386. */
const CALLS = one('c000003e syscall=2', 'c000003e syscall=90', 'c000003e syscall=92', '40000003 syscall=102').map(
  (call) => `arch=${call}`,
);
const OTHER_CALLS = one(
  ...[
    'arch=c000003e syscall=62',
    'arch=c000003e syscall=165',
    'syscall=59',
    'arch=c000003e',
    'arch="c000003e syscall=2',
  ],
  ...[
    'arch=c000003e syscall=2 per=400000',
    'arch=c000003e syscall=2 a0=7',
    'arch=c000003e syscall=2 fan_type=1',
    'a=\\',
  ],
);
const NUMBER = fc.oneof(
  { weight: 40, arbitrary: one('0', '1', '3', '-1', 'ffffffff', '1a4') },
  { weight: 1, arbitrary: one('3)', '', '(null)', '"5"') },
);
const PASSING = fc
  .tuple(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, one('items=1', 'items=1', 'items=1', 'itemz=1', 'items=1 x=2'))
  .map(([exit, a0, a1, a2, ppid, pid, items]) => {
    return `exit=${exit} a0=${a0} a1=${a1} a2=${a2} a3=0 ${items} ppid=${ppid} pid=${pid}`;
  });
const IDENTITY = one(
  'auid=0 uid=1 ses=2 comm="sh" exe="/bin/sh" key="k"',
  'auid=-1 uid=0 exe="/usr/bin/python" key=(null)',
);
const NAMES = one(
  ...['', '\x1dARCH=x86_64 SYSCALL=open AUID="alice"', '\x1dARCH=i386 SYSCALL=chmod AUID="alice"', '\x1dAUID="bob"'],
  ...['\x1dPID="x" A0=unknown-1', '\x1dA1="y" ARCH=unknown-elf', '\x1d', '\x1dUID="\xff"'],
);
/** Where a SYSCALL record has its passing fields. */
const MARK = '@';
const SYSCALL = fc
  .tuple(fc.oneof(CALLS, OTHER_CALLS), one('success=yes', 'success=no', ''), IDENTITY, NAMES)
  .map(([call, success, identity, names]) => `SYSCALL ${call} ${success} ${MARK} ${identity}${names}`);
const OTHERS = one(
  'CWD cwd="/tmp"',
  'PATH item=0 name="a" inode=5 mode=0100644 nametype=NORMAL',
  'PATH item=0 name="/etc" inode=6 mode=040755 nametype=PARENT',
  'PATH item=1 name="b" nametype=CREATE\x1dOUID="x"',
  'OBJ_PID opid=4 oauid=0 ouid=0 oses=1 ocomm="x"',
  'OBJ_PID opid=5 oauid=0 ouid=0 oses=1 ocomm="y"',
  'PROCTITLE proctitle="sh"',
  'USER_LOGIN pid=1 uid=0 auid=0 ses=1 msg=\'op=login acct="root" exe="/bin/login" res=success\'',
  'USER_LOGIN pid=2 uid=0 auid=0 ses=1 msg=\'op=login acct="root" exe="/bin/login" res=success\'',
  'USER_LOGIN pid=uid=0 auid=0 ses=1 msg=\'op=login acct="root" exe="/bin/login" res=success\'',
  'MAC_POLICY_LOAD auid=0 ses=1 lsm=selinux res=1',
  'UNKNOWN[1555] pid=3 x=4',
  'FANOTIFY resp=1 fan_type=1 fan_info=3F',
  'FANOTIFY resp=1 fan_info=3F',
  'USER_AVC pid=5 uid=0 msg=\'avc:  denied  { read } for pid=7 exe="/bin/a b"\'',
  'TRUSTED_APP pid=5 data=6162 pid=6',
  'CWD cwd="/t\xc3\xa9\xff"',
);
const EVENT = fc.record({
  sec: one(0, 1700000000, 1700000001),
  node: one<string | undefined>(undefined, undefined, 'a', 'b'),
  newline: fc.boolean(),
  texts: fc.array(fc.oneof({ weight: 2, arbitrary: SYSCALL }, { weight: 3, arbitrary: OTHERS }), {
    minLength: 1,
    maxLength: 4,
  }),
});

function eventFrom({
  sec,
  node,
  newline,
  texts,
}: Omit<AuditEvent, 'records' | 'milli' | 'serial'> & {
  readonly newline: boolean;
  readonly texts: readonly string[];
}): AuditEvent {
  const records = texts.map((text) => {
    const type = text.slice(0, text.indexOf(' '));
    const header = `${node === undefined ? '' : `node=${node} `}type=${type} msg=audit(${sec}.000:7):`;
    return AuditRecord.fromLine(recordTypeNumber(type), header + text.slice(type.length), newline);
  });
  return { sec, milli: 0, serial: 7, node, records };
}

function printed(formatter: Formatter, event: AuditEvent): string {
  return gatheredText((out) => formatter.event(event, out));
}

const makers: Readonly<Record<string, () => Formatter>> = {
  csv: () => {
    const extras = { keys: true, labels: true, object2: true, time: true };
    return csvFormatter({ ...options(), extras, err: () => {} });
  },
  text: () => textFormatter(options()),
  json: () => jsonFormatter({ accounts: debianAccounts, host: 'x86_64' }),
};

function options() {
  return { interpreter: testInterpreter(), accounts: debianAccounts, locale: cLocale() };
}

for (const [format, make] of Object.entries(makers)) {
  test(`${format}: what was said before about an event of the same shape holds`, () => {
    const formatter = make();
    fc.assert(
      fc.property(EVENT, fc.array(PASSING, { minLength: 1, maxLength: 4 }), (given, passing) => {
        for (const values of passing) {
          const event = (): AuditEvent =>
            eventFrom({ ...given, texts: given.texts.map((text) => text.replace(MARK, values)) });
          assert.equal(printed(formatter, event()), printed(make(), event()));
        }
      }),
      { numRuns: draws(1000) },
    );
  });
}

test('json: known records have the fields that they have by themselves', () => {
  const formatter = makers.json!();
  const interpreter = new Interpreter({ accounts: debianAccounts, host: 'x86_64', escape: 'raw' });
  const json = new JsonFields(new EventFields({ wholeQuotes: true }), interpreter);
  fc.assert(
    fc.property(EVENT, PASSING, (given, values) => {
      const event = eventFrom({ ...given, texts: given.texts.map((text) => text.replace(MARK, values)) });
      const document = JSON.parse(Buffer.from(printed(formatter, event), 'latin1').toString());
      json.fields.load(event.records);
      json.texts.reset();
      event.records.forEach((record, i) => {
        const fields = `[${json.ofRecord(i)}]`;
        assert.deepEqual(document.records[i].fields, JSON.parse(Buffer.from(fields, 'latin1').toString()));
        const line = document.records[i].line_base64 ?? Buffer.from(document.records[i].line).toString('base64');
        assert.equal(line, Buffer.from(record.line, 'latin1').toString('base64'));
      });
    }),
    { numRuns: draws(3000) },
  );
});
