import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as type from '../../src/tables/generated/record-type.js';
import * as tables from '../../src/tables/generated/tables.js';
import { rows } from '../../src/tables/lookup.js';
import { recordTypeName } from '../../src/tables/record-types.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { table } from '../../src/tables/table.js';

test('cells are read as their column says', () => {
  const made = table('name number# size#? is! list, word?', () => 'a\t1\t\t1\tx,y\t\nb\t-2\t3\t\t\tz');
  assert.deepEqual(made.rows(), [
    { name: 'a', number: 1, size: undefined, is: true, list: ['x', 'y'], word: undefined },
    { name: 'b', number: -2, size: 3, is: false, list: [], word: 'z' },
  ]);
  assert.equal(made.rows(), made.rows());
});

test('columns that explain are not carried', () => {
  assert.deepEqual(rows(tables.signals)[9], { value: 9, name: 'SIGKILL', note: '' });
  assert.deepEqual(
    rows(tables.errno).flatMap(({ name, note }) => (note === 'alias' ? [name] : [])),
    ['EWOULDBLOCK', 'EDEADLOCK'],
  );
});

test('a constant for every record type', () => {
  for (const [name, number] of Object.entries(type)) assert.equal(recordTypeName(number), name);
  assert.equal(Object.keys(type).length, rows(tables.recordTypes).length);
});

test('the 32-bit machine that a 64-bit one also runs', () => {
  const twins = rows(tables.machines).map(({ machine }) => [machine, machineByName(machine)?.twin?.name]);
  assert.deepEqual(
    twins.filter(([, twin]) => twin !== undefined),
    [
      ['x86_64', 'i386'],
      ['ppc64', 'ppc'],
      ['s390x', 's390'],
      ['aarch64', 'armeb'],
      ['riscv64', 'riscv32'],
    ],
  );
});
