import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execWords } from '../../src/log/exec-words.js';
import { AuditRecord } from '../../src/log/record.js';

const EXECVE = 1309;
const STAMP = 'type=EXECVE msg=audit(1700000000.001:7):';

function words(...bodies: readonly string[]): string[] | undefined {
  return execWords(bodies.map((body) => AuditRecord.fromLine(EXECVE, `${STAMP} ${body}`)));
}

test('words are decoded, in pieces or not, of one record or of several', () => {
  assert.deepEqual(words('argc=3 a0="sh" a1="-c" a2=6C73202D6C'), ['sh', '-c', 'ls -l']);
  assert.deepEqual(words('argc=2 a0="echo" a1_len=8 a1[0]="abcd" a1[1]=65666768'), ['echo', 'abcdefgh']);
  assert.deepEqual(words('argc=2 a0="a"', 'a1="b"'), ['a', 'b']);
  assert.equal(execWords([]), undefined);
});

test('hostile numbers cost no memory, and what is missing is empty', () => {
  assert.deepEqual(words('a99999999999="x" a2="y"'), ['', '', 'y']);
  assert.deepEqual(words('a0="unclosed'), ['unclosed']);
});
