/** The import directions of src/README.md, read from the import statements themselves. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../src');

/** What all may import. */
const COMMON: readonly string[] = ['errors.ts', 'helper-environment.ts'];

/** Folder → folders it may import besides these and itself, as the table of src/README.md says. */
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const allowed = new Map(
  [...tableOf('folder').matchAll(/^\| (\w+) \| .* \| ([\w, -]+) \|$/gm)]
    .filter(([, , may]) => may !== 'everything')
    .map(([, folder = '', may = '']) => [folder, may === '-' ? [] : may.split(', ')] as const),
);

/** Package → files and folders that may import it. */
const homes = new Map(
  [...tableOf('package').matchAll(/^\| ([@\w./-]+) \| ([^|]+) \|/gm)].map(
    ([, name = '', home = '']) => [name, home.split(', ')] as const,
  ),
);

/** The rows of the table whose first column has this title. */
function tableOf(title: string): string {
  const [, rows = ''] = new RegExp(`^\\| ${title} \\|.*\\n\\| ---.*\\n((?:\\|.*\\n)+)`, 'm').exec(readme) ?? [];
  assert.ok(rows !== '', `src/README.md has no table of each ${title}`);
  return rows;
}

const everySource = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const sources = everySource.filter((file) => !file.endsWith('.as.ts') && !file.startsWith('build'));

const folderOf = (file: string): string => (file.includes(path.sep) ? (file.split(path.sep)[0] ?? '') : '');

/** What the import and export statements and calls of a file name, types too. */
function specifiersOf(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\b(?:[^'"();]*\bfrom)? '([^']+)'/gm);
  const calls = text.matchAll(/\b(?:import|require)\(\s*'([^'$]+)'/g);
  return [...statements, ...calls].map(([, specifier = '']) => specifier);
}

/** Files of ours, with the ending they have. */
function importsOf(file: string): readonly string[] {
  return specifiersOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((target) => path.relative(root, path.resolve(root, path.dirname(file), target)).replace(/\.js$/, '.ts'));
}

function packagesOf(file: string): readonly string[] {
  return specifiersOf(file)
    .filter((specifier) => !/^(\.|node:)/.test(specifier))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}

test('folders import only what they may', () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const folder = folderOf(file);
    const may = allowed.get(folder);
    for (const target of importsOf(file)) {
      const to = folderOf(target);
      if (to === folder || COMMON.includes(target)) continue;
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

test('no file imports itself in a circle, not even for a type', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) circles.push([...trail.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of importsOf(file)) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  assert.deepEqual(circles, []);
  assert.ok(done.size >= sources.length);
});

test('third-party packages are imported in their homes only', () => {
  const strays: string[] = [];
  const found = new Set<string>();
  for (const file of everySource) {
    for (const name of packagesOf(file)) {
      const isHome = (home: string): boolean => file === home || file.startsWith(`${home}/`);
      if (homes.get(name)?.some(isHome)) found.add(name);
      else strays.push(`${file} imports ${name}`);
    }
  }
  assert.deepEqual(strays, []);
  assert.deepEqual([...found].sort(), [...homes.keys()].sort(), 'packages that nothing imports');
});

test('comments cite no text that the repository does not hold', () => {
  const citation =
    /\bspec (?:[a-z-]+ )?(?:section|\d)|\bspec (?:aureport|ausearch|auditctl|autrace|interpretation|normalization|log-format|netlink)\b/;
  const wrong = everySource.filter((file) => citation.test(readFileSync(path.join(root, file), 'utf8')));
  assert.deepEqual(wrong, []);
});

test('only the loader knows the native addon', () => {
  const loaders = sources.filter((file) => /ts_audit_netlink\.node/.test(readFileSync(path.join(root, file), 'utf8')));
  assert.deepEqual(loaders, [path.join('netlink', 'addon.ts')]);
});
