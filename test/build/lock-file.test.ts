/** What is installed is what was looked at: every package by its hash, none from elsewhere, none that runs anything. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

interface Package {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly link?: boolean;
}

const root = path.resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Package>> };
const own = JSON.parse(read('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const installed = Object.entries(lock.packages).filter(([name]) => name !== '');

/** Building only: it looks whether the binary that came with it runs. */
const MAY_RUN = ['node_modules/esbuild'];

test('every package has the hash of its content', () => {
  assert.ok(installed.length > 20);
  const without = installed.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  assert.deepEqual(
    without.map(([name]) => name),
    [],
  );
});

test('every package comes from the registry', () => {
  const elsewhere = installed.filter(
    ([, { resolved = 'https://registry.npmjs.org/', link }]) =>
      link || !resolved.startsWith('https://registry.npmjs.org/'),
  );
  assert.deepEqual(elsewhere, []);
});

test('nothing is run at installation', () => {
  const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  assert.deepEqual(
    running.map(([name]) => name),
    MAY_RUN,
  );
  assert.ok(
    running.every(([, { dev }]) => dev),
    'nor is it installed with the package',
  );
});

test('versions are exact, and those of the lock file', () => {
  for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
    assert.equal(lock.packages[`node_modules/${name}`]?.version, version, name);
  }
});

test('each package that comes with ours has its reason in the table', () => {
  const table = read('src/README.md');
  for (const name of Object.keys(own.dependencies))
    assert.match(table, new RegExp(`^\\| ${name} \\| \\S.* \\| \\S.* \\|$`, 'm'));
});
