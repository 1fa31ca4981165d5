/** One set of events in every form that other programs keep them in, and what must never become a record. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { asLog, formOf } from '../../../src/input/form/forms.js';
import { chunksOf, fromChunks } from '../../../src/input/reader.js';
import { recordTypeNumber } from '../../../src/tables/record-types.js';
import { draws } from '../../support/draws.js';

const logs = path.resolve(import.meta.dirname, '../../../fixtures/logs');
const RECORD = /^type=(\S+) msg=audit\((\d+)\.(\d{3}):(\d+)\): ([^\x1d]*)/;

interface Part {
  readonly type: string;
  readonly number: number;
  readonly sec: string;
  readonly milli: string;
  readonly serial: string;
  readonly body: string;
}

/** Records without what the kernel doesn't know: the enriched part. */
const records: readonly Part[] = readFileSync(path.join(logs, 'files.log'), 'latin1')
  .split('\n')
  .flatMap((line) => {
    const [, type = '', sec = '', milli = '', serial = '', body = ''] = RECORD.exec(line) ?? [];
    return type === '' ? [] : [{ type, number: recordTypeNumber(type), sec, milli, serial, body }];
  })
  .slice(0, 200);
const plain = (part: Part): string =>
  `type=${part.type} msg=audit(${part.sec}.${part.milli}:${part.serial}): ${part.body}`;
const kernel = ({ number, sec, milli, serial, body }: Part): string =>
  `audit: type=${number} audit(${sec}.${milli}:${serial}): ${body}`;

/** Chunks are cut where `cuts` says. */
async function read(text: string, cuts: readonly number[] = []): Promise<string> {
  const bytes = Buffer.from(text, 'latin1');
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const [i, start] of [0, ...at].entries()) yield bytes.subarray(start, at[i] ?? bytes.length);
  }
  const log: Buffer[] = [];
  for await (const chunk of chunksOf(await asLog(fromChunks(chunks()), 'test'))) log.push(chunk);
  return Buffer.concat(log).toString('latin1');
}

function exported(part: Part): string {
  const value = `${part.type} ${part.body}`;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  const message = Number(part.serial) % 2 ? `MESSAGE=${value}` : `MESSAGE\n${length.toString('latin1')}${value}`;
  return `__CURSOR=s=1;i=2\n_HOSTNAME=alpha\n_TRANSPORT=audit\n_SOURCE_REALTIME_TIMESTAMP=${part.sec}${part.milli}000\n_AUDIT_TYPE=${part.number}\n_AUDIT_ID=${part.serial}\n${message}\n\n`;
}

function journalJson(part: Part): string {
  const text = `${part.type} ${part.body}`;
  const entry = {
    __CURSOR: 's=1',
    _HOSTNAME: 'alpha',
    _TRANSPORT: 'audit',
    _SOURCE_REALTIME_TIMESTAMP: `${part.sec}${part.milli}000`,
    _AUDIT_TYPE: String(part.number),
    _AUDIT_ID: part.serial,
    MESSAGE: Number(part.serial) % 2 ? text : [...Buffer.from(text, 'latin1')],
  };
  return `${JSON.stringify(entry)}\n`;
}

const lines = (prefix: string, of: (part: Part) => string): string =>
  records.map((part) => `${prefix}${of(part)}\n`).join('');

/** What each makes of the records, and whether it tells the host. */
const doors: readonly (readonly [name: string, text: string, host: boolean])[] = [
  ['dmesg', lines('[   12.345678] ', kernel), false],
  ['dmesg of a kernel that tells the thread', lines('[   12.345678][   T60] ', kernel), false],
  ['dmesg -t', lines('', kernel), false],
  ['dmesg -T', lines('[Mon Mar  8 10:35:47 2021] ', kernel), false],
  ['dmesg -x', lines('kern  :notice: [   12.345678] ', kernel), false],
  ['dmesg -r', lines('<5>[   12.345678] ', kernel), false],
  ['/dev/kmsg', lines('5,123,456,-;', kernel), false],
  ['syslog', lines('Mar  8 10:35:47 alpha kernel: [   12.3] ', kernel), true],
  ['syslog with ISO time', lines('2021-03-08T10:35:47.123456+01:00 alpha kernel: ', kernel), true],
  ['syslog of audispd', lines('Mar  8 10:35:47 alpha audispd: ', plain), true],
  ['syslog of audisp-syslog', lines('<13>Mar  8 10:35:47 alpha audisp-syslog[77]: ', plain), true],
  ['RFC 5424', lines('<13>1 2021-03-08T10:35:47.003Z alpha audisp-syslog 77 - [x@1 a="b]\\"c"] ', plain), true],
  ['journal export', records.map(exported).join(''), true],
  ['journal json', records.map(journalJson).join(''), true],
];

for (const [name, text, host] of doors) {
  test(name, async () => {
    const wanted = records.map((part) => `${host ? 'node=alpha ' : ''}${plain(part)}\n`).join('');
    assert.equal(await read(text), wanted);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 8 }), async (cuts) => {
        assert.equal(await read(text, cuts), wanted);
      }),
      { numRuns: draws(10) },
    );
  });
}

