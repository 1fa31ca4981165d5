/** The import directions of src/README.md, read from the import statements themselves. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../src');

/** Folder → folders it may import besides `errors.ts` and itself, as the table of src/README.md says. */
const allowed = new Map(
  [...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/^\| (\w+) \| .* \| ([\w, -]+) \|$/gm)]
    .filter(([, folder, may]) => folder !== 'folder' && may !== 'everything')
    .map(([, folder = '', may = '']) => [folder, may === '-' ? [] : may.split(', ')] as const),
);

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.as.ts') && !file.startsWith('build'),
);

const folderOf = (file: string): string => (file.includes(path.sep) ? (file.split(path.sep)[0] ?? '') : '');

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    path.relative(root, path.resolve(root, path.dirname(file), target)),
  );
}

test('folders import only what they may', () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const folder = folderOf(file);
    const may = allowed.get(folder);
    for (const target of importsOf(file)) {
      const to = folderOf(target);
      if (to === folder || target === 'errors.js') continue;
      if (to === 'cli' || (may && !may.includes(to))) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('the import graph of folders has no cycle', () => {
  const done = new Set<string>();
  const visit = (folder: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(folder), `cycle: ${[...trail, folder].join(' → ')}`);
    if (done.has(folder)) return;
    for (const next of allowed.get(folder) ?? []) visit(next, [...trail, folder]);
    done.add(folder);
  };
  for (const folder of allowed.keys()) visit(folder, []);
  assert.ok(allowed.size >= 16);
});

test('only the loader knows the native addon', () => {
  const loaders = sources.filter((file) => /ts_audit_netlink\.node/.test(readFileSync(path.join(root, file), 'utf8')));
  assert.deepEqual(loaders, [path.join('netlink', 'addon.ts')]);
});
