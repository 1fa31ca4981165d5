/** The memory of the kernels: a number that does not fit the others stops the build. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { layoutFaults } from '../../src/build/check-layout.js';
import { assertLayouts, PARTS_LAYOUT, SCAN_LAYOUT } from '../../src/build/kernel-layouts.js';
import * as parts from '../../src/log/parts/layout.js';
import * as scan from '../../src/log/scan/layout.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const faults = (change: Partial<Record<keyof typeof parts, number>>): string[] =>
  layoutFaults({ ...parts, ...change }, PARTS_LAYOUT);

test('the numbers agree', () => {
  assertLayouts();
  assert.deepEqual(faults({}), []);
});

test('fields that lie in each other', () => {
  assert.deepEqual(faults({ PASSING_START: 2 }), ['PASSING_START lies inside PASSING_LABEL']);
  assert.deepEqual(faults({ PASSING_START: 8 }), [
    'PASSING_START leaves a gap before it',
    'PASSING_END lies inside PASSING_START',
  ]);
});

test('a field behind the end, a size that is too small or too odd', () => {
  assert.deepEqual(faults({ PLACE_NUMBER: 16 }), [
    'PLACE_NUMBER leaves a gap before it',
    'PLACE_NUMBER ends behind PLACE',
  ]);
  assert.deepEqual(faults({ RECORD: 20 }), ['RECORD_TYPE ends behind RECORD']);
  assert.deepEqual(faults({ LABEL: 28 }), ['LABEL is no multiple of 8']);
});

test('eight bytes where only four may lie', () => {
  assert.deepEqual(faults({ LABEL_MASK: 12 }), [
    'LABEL_MASK is not aligned to 8 bytes',
    'LABEL_LENGTH lies inside LABEL_MASK',
  ]);
});

test('areas that run into each other', () => {
  assert.deepEqual(faults({ PARTS_AT: 0x500 }), ['what is at RECORDS_AT runs into PARTS_AT']);
  assert.deepEqual(faults({ TAGS: 5000 }), ['what is at PATIENCE_AT runs into PLACES_AT']);
  assert.deepEqual(faults({ MOST_BYTES: 0x200000 }), ['what is at BYTES_AT runs into STEPS_AT']);
  assert.deepEqual(faults({ MOST_LINES: 70_000 }), ['what is at LINES_AT runs into PATTERNS_AT']);
  assert.deepEqual(faults({ KEYS_AT: 0x35004 }), ['KEYS_AT is no multiple of 8']);
});

test('flags that are no bits of their own, kinds that are the same', () => {
  const faultsOf = (change: Partial<Record<keyof typeof scan, number>>): string[] =>
    layoutFaults({ ...scan, ...change }, SCAN_LAYOUT);
  assert.deepEqual(faultsOf({}), []);
  assert.deepEqual(faultsOf({ CUT: 2 }), ['CUT is the same as SLOW']);
  assert.deepEqual(faultsOf({ CUT: 3 }), ['CUT is no single bit']);
  assert.deepEqual(faultsOf({ KIND_HOST: 5 }), ['KIND_HOST is the same as KIND_ADDRESS']);
  assert.deepEqual(faultsOf({ LINE_MAX: 16385 }), ['what is at MARGIN_AT runs into RING_AT']);
});

test('a number that nobody looks at', () => {
  const more = { ...parts, RECORD_COLOUR: 24 };
  assert.deepEqual(layoutFaults(more, PARTS_LAYOUT), ['RECORD_COLOUR is not in the layout']);
});

test('the build stops', async () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'layout-'));
  after(() => rmSync(copy, { recursive: true }));
  const files = [
    'build/check-layout.ts',
    'build/kernel-layouts.ts',
    'build/kernels.ts',
    'log/parts/layout.ts',
    'log/scan/layout.ts',
    'store/skeleton/layout.ts',
  ];
  for (const file of files) cpSync(path.join(root, 'src', file), path.join(copy, 'src', file));
  const layout = path.join(copy, 'src/log/parts/layout.ts');
  const text = readFileSync(layout, 'utf8');
  assert.match(text, /PASSING_END = 8;/);
  writeFileSync(layout, text.replace('PASSING_END = 8;', 'PASSING_END = 6;'));
  writeFileSync(path.join(copy, 'package.json'), '{ "type": "module" }');
  const { compileKernels } = await import(pathToFileURL(path.join(copy, 'src/build/kernels.ts')).href);
  await assert.rejects(compileKernels(copy), /log\/parts\/layout\.ts: PASSING_END lies inside PASSING_START/);
});
