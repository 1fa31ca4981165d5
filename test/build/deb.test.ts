/** The Debian package: what is in it, and with $TS_AUDIT_DEBOOTSTRAP (as root, takes the network) an installation in a root of its own. */
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type DebArchitecture, makeDeb } from '../../src/build/deb.js';
import { programs, usualRuns } from '../../src/build/programs.js';
import { kindOfRun } from '../../src/cli/kind-of-run.js';
import { programsMissing } from '../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../..');
const architectures: Readonly<Record<string, DebArchitecture>> = { x64: 'amd64', arm64: 'arm64' };
const architecture = architectures[process.arch];
const isDebian = (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, 'dpkg-deb')));
const lacksAddon = !existsSync(path.join(root, `prebuilds/linux-${process.arch}`));
const skip =
  programsMissing ||
  (!(isDebian && architecture) && 'needs dpkg-deb on amd64 or arm64') ||
  (lacksAddon && 'the addon is not built');

const top = mkdtempSync(path.join(tmpdir(), 'ts-audit-deb-test-'));
let deb = '';

function run(program: string, ...words: readonly string[]): string {
  const env = {
    PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
    LC_ALL: 'C',
    HOME: '/root',
    npm_config_update_notifier: 'false',
  };
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: root, encoding: 'latin1', env });
  assert.strictEqual(status, 0, `${program} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

before(() => {
  if (skip || !architecture) return;
  const tarball = run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', top).trim();
  deb = makeDeb(path.join(top, tarball), architecture, top);
});

after(() => rmSync(top, { recursive: true }));

test('everything is where Debian looks for it, and root’s', { skip }, () => {
  const lines = run('dpkg-deb', '--contents', deb).trimEnd().split('\n');
  for (const line of lines) assert.match(line, /^(?:[d-]rwxr-xr-x|-rw-r--r--|lrwxrwxrwx) root\/root/);
  const files = new Set(lines.map((line) => line.split(/\s+/)[5]));
  const { man = [] } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const expected = [
    ...programs.map((name) => `./usr/bin/ts-${name}`),
    ...programs.map((name) => `./usr/share/bash-completion/completions/ts-${name}`),
    ...programs.map((name) => `./usr/share/zsh/vendor-completions/_ts-${name}`),
    ...programs.map((name) => `./usr/share/fish/vendor_completions.d/ts-${name}.fish`),
    ...man.map((file: string) => `./usr/share/man/man${file.slice(-1)}/${path.basename(file)}.gz`),
    './usr/share/doc/ts-audit/copyright',
    './usr/share/doc/ts-audit/changelog.gz',
    `./usr/lib/ts-audit/prebuilds/linux-${process.arch}/ts_audit_netlink.node`,
  ];
  assert.deepStrictEqual(
    expected.filter((file) => !files.has(file)),
    [],
  );
  assert.strictEqual(lines.filter((line) => line.endsWith('.node')).length, 1, 'the addon of one machine');
  assert.match(run('dpkg-deb', '--field', deb, 'Depends'), /^nodejs \(>= 20\.19\)$/m);
});

test('making it again makes the same bytes', { skip }, () => {
  const [tarball = ''] = readdirSync(top).filter((name) => name.endsWith('.tgz'));
  mkdirSync(path.join(top, 'again'));
  const again = makeDeb(path.join(top, tarball), architecture ?? assert.fail(), path.join(top, 'again'));
  assert.ok(readFileSync(again).equals(readFileSync(deb)));
});

const noRoot = skip || (!process.env.TS_AUDIT_DEBOOTSTRAP && 'needs root and TS_AUDIT_DEBOOTSTRAP=1');

test('installed in an empty Debian it runs, is fast for all users, and leaves nothing when it goes', {
  skip: noRoot,
}, () => {
  const system = path.join(top, 'system');
  run('debootstrap', '--variant=minbase', 'bookworm', system);
  for (const file of [deb, nodeDeb()]) cpSync(file, path.join(system, path.basename(file)));
  const inside = (...words: string[]): string => run('chroot', system, ...words);
  inside('dpkg', '--install', '/nodejs.deb', `/${path.basename(deb)}`);
  const dist = path.join(system, 'usr/lib/ts-audit/dist');
  const caches = (): string[] => readdirSync(dist).filter((name) => name.endsWith('.cache'));
  const kinds = new Set(programs.flatMap((name) => usualRuns[name].map((words) => `${name}-${kindOfRun(name, words)}`)))
    .size;
  assert.strictEqual(caches().length, kinds);

  const log = '/usr/lib/ts-audit/fixtures/sample.log';
  assert.match(inside('ts-ausearch', '-if', log, '-k', 'denied', '-i'), /key=denied/);
  assert.match(run('chroot', '--userspec=65534:65534', system, 'ts-aureport', '-if', log), /Number of events: \d/);
  assert.match(inside('ts-auditctl', '--check', '/usr/lib/ts-audit/fixtures/rules/sample.rules'), /^/);
  assert.match(inside('ts-autrace', '--help'), /autrace/);

  for (const name of caches()) rmSync(path.join(dist, name));
  inside('dpkg', '--install', '/nodejs.deb');
  assert.strictEqual(caches().length, kinds, 'another Node brings other caches');

  inside('dpkg', '--purge', 'ts-audit');
  assert.ok(!existsSync(path.join(system, 'usr/lib/ts-audit')));
  assert.deepStrictEqual(
    readdirSync(path.join(system, 'usr/bin')).filter((name) => name.startsWith('ts-')),
    [],
  );
});

/** This machine's own node as a package: the one of that Debian may be too old. */
function nodeDeb(): string {
  const stage = path.join(top, 'node');
  mkdirSync(path.join(stage, 'DEBIAN'), { recursive: true });
  mkdirSync(path.join(stage, 'usr/bin'), { recursive: true });
  cpSync(process.execPath, path.join(stage, 'usr/bin/node'), { dereference: true });
  const fields = ['Package: nodejs', `Version: ${process.versions.node}`, `Architecture: ${architecture}`];
  const more = ['Maintainer: nobody <nobody@localhost>', 'Description: node of the machine that runs the tests', ''];
  writeFileSync(path.join(stage, 'DEBIAN/control'), [...fields, ...more].join('\n'));
  const file = path.join(top, 'nodejs.deb');
  run('dpkg-deb', '--build', '--root-owner-group', '-Znone', stage, file);
  return file;
}
