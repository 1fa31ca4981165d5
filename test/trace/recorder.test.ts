import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { Out } from '../../src/bytes/out.js';
import { Enricher } from '../../src/multicast/enrich.js';
import { KernelError } from '../../src/netlink/kernel-error.js';
import { RecordReader } from '../../src/netlink/multicast.js';
import { Recorder } from '../../src/trace/recorder.js';

const KEY = 'autrace-1.2-off';
const ENOBUFS = 105;
type Sent = readonly [type: number, text: string] | 'overflow';

/** A recorder of session 7 whose kernel sends these records. */
function recorderOf(sent: Sent[]) {
  const queue = sent;
  let text = '';
  let waits = 0;
  const transport = {
    send: () => {},
    close: () => {},
    receive: (timeout: number) => {
      if (timeout > 0) waits++;
      const next = queue.shift();
      if (next === 'overflow') throw new KernelError(ENOBUFS, 'recvmsg');
      if (!next) return undefined;
      const bytes = Buffer.alloc(16 + next[1].length);
      bytes.writeUInt16LE(next[0], 4);
      bytes.write(next[1], 16, 'latin1');
      return bytes;
    },
  };
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const recorder = new Recorder(new RecordReader(transport), new Enricher(systemAccounts()), out);
  recorder.select({ scope: { kind: 'session', session: 7 }, key: KEY, newSession: () => {}, refusedSession: () => {} });
  return { recorder, text: () => text, waits: () => waits };
}

const removal: Sent = [1305, `audit(1.000:9): auid=0 ses=1 op=remove_rule key="${KEY}" list=4 res=1`];

test('lines as auditd writes them: names, no line breaks, no end records, unknown types by number', async () => {
  const { recorder, text } = recorderOf([
    [1300, 'audit(1.000:1): pid=5 ses=7 comm="a" key=(null)'],
    [1307, 'audit(1.000:1):  cwd="/"\n'],
    [1399, 'audit(1.000:1): x\ny '],
    [1320, 'audit(1.000:1): '],
    removal,
  ]);
  await recorder.until(Promise.resolve());
  assert.deepEqual(recorder.finish(), {
    records: 3,
    overflowed: false,
    cutEvents: 0,
    switchedOff: false,
    passingRules: false,
  });
  assert.equal(
    text(),
    [
      'type=SYSCALL msg=audit(1.000:1): pid=5 ses=7 comm="a" key=(null)',
      'type=CWD msg=audit(1.000:1):  cwd="/"',
      'type=UNKNOWN[1399] msg=audit(1.000:1): x y',
      '',
    ].join('\n'),
  );
});

const switchedOff: Sent = [1305, 'audit(1.000:2): op=set audit_enabled=0 old=1 auid=0 ses=1 res=1'];

test('the end is where the rules are removed, or auditing is switched off by the run itself', () => {
  for (const sent of [removal, switchedOff]) {
    const late: Sent[] = [];
    const { recorder, waits } = recorderOf(late);
    recorder.end();
    late.push(sent);
    assert.equal(recorder.finish().switchedOff, false);
    assert.equal(waits(), 1);
  }
});

test('losses are told', async () => {
  const { recorder } = recorderOf(['overflow', [1300, 'audit(1.000:1): pid=5 ses=7 comm="a" key=(null)'], switchedOff]);
  recorder.end();
  assert.deepEqual(recorder.finish(), {
    ...{ records: 1, overflowed: true, cutEvents: 1, switchedOff: true, passingRules: false },
  });
});

test('a full disk is what is told, not that the socket was closed before', () => {
  let closed = 0;
  const transport = { send: () => {}, receive: () => undefined, close: () => void closed++ };
  const out = new Out(() => {
    throw new Error('full');
  });
  out.write('a line');
  const recorder = new Recorder(new RecordReader(transport), new Enricher(systemAccounts()), out);
  assert.throws(() => recorder.finish(), /full/);
  recorder.close();
  assert.equal(closed, 1);
});

test('rules of others that came and went are noticed, those of other runs are not', () => {
  const rule = (operation: string, key: string): Sent => [
    1305,
    `audit(1.000:5): auid=0 ses=1 op=${operation} key=${key} list=4 res=1`,
  ];
  const { recorder } = recorderOf([rule('add_rule', '(null)'), rule('remove_rule', '(null)')]);
  recorder.end();
  assert.equal(recorder.finish().passingRules, true);
  const quiet = recorderOf([
    rule('add_rule', '"a"'),
    rule('add_rule', '"autrace-3.4"'),
    rule('remove_rule', '"autrace-3.4"'),
  ]);
  quiet.recorder.end();
  assert.equal(quiet.recorder.finish().passingRules, false);
});
