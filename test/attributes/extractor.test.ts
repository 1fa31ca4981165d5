import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Attributes, createExtractor, type Group } from '../../src/attributes/extractor.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';

const everything: readonly Group[] = [
  ...(['arch', 'syscall', 'success', 'exit', 'pid', 'ppid', 'uid', 'euid', 'auid', 'gid', 'egid', 'session'] as const),
  ...(['terminal', 'comm', 'exe', 'file', 'hostname', 'key', 'subject', 'object', 'uuid', 'vm', 'acct'] as const),
  ...(['avc', 'nametype'] as const),
];

function event(...lines: readonly string[]): AuditEvent {
  const records = lines.map((line) => AuditRecord.fromLine(recordTypeNumber(/type=(\S+)/.exec(line)?.[1] ?? ''), line));
  return { sec: 1, milli: 2, serial: 3, node: undefined, records };
}

function extract(wanted: readonly Group[], ...lines: readonly string[]): Attributes | undefined {
  return createExtractor(new Set(wanted)).extract(event(...lines));
}

const STAMP = 'msg=audit(1700000000.001:7):';

test('an AppArmor denial tells command, process, profile, file and outcome', () => {
  const got = extract(
    everything,
    `type=AVC ${STAMP} apparmor="DENIED" operation="open" profile="/usr/bin/man" name=2F746D702F6120 pid=12 comm="man" denied_mask="r"`,
  );
  assert.equal(got?.pid, 12);
  assert.equal(got?.comm, 'man');
  assert.equal(got?.success, 0);
  assert.deepEqual(got?.files, ['/tmp/a ']);
  assert.deepEqual(
    got?.malformed?.map(({ rc }) => rc),
    [9],
  );
  const [entry] = got?.contexts ?? [];
  assert.equal(entry?.subject, '/usr/bin/man');
  assert.equal(entry?.objectClass, 'open');
  assert.equal(entry?.permissions, 'r');
  assert.equal(entry?.result, 'denied');
});

test('in mode skip the event is dropped', () => {
  const extractor = createExtractor(new Set<Group>(['pid']), { malformed: 'skip' });
  assert.equal(extractor.extract(event(`type=AVC ${STAMP} apparmor="DENIED" pid=12 comm="man"`)), undefined);
});

test('an AVC record gives one entry with all parts', () => {
  const got = extract(
    everything,
    `type=AVC ${STAMP} avc:  denied  { read write } for  pid=1 comm="x" scontext=s:s tcontext=o:o tclass=file`,
  );
  const [entry, ...others] = got?.contexts ?? [];
  assert.deepEqual(others, []);
  assert.equal(entry?.subject, 's:s');
  assert.equal(entry?.object, 'o:o');
  assert.equal(entry?.objectClass, 'file');
  assert.equal(entry?.permissions, 'read write');
  assert.equal(entry?.result, 'denied');
});

