/** What counts as a hit of each kind of needle, one line at a time, at the end of what was read and in its middle. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTRY, FLAGS, HIT } from '../../../src/log/scan/entry.js';
import { type Needle, rarestPlaces } from '../../../src/log/scan/needle.js';
import { Scanner } from '../../../src/log/scan/scanner.js';

const HEAD = 'type=SYSCALL msg=audit(1700000000.000:';
const FILLER = `${HEAD}99): ${'a=1 '.repeat(30)}\n`;

function isHit(needle: Needle, text: string, behind: string): boolean {
  const scanner = new Scanner(() => 0);
  scanner.tables.setNeedles([[needle]]);
  const log = Buffer.from(`${FILLER}${HEAD}1): ${text}\n${behind}`, 'latin1');
  scanner.space().set(log);
  scanner.filled(log.length);
  scanner.scan(true);
  return (scanner.entries[ENTRY + FLAGS]! & HIT) !== 0;
}

const string: Needle = { kind: 'string', prefix: 'comm=', value: 'cat' };
const pid: Needle = { kind: 'unsigned', prefix: ' pid=', value: '12' };
const exit: Needle = { kind: 'signed', prefix: 'exit=', value: '-13' };
const address: Needle = { kind: 'address', prefix: 'saddr=' };
const host: Needle = { kind: 'host', prefix: 'saddr=' };
const failure: Needle = { kind: 'unlike', prefix: 'res=', value: '1' };
const key: Needle = { kind: 'unlike word', prefix: 'key=', value: '(null)' };
const inet = `02000050${'0A000001'.padEnd(24, '0')}`;

const cases: readonly (readonly [Needle, string, boolean])[] = [
  [{ kind: 'text', text: 'needle' }, 'a=needl e', false],
  [{ kind: 'text', text: 'needle' }, 'a=needle', true],
  [{ kind: 'text', text: 'x' }, 'a=b x', true],
  [{ kind: 'hex', text: '2f6574' }, 'a=612F657463', true],
  [{ kind: 'hex', text: '2f6574' }, 'a=612f657463', true],
  [{ kind: 'hex', text: '2f6574' }, 'a=/etc', false],
  [string, 'comm="cat" exe="dog"', true],
  [string, 'comm="concatenate" exe="dog"', true],
  [string, 'comm="dog" exe="cat"', false],
  [string, 'exe="cat"', false],
  [string, `comm="${'long '.repeat(20)}cat" exe=1`, true],
  [string, `comm="${'long '.repeat(20)}" exe="cat"`, false],
  [string, 'comm="dog exe=cat', true],
  [string, 'comm=636174 exe=1', true],
  [string, 'comm=(null) exe="cat"', false],
  [string, 'comm=(cat) exe=1', true],
  [string, "comm='a\"b cat' exe=1", true],
  [string, 'comm=zcat', true],
  [string, 'comm=', false],
  [string, 'comm=? ocomm="cat"', true],
  [pid, 'x pid=12 y', true],
  [pid, 'x pid=12', true],
  [pid, 'x pid=123 y', false],
  [pid, 'x pid=1 y', false],
  [pid, 'x pid=0 y', false],
  [pid, 'x pid=012 y', true],
  [pid, 'x pid=4294967308 y', true],
  [pid, 'x pid=? y', true],
  [pid, 'x ppid=12 y', false],
  [exit, 'exit=-13 a0=1', true],
  [exit, 'exit=-1 a0=1', false],
  [exit, 'exit=13 a0=1', false],
  [exit, 'exit=EACCES(x) a0=1', true],
  [address, `saddr=${inet} x`, false],
  [address, `saddr=${inet.slice(0, 30)} x`, true],
  [address, 'saddr=01002F746D702F6120620000 x', false],
  [address, 'saddr=010061 x', true],
  [address, 'saddr=0100 x', false],
  [address, 'saddr=01 x', true],
  [address, 'saddr=020 x', true],
  [address, 'saddr=021 x', false],
  [address, 'saddr=0a', true],
  [address, 'saddr=1 x', false],
  [address, 'saddr=100000000000000000000000 x', false],
  [host, `saddr=${inet} x`, true],
  [host, `saddr=0A000050${'0'.repeat(48)} x`, true],
  [host, 'saddr=01002F746D702F6120620000 x', false],
  [host, 'saddr=(null) x', false],
  [failure, 'res=1 x', false],
  [failure, 'res=1', false],
  [failure, 'res=10 x', true],
  [failure, 'res=0 x', true],
  [failure, 'res=success x', true],
  [failure, "res=1' x", false],
  [key, 'key=(null) x', false],
  [key, 'key=(null)', false],
  [key, 'key=(null)\x1dARCH=x86_64', false],
  [key, 'key=(null)x', true],
  [key, 'key=(null), x', true],
  [key, 'key="exec"', true],
  [key, 'key=(null) key="exec"', true],
  [key, 'key=', true],
];

test('needles of each kind', () => {
  for (const [needle, text, expected] of cases) {
    for (const behind of ['', FILLER]) {
      // What the end of the log cuts off may be anything.
      const atEnd = behind === '' && /[=\d]$/.test(text);
      if (!atEnd) assert.equal(isHit(needle, text, behind), expected, `${JSON.stringify(needle)} in ${text}`);
    }
  }
});

test('a needle is looked for by its rarest bytes', () => {
  assert.deepEqual(rarestPlaces('type=AVC '), [6, 7]);
  assert.deepEqual(rarestPlaces('x'), [0, 0]);
  assert.equal(rarestPlaces('a\xff')[0], 1);
});
