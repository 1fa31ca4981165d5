/**
 * The package as `npm pack` makes it: whole, the same bytes each time, installed without network into an empty place, where the
 * four tools and the library run. $TS_AUDIT_NODES names further programs of node (separated by colons) that run them, too.
 */
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { prebuilt } from '../../src/build/addon.js';

const root = path.resolve(import.meta.dirname, '../..');
const notPacked = new Set(['node_modules', 'dist', 'prebuilds', '.git', 'test']);
const usualPath = process.env.PATH ?? '';

const onPath = (program: string): boolean => usualPath.split(':').some((at) => existsSync(path.join(at, program)));
const lacking = prebuilt.find(({ compiler }) => !onPath(compiler));
const skip = lacking ? `${lacking.compiler} is missing (apt-get install ${lacking.debianPackage})` : false;

const top = mkdtempSync(path.join(tmpdir(), 'ts-audit-package-'));
const prefix = path.join(top, 'installed');
const installed = path.join(prefix, 'lib/node_modules/ts-audit');
const env = {
  PATH: usualPath,
  TZ: 'UTC',
  LC_ALL: 'C',
  HOME: path.join(top, 'home'),
  npm_config_cache: path.join(top, 'cache'),
  npm_config_update_notifier: 'false',
};

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, words: readonly string[], cwd: string, more: Record<string, string> = {}): Ran {
  return spawnSync(program, words, { cwd, encoding: 'latin1', env: { ...env, ...more } });
}