test('the byte behind the permissions becomes a space, as in the original', () => {
  const denied = event(`type=AVC ${STAMP} avc:  denied  {read} for pid=1 comm="x" tclass=file`);
  createExtractor(new Set()).extract(denied);
  assert.match(denied.records[0]?.text ?? '', /\{read {2}for/);
});

test('names of PATH records come with their type', () => {
  const got = extract(
    ['file', 'nametype'],
    `type=PATH ${STAMP} item=0 name="/etc/" inode=1 nametype=PARENT`,
    `type=PATH ${STAMP} item=1 name="/etc/x" inode=2 nametype=NORMAL cap_fp=0`,
  );
  assert.deepEqual(got?.files, ['/etc/', '/etc/x']);
  assert.deepEqual(got?.nameTypes, ['PARENT', 'NORMAL cap_fp=0']);
});

test('addresses are written as the C library does', () => {
  const address = (hex: string): string | undefined =>
    extract(['hostname'], `type=SOCKADDR ${STAMP} saddr=${hex}`)?.hostname;
  assert.equal(address('020000500A0000010000000000000000'), '10.0.0.1');
  assert.equal(address('0A0000500000000020010DB800000000000000000000000100000000'), '2001:db8::1');
  assert.equal(address('0A0000500000000000000000000000000000FFFF0A00000100000000'), '::ffff:10.0.0.1');
});

test('of an address with one byte the family is that byte, and it is too short', () => {
  let said = '';
  const write = (text: string): void => {
    said += text;
  };
  const extractor = createExtractor(new Set<Group>(['hostname']), {
    malformed: 'skip',
    diagnostics: { debug: false, write },
  });
  assert.equal(extractor.extract(event(`type=SOCKADDR ${STAMP} saddr=01`)), undefined);
  assert.equal(said, 'sun_path len too short (1)\n');
  assert.ok(extractor.extract(event(`type=SOCKADDR ${STAMP} saddr=03`)));
});

test('a user of -1 is one: a later record of the kernel does not replace it', () => {
  const got = extract(
    ['uid'],
    `type=ANOM_LINK ${STAMP} pid=42 auid=1 uid=4294967295 gid=0 ses=1 comm="x"`,
    `type=EVENT_LISTENER ${STAMP} pid=7 uid=7 auid=7 tty=x ses=7 subj=u comm="x" exe="6" res=1`,
  );
  assert.equal(got?.uid, 4294967295);
});

test('a relative name is joined to the directory of its event, if it begins with ./ or ..', () => {
  const named = (name: string): readonly string[] | undefined =>
    extract(['file'], `type=CWD ${STAMP} cwd="/home/bob"`, `type=PATH ${STAMP} item=0 name="${name}" inode=1 dev=08:01`)
      ?.files;
  assert.deepEqual(named('./x'), ['/home/bob/./x']);
  assert.deepEqual(named('../x'), ['/home/bob/../x']);
  for (const name of ['.x', '/x', 'x', '/./x', 'x./y']) assert.deepEqual(named(name), [name]);
  assert.equal(named(`./${'y'.repeat(5000)}`)?.[0]?.length, 4095);
});

test('what the daemon writes is read behind its stamp, its result letter by letter', () => {
  const end = (text: string): Attributes | undefined =>
    extract(
      everything,
      `type=DAEMON_END pid=7 auid=8 res=failed ${STAMP} op=terminate auid=0 pid=9 subj=x res=${text}`,
    );
  assert.equal(end('success')?.pid, 9);
  assert.equal(end('success')?.auid, 0);
  assert.deepEqual(
    ['failed', 'failedz', 'a', 'z', 'FAILED'].map((text) => end(text)?.success),
    [0, 0, 1, 1, 1],
  );
  for (const none of ['{', '`', '1', '@']) assert.notEqual(end(none)?.malformed, undefined, none);
});

test('an end of text that is written out is no end', () => {
  assert.equal(
    extract(['subject'], `type=CONFIG_CHANGE ${STAMP} auid=0 ses=1 subj=a<eot>b op=x res=1`)?.contexts?.[0]?.subject,
    'a<eot>b',
  );
});

const types = [
  'SYSCALL',
  'AVC',
  'USER_AVC',
  'USER_LOGIN',
  'PATH',
  'CWD',
  'SOCKADDR',
  'LOGIN',
  'DAEMON_START',
  'SECCOMP',
  'TTY',
];
const words = fc.constantFrom(
  ...([
    'pid=',
    ' pid=',
    'uid=',
    'auid=',
    'comm=',
    '"',
    "'",
    '}',
    '{',
    'avc: ',
    '(',
    ')',
    ',',
    '\x01',
    ' ',
    'acct=',
    'res=',
  ] as const),
  ...([
    'name=',
    ' cwd=',
    'saddr=',
    'key=',
    '99999999999999999999999',
    '-1',
    '0x',
    'hostname=?',
    'addr=',
    'tclass=',
    'arch=',
  ] as const),
  ...(['syscall=', 'a0=', 'a1=', 'exit=', 'terminal=', 'ses=', '0A', '2F', 'subj=', 'uring_op='] as const),
);
const lines = fc.array(
  fc
    .tuple(fc.constantFrom(...types), fc.array(fc.oneof(words, fc.string())))
    .map(([type, body]) => `type=${type} ${STAMP} ${body.join('')}`),
  { minLength: 1, maxLength: 4 },
);

test('no text makes extraction fail, and only mode skip drops events', () => {
  const keep = createExtractor(new Set(everything));
  const skip = createExtractor(new Set(everything), { malformed: 'skip' });
  fc.assert(
    fc.property(lines, (texts) => {
      const kept = keep.extract(event(...texts));
      assert.ok(kept);
      const dropped = skip.extract(event(...texts)) === undefined;
      assert.equal(dropped, kept.malformed !== undefined);
    }),
  );
});

test('what is taken does not depend on the checks that are left out', () => {
  const quiet = { debug: false, write: () => undefined };
  fc.assert(
    fc.property(lines, fc.subarray([...everything], { minLength: 1 }), (texts, groups) => {
      const wanted = new Set(groups);
      const fast = createExtractor(wanted, { diagnostics: quiet }).extract(event(...texts));
      const checked = createExtractor(wanted, { diagnostics: { ...quiet, debug: true } }).extract(event(...texts));
      for (const group of ['comm', 'exe', 'keys', 'files', 'cwd', 'terminal', 'success', 'hostname'] as const) {
        assert.deepEqual(fast?.[group], checked?.[group], group);
      }
    }),
  );
});

/** Error numbers of the records, in order. */
const errorsOf = (got: Attributes | undefined): readonly number[] => (got?.malformed ?? []).map(({ rc }) => rc);

test('results: any letters of a daemon, a word before a quote of a user record', () => {
  const daemon = (text: string): Attributes | undefined => extract(['success'], `type=DAEMON_END ${STAMP} ${text}`);
  const base = 'op=terminate auid=0 pid=1 subj=x';
  assert.equal(daemon(`${base} res=success`)?.success, 1);
  assert.deepEqual(errorsOf(daemon(`${base} res=Success`)), []);
  assert.equal(daemon(`${base} res=failed`)?.success, 0);
  assert.deepEqual(errorsOf(daemon(`${base} res=1`)), [12]);
  const user = (text: string): Attributes | undefined =>
    extract(['success'], `type=USER_END ${STAMP} pid=1 uid=0 auid=0 ses=1 msg='op=x exe="/b" ${text}`);
  assert.equal(user("res='")?.success, 1);
  assert.deepEqual(errorsOf(user("res='")), []);
  assert.deepEqual(errorsOf(user('res=success')), [21]);
});

test('the uid of a message is digits, and nothing else', () => {
  const user = (uid: string): Attributes | undefined =>
    extract(['uid'], `type=USER_END ${STAMP} pid=1 uid=7 auid=0 ses=1 msg='uid=${uid} exe="/b" res=success'`);
  assert.equal(user('9')?.uid, 9);
  assert.deepEqual(errorsOf(user(':')), [14]);
});

test('permissions are searched for behind the word avc', () => {
  const got = extract(everything, `type=AVC ${STAMP} {avc:  denied  { read } for pid=1 comm="x" tclass=file`);
  assert.equal(got?.contexts?.[0]?.permissions, 'read');
  assert.equal(got?.success, 0);
});

test('the class of an object is taken where it is wanted', () => {
  const line = `type=USER_AVC ${STAMP} pid=1 uid=0 auid=0 ses=1 subj=s:s msg='avc:  denied  { send_msg } for scontext=a:b tcontext=o:o tclass=dbus  exe="/b" sauid=81 hostname=? addr=? terminal=?'`;
  assert.equal(extract(['object', 'avc'], line)?.contexts?.[0]?.objectClass, 'dbus');
  assert.equal(extract(['object'], line)?.contexts?.[0]?.objectClass, undefined);
});

test('a label of a PATH record stands behind its name', () => {
  const got = extract(['file', 'object'], `type=PATH ${STAMP} item=0 obj=early:x name="/a" obj=late:x`);
  assert.equal(got?.contexts?.[0]?.object, 'late:x');
});

test('the shortest PATH record that is read has 35 bytes', () => {
  const names = (line: string): readonly string[] | undefined => extract(['file'], line)?.files;
  const line = 'type=PATH msg=audit(1.1:77): name=';
  assert.equal(`${line}x`.length, 35);
  assert.deepEqual(names(`${line}x`), ['x']);
  assert.equal(names(line), undefined);
});

test('what nobody wants is not checked', () => {
  const line = `type=SYSCALL ${STAMP} syscall=2 items=0`;
  assert.equal(extract(['hostname'], line)?.malformed, undefined);
  assert.notEqual(extract(['syscall'], line)?.malformed, undefined);
});

test('a path of a rule that cannot be decoded is none, whatever was read before it', () => {
  const rule = `type=CONFIG_CHANGE ${STAMP} auid=0 ses=1 op=add_rule path=zz key="k" list=4 res=1`;
  assert.equal(createExtractor(new Set<Group>(['file', 'key'])).extract(event(rule))?.files, undefined);
});
