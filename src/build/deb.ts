/**
 * `npm run deb`: Debian packages with what `npm pack` makes, one for each processor that the addon is prebuilt for. Manuals and
 * completions go where Debian looks for them; V8's code caches are made where the package is installed, for the Node there.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { shellWords } from '../bytes/shell-words.js';
import { makeSample, programs, removeSample, usualRuns } from './programs.js';

/** Debian's names of processors, and the platform whose addon such a package keeps. */
const debArchitectures = { amd64: 'linux-x64', arm64: 'linux-arm64' } as const;
export type DebArchitecture = keyof typeof debArchitectures;

const HOME = 'usr/lib/ts-audit';

const completions: Readonly<Record<string, (program: string) => string>> = {
  bash: (program) => `usr/share/bash-completion/completions/${program}`,
  zsh: (program) => `usr/share/zsh/vendor-completions/_${program}`,
  fish: (program) => `usr/share/fish/vendor_completions.d/${program}.fish`,
};

interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly man?: readonly string[];
}

/** Makes the package of a tarball for one processor in `folder`; the result is its file. */
export function makeDeb(tarball: string, architecture: DebArchitecture, folder: string): string {
  const stage = mkdtempSync(path.join(tmpdir(), 'ts-audit-deb-'));
  try {
    chmodSync(stage, 0o755);
    const home = path.join(stage, HOME);
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '--no-same-owner', '-C', home]);
    const manifest: Manifest = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
    keepAddonOf(home, debArchitectures[architecture]);
    linkPrograms(stage);
    writeCompletions(stage);
    writeManuals(stage, manifest.man ?? []);
    writeDocuments(stage);
    writeControl(stage, manifest, architecture);
    const file = path.join(folder, `ts-audit_${manifest.version}_${architecture}.deb`);
    // npm's date of everything in a tarball, for the same bytes each time.
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(Date.UTC(1985, 9, 26, 8, 15) / 1000) };
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', stage, file], { env, stdio: 'ignore' });
    return file;
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function keepAddonOf(home: string, platform: string): void {
  const prebuilds = path.join(home, 'prebuilds');
  if (!existsSync(path.join(prebuilds, platform))) throw new Error(`the tarball has no addon for ${platform}`);
  for (const other of readdirSync(prebuilds)) {
    if (other !== platform) rmSync(path.join(prebuilds, other), { recursive: true });
  }
}

function linkPrograms(stage: string): void {
  mkdirSync(path.join(stage, 'usr/bin'));
  for (const name of programs) symlinkSync(`../lib/ts-audit/bin/ts-${name}`, path.join(stage, `usr/bin/ts-${name}`));
}

function writeCompletions(stage: string): void {
  for (const name of programs) {
    for (const [shell, place] of Object.entries(completions)) {
      const words = [path.join(stage, HOME, 'bin', `ts-${name}`), '--completion', shell];
      write(stage, place(`ts-${name}`), execFileSync(process.execPath, words));
    }
  }
}

function writeManuals(stage: string, manuals: readonly string[]): void {
  for (const manual of manuals) {
    const section = path.extname(manual).slice(1);
    const place = `usr/share/man/man${section}/${path.basename(manual)}.gz`;
    write(stage, place, gzipSync(readFileSync(path.join(stage, HOME, manual)), { level: 9 }));
  }
}

function writeDocuments(stage: string): void {
  const home = path.join(stage, HOME);
  const documents = 'usr/share/doc/ts-audit';
  write(stage, `${documents}/copyright`, readFileSync(path.join(home, 'LICENSE')));
  write(stage, `${documents}/changelog.gz`, gzipSync(readFileSync(path.join(home, 'CHANGELOG.md')), { level: 9 }));
  write(stage, `${documents}/README.md`, readFileSync(path.join(home, 'README.md')));
  cpSync(path.join(home, 'fixtures/examples'), path.join(stage, documents, 'examples'), { recursive: true });
}

function writeControl(stage: string, { version, description }: Manifest, architecture: DebArchitecture): void {
  const [summary, programsOf] = description.split(': ');
  const control = [
    'Package: ts-audit',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: the ts-audit authors <ts-audit@localhost>',
    `Installed-Size: ${Math.ceil(sizeOf(stage) / 1024)}`,
    'Depends: nodejs (>= 20.19)',
    'Section: admin',
    'Priority: optional',
    `Description: ${summary}`,
    ` ${programsOf}; the log tools read logs of any machine.`,
    '',
  ];
  write(stage, 'DEBIAN/control', control.join('\n'));
  write(stage, 'DEBIAN/triggers', 'interest-noawait /usr/bin/node\n');
  write(stage, 'DEBIAN/postinst', CACHE_MAKER, 0o755);
  write(stage, 'DEBIAN/prerm', `#!/bin/sh\nset -e\nrm -f /${HOME}/dist/*.cache\n`, 0o755);
}

/** What usual runs of each tool compile is kept for all users, and made again when Node changes. */
const CACHE_MAKER = [
  '#!/bin/sh',
  'set -e',
  `cd /${HOME}`,
  'rm -f dist/*.cache',
  makeSample,
  ...programs.flatMap((name) =>
    usualRuns[name].map(
      (words) => `TS_AUDIT_SHIP_CODE_CACHE=1 bin/ts-${name} ${shellWords(words)} >/dev/null 2>&1 || true`,
    ),
  ),
  removeSample,
  '',
].join('\n');

function write(stage: string, place: string, content: string | Buffer, mode = 0o644): void {
  const file = path.join(stage, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

function sizeOf(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + (statSync(path.join(folder, name)).size || 0), 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , tarball = '', folder = '.'] = process.argv;
  for (const architecture of ['amd64', 'arm64'] as const) {
    process.stdout.write(`${makeDeb(tarball, architecture, folder)}\n`);
  }
}