test('forms that change in the middle, and lines that hold no record', async () => {
  const each = doors.map(([, text]) => text);
  const noise = 'Mar  8 10:35:47 alpha sshd[1]: Accepted publickey\n[   1.0] Linux version 6\n';
  const all = await read(lines('', plain) + noise + each.join(noise));
  assert.equal(all.split('\n').length - 1, records.length * (doors.length + 1) - twins());
});

/** Kernel messages and the journal's audit entries of host alpha are the same records by two channels. */
function twins(): number {
  return records.length * 2;
}

test('what users write never becomes a record', async () => {
  const forged = 'type=USER_LOGIN msg=audit(1700000000.000:1): pid=1 res=success';
  const kernelSays = 'audit: type=1100 audit(1700000000.000:1): pid=1';
  const text = [
    `Mar  8 10:35:47 alpha sshd[5]: ${forged}`,
    `Mar  8 10:35:47 alpha su: ${kernelSays}`,
    `Mar  8 10:35:47 alpha mallory: kernel: ${kernelSays}`,
    `<13>Mar  8 10:35:47 alpha kernel: ${kernelSays}`,
    `12,5,6,-;${kernelSays}`,
    `user  :notice: [    1.0] ${kernelSays}`,
    `[    1.0] mallory: ${kernelSays}`,
    JSON.stringify({ __CURSOR: 'x', _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'kernel', MESSAGE: kernelSays }),
    JSON.stringify({ __CURSOR: 'x', _TRANSPORT: 'stdout', _AUDIT_TYPE: ['1', '2'], MESSAGE: `x\n${forged}` }),
    `__CURSOR=x\n_TRANSPORT=stdout\nMESSAGE=${forged}\n\n`,
  ].join('\n');
  assert.equal(await read(text), '');
});

test('the journal holds records twice; two hosts are two', async () => {
  const [part] = records;
  assert.ok(part);
  const told = (host: string): string =>
    `${JSON.stringify({ __CURSOR: 'x', _TRANSPORT: 'kernel', _HOSTNAME: host, MESSAGE: kernel(part) })}\n`;
  assert.equal(
    await read(journalJson(part) + told('alpha') + told('beta')),
    `node=alpha ${plain(part)}\nnode=beta ${plain(part)}\n`,
  );
  assert.equal((await read(journalJson(part) + journalJson(part) + told('alpha'))).split('\n').length, 3);
});

test('lines of the journal without stamp count where the kernel has no twin', async () => {
  const head = 'Mar 08 10:35:47 fedora';
  const text = [
    `${head} kernel: audit: type=1130 audit(1615199747.104:2): unit=a`,
    `${head} audit[1]: SERVICE_START unit=a`,
    `${head} audit[1]: SERVICE_START unit=b`,
    `${head} audit[1]: SERVICE_START unit=c`,
    `${head} kernel: audit: type=1130 audit(1615199747.107:3): unit=c`,
  ].join('\n');
  assert.deepEqual((await read(text)).split('\n').slice(0, -1), [
    'node=fedora type=SERVICE_START msg=audit(1615199747.104:2): unit=a',
    'node=fedora type=SERVICE_START msg=audit(1615199747.000:1): unit=b',
    'node=fedora type=SERVICE_START msg=audit(1615199747.107:3): unit=c',
  ]);
});

test('escaped separators, hosts with odd bytes, records without a name, cut ones', async () => {
  const enriched =
    'Mar  8 10:35:47 al\x01pha audispd: type=USER msg=audit(1700000000.001:7): pid=1 a="#035X" #035UID="root"';
  assert.equal(
    await read(enriched),
    'node=al_pha type=USER msg=audit(1700000000.001:7): pid=1 a="#035X" \x1dUID="root"\n',
  );
  const odd = '[  1.0] audit: type=1999 audit(1700000000.1:7): a="cut he';
  assert.equal(await read(odd), 'type=UNKNOWN[1999] msg=audit(1700000000.001:7): a="cut he\n');
  const [part] = records;
  assert.ok(part);
  const whole = exported(part);
  assert.equal(await read(whole + whole.slice(0, 60)), `node=alpha ${plain(part)}\n`);
});

test('an export that ends inside an entry is said to be cut', async () => {
  const [part] = records;
  assert.ok(part);
  const whole = exported(part);
  const notesOf = async (text: string): Promise<readonly string[]> => {
    async function* chunks(): AsyncGenerator<Buffer> {
      yield Buffer.from(text, 'latin1');
    }
    const log = await asLog(fromChunks(chunks()), 'test');
    for await (const _ of chunksOf(log));
    return log.notes?.() ?? [];
  };
  assert.deepEqual(await notesOf(whole + whole), []);
  for (const end of [whole.length - 1, whole.length - 20, 90])
    assert.deepEqual(await notesOf(whole + whole.slice(0, end)), [
      'NOTE - 1 entries of the journal in test are cut: what was cut off is missing',
    ]);
});

test('plain logs are read as they stand', () => {
  for (const name of ['files.log', 'logins.log', 'kernel.log'])
    assert.equal(formOf(readFileSync(path.join(logs, name)).subarray(0, 1 << 16)).isPlain, true);
});
