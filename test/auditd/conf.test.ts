import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readAuditdConf, settingNotes } from '../../src/auditd/conf.js';

const folder = mkdtempSync(join(tmpdir(), 'auditd-conf-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'auditd.conf');
// A file must belong to root to be read at all.
const asRoot = { skip: process.getuid?.() !== 0 };

function messages(text: string): string[] {
  writeFileSync(path, text, 'latin1');
  return readAuditdConf(path).messages.map((message) => message.replace(path, 'PATH'));
}

const GOOD = 'space_left = 75\nadmin_space_left = 50\n';

test('a missing file is no error', () => {
  const conf = readAuditdConf(join(folder, 'none'));
  assert.deepEqual(conf, {
    logFile: '/var/log/audit/audit.log',
    endOfEventTimeout: 2n,
    settings: new Map(),
    messages: [`Config file ${join(folder, 'none')} doesn't exist, skipping`],
    isMissing: true,
    valid: true,
  });
  assert.deepEqual(settingNotes(conf, true, true), []);
});

test('what was set before an error stays in force', asRoot, () => {
  writeFileSync(path, 'end_of_event_timeout = 7\nlog_file = /tmp/foo.log\nzzz = 1\nend_of_event_timeout = 9\n');
  const conf = readAuditdConf(path);
  assert.deepEqual(settingNotes(conf, true, true), [
    'NOTE - using built-in end_of_event_timeout: 7',
    'NOTE - using built-in logs: /tmp/foo.log',
  ]);
  assert.deepEqual(settingNotes(conf, false, false), []);
});

test('files that may not be trusted', asRoot, () => {
  writeFileSync(path, GOOD);
  chmodSync(path, 0o642);
  assert.deepEqual(readAuditdConf(path).messages, [`Error - ${path} is world writable`]);
  rmSync(path);
  assert.deepEqual(readAuditdConf(folder).messages, [`Error - ${folder} is not a regular file`]);
});

test('lines', asRoot, () => {
  assert.deepEqual(messages(''), []);
  assert.deepEqual(messages(`  # x\n\n${GOOD}  LOCAL_Events = Yes  \n`), []);
  assert.deepEqual(messages('local_events yes\n'), [
    'Missing equal sign for line 1 in PATH',
    'Not processing any more lines in PATH',
  ]);
  assert.deepEqual(messages('local_events=yes\n'), [
    'Wrong number of arguments for line 1 in PATH',
    'Not processing any more lines in PATH',
  ]);
  assert.deepEqual(messages('local_events = yes a\n'), [
    'Keyword "local_events" has invalid option "a" in line 1 of PATH',
  ]);
  assert.deepEqual(messages(`name = ${'x'.repeat(1100)}\nzzz = 1\n`), [
    'Skipping line 1 in PATH: too long',
    'Unknown keyword "zzz" in line 4 of PATH',
  ]);
  assert.deepEqual(messages(`${GOOD}zzz = 1`), ['Skipping line 3 in PATH: too long']);
  assert.deepEqual(messages(`${GOOD}name = a\0\nzzz = 1\n`), ['Skipping line 3 in PATH: too long']);
});

/** One refused or remarked value: `keyword = value`, message. */
const VALUES: readonly (readonly [string, string])[] = [
  ['freq = x', 'Value x should only be numbers - line 1'],
  ['freq = 2147483648', 'Error - converted number (2147483648) is too large - line 1'],
  ['freq = 99999999999999999999', 'Error converting string to a number (Numerical result out of range) - line 1'],
  ['num_logs = 1000', 'num_logs must be 999 or less'],
  ['tcp_client_ports = 5-0', 'Error - converted range (5-0) is reversed - line 1'],
  ['space_left = 100%', 'Percentages should be less than 100 - line 1'],
  ['space_left = 1M', 'Value M 1M should only be numbers or percent - line 1'],
  ['log_file = x', 'The directory name: . is too short - line 1'],
  ['log_file = /no/such/folder/x', 'Could not open dir /no/such/folder (No such file or directory)'],
  ['log_group = no-such-group', 'Group ID is non-numeric and unknown (no-such-group) - line 1\n'],
  ['action_mail_acct = a%b', 'email: a%b has illegal character'],
  ['disk_error_action = Rotate', 'Illegal option Rotate for disk_error_action - line 1'],
  ['disk_full_action = exec bin', 'Absolute path needed for bin - line 1'],
  ['disk_full_action = exec', 'Executable path needed for line 1'],
  ['flush = often', 'Option often not found - line 1'],
];

test('values that are refused', asRoot, () => {
  for (const [line, message] of VALUES) assert.deepEqual(messages(`${line}\nzzz = 1\n`), [message]);
});

test('the file as a whole', asRoot, () => {
  assert.deepEqual(messages('# nothing\n'), ['Error - space_left(0) must be larger than admin_space_left(0)']);
  assert.deepEqual(messages('space_left = 5%\n'), []);
  assert.deepEqual(messages(`${GOOD}flush = incremental\n`), [
    'Error - incremental flushing chosen, but 0 selected for freq',
  ]);
  assert.deepEqual(messages(`${GOOD}transport = tls\n`), [
    'tls_psk_file or tls_allowed_clients is required for TLS transport',
  ]);
});

test('any bytes are read without a crash', asRoot, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      messages(Buffer.from(bytes).toString('latin1'));
    }),
  );
});