/** A copy of the sources in a folder of its own, packed there. */
function pack(folder: string): Buffer {
  const place = path.join(top, folder);
  cpSync(root, place, { recursive: true, filter: (file) => !notPacked.has(path.relative(root, file)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(place, 'node_modules'));
  const { status, stderr } = run('npm', ['pack', '--silent'], place);
  assert.strictEqual(status, 0, stderr);
  const manifest = readFileSync(path.join(place, 'package.json'), 'latin1');
  assert.strictEqual(manifest, readFileSync(path.join(root, 'package.json'), 'latin1'), 'it is put back');
  return readFileSync(path.join(place, tarballName()));
}

function tarballName(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return `ts-audit-${version}.tgz`;
}

before(() => {
  if (skip) return;
  for (const name of ['home', 'cache', 'installed']) mkdirSync(path.join(top, name));
  const tarball = path.join(top, tarballName());
  writeFileSync(tarball, pack('first'));
  const { status, stderr } = run('npm', ['install', '--global', '--offline', '--prefix', prefix, tarball], top);
  assert.strictEqual(status, 0, stderr);
});

after(() => rmSync(top, { recursive: true }));

test('it declares no packages, as it carries them bundled', { skip }, () => {
  const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  for (const key of ['dependencies', 'devDependencies', 'optionalDependencies', 'scripts', 'clean-package']) {
    assert.ok(!(key in manifest), key);
  }
  assert.ok(!existsSync(path.join(installed, 'node_modules')));
});

test('packing it again, elsewhere, makes the same bytes', { skip }, () => {
  assert.ok(pack('second, elsewhere').equals(readFileSync(path.join(top, tarballName()))));
});

test('without one of the compilers there is no package', { skip }, () => {
  const tools = path.join(top, 'tools');
  mkdirSync(tools);
  for (const name of ['sh', 'mkdir', 'mv', 'dirname', 'cc']) {
    const at = usualPath.split(':').find((folder) => existsSync(path.join(folder, name))) ?? '';
    symlinkSync(path.join(at, name), path.join(tools, name));
  }
  const words = [
    '--import',
    'tsx',
    '-e',
    "import('./src/build/addon.ts').then((it) => it.buildAllAddons(process.cwd()))",
  ];
  const { status, stderr } = run(process.execPath, words, path.join(top, 'first'), { PATH: tools });
  assert.strictEqual(status, 1);
  assert.match(stderr, /addon: linux-arm64: aarch64-linux-gnu-gcc is not installed \(apt-get install gcc-aarch64/);
});

test('its addons are for the machines that they say, and ask for no new C library', { skip }, () => {
  for (const { platform } of prebuilt) {
    const addon = readFileSync(path.join(installed, 'prebuilds', platform, 'ts_audit_netlink.node'));
    assert.strictEqual(addon.readUInt16LE(18), platform.includes('arm64') ? 183 : 62, platform);
    const versions = addon.toString('latin1').match(/GLIBC_2\.\d+/g) ?? [];
    if (platform.endsWith('musl')) assert.deepStrictEqual(versions, [], platform);
    else
      assert.ok(
        versions.every((version) => Number(version.slice(8)) <= 28),
        `${platform}: ${versions}`,
      );
  }
});

test('musl’s loader takes the addon that is for it', { skip: skip || (process.arch !== 'x64' && 'of x64') }, () => {
  const program = path.join(top, 'load');
  const lines = ['#include <dlfcn.h>', 'int main(int n, char **v) { return dlopen(v[1], RTLD_LAZY) ? 0 : 1; }'];
  writeFileSync(`${program}.c`, `${lines.join('\n')}\n`);
  assert.strictEqual(run('musl-gcc', ['-o', program, `${program}.c`], top).status, 0);
  const addon = path.join(installed, 'prebuilds/linux-x64-musl/ts_audit_netlink.node');
  assert.strictEqual(run(program, [addon], top).status, 0);
});

const nodes = [process.execPath, ...(process.env.TS_AUDIT_NODES ?? '').split(':').filter(Boolean)];

for (const node of nodes) {
  test(`the installed tools and the library run on ${node}`, { skip }, () => {
    const log = path.join(installed, 'fixtures/sample.log');
    const tool = (name: string, ...words: string[]): Ran =>
      run(node, [path.join(prefix, 'bin', `ts-${name}`), ...words], top);
    const found = tool('ausearch', '-if', log, '-k', 'denied', '--raw');
    assert.strictEqual(found.status, 0, found.stderr);
    assert.match(found.stdout, /key="denied"/);
    const again = tool('ausearch', '-if', log, '-k', 'denied', '--raw');
    assert.strictEqual(again.stdout, found.stdout, 'with what the first run has kept');
    assert.match(tool('aureport', '-if', log, '--summary').stdout, /Number of events: \d/);
    assert.match(tool('aureport', '-if', log, '-x', '--summary', '--format', 'markdown').stdout, /\|/);
    assert.match(tool('auditctl', '--help').stdout, /-a/);
    assert.match(tool('autrace', '--help').stdout, /autrace/);
    assert.doesNotMatch(tool('auditctl', '-s').stderr, /addon/, 'the addon is loaded');
    const library = path.join(installed, 'dist/index.js');
    const reads = `import(${JSON.stringify(library)}).then(async ({ readEvents }) => {
      let count = 0;
      for await (const event of readEvents(${JSON.stringify(log)})) count += event.records.length > 0 ? 1 : 0;
      console.log(count > 10 && require(${JSON.stringify(library)}).readEvents === readEvents);
    })`;
    const { stdout, stderr } = run(node, ['-e', reads], top);
    assert.strictEqual(stdout, 'true\n', stderr);
  });
}

test('decide of the installed package agrees with recorded experiments, from both kinds of modules', { skip }, () => {
  const place = path.join(top, 'program');
  mkdirSync(path.join(place, 'node_modules'), { recursive: true });
  symlinkSync(installed, path.join(place, 'node_modules/ts-audit'));
  const body = `
    const lines = (name) => readFileSync(${JSON.stringify(path.join(root, 'fixtures/filter'))} + '/' + name, 'utf8')
      .trim().split('\\n').map((line) => JSON.parse(line));
    const events = new Map(lines('events.jsonl').map((event) => [event.id, event]));
    const wrong = lines('experiments.jsonl').filter(({ rules, event, paths, expect }) => {
      const { recorded, key } = decide(rules, events.get(event), { paths });
      return recorded !== expect.recorded || key !== expect.key;
    });
    console.log(events.size > 300, wrong.length);`;
  const heads = {
    'program.mjs': "import { readFileSync } from 'node:fs'; import { decide } from 'ts-audit';",
    'program.cjs': "const { readFileSync } = require('node:fs'); const { decide } = require('ts-audit');",
  };
  for (const [name, head] of Object.entries(heads)) {
    writeFileSync(path.join(place, name), head + body);
    const { stdout, stderr } = run(process.execPath, [name], place);
    assert.strictEqual(stdout, 'true 0\n', `${name}: ${stderr}`);
  }
});

test('advice for a machine without addon can be followed with the package alone', { skip }, () => {
  const file = `prebuilds/${process.platform}-${process.arch}/ts_audit_netlink.node`;
  const addon = path.join(installed, file);
  rmSync(addon);
  const { stderr } = run(process.execPath, [path.join(prefix, 'bin/ts-auditctl'), '-s'], top);
  const [, advice = ''] = /and run: (sh .*)$/m.exec(stderr) ?? [];
  assert.strictEqual(advice, `sh ${path.join(installed, 'src/native/compile')} ${addon}`, stderr);
  assert.strictEqual(run('sh', ['-c', advice], top).status, 0);
  assert.ok(existsSync(addon));
});
