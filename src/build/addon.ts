/**
 * Compiles the addon (`src/native/compile`) into `prebuilds/<platform>-<arch>[-musl]/`. A machine without a compiler keeps
 * the file that is there, or goes without rule control and tracing; a package is whole or is not made.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { addonFile } from '../netlink/addon.js';

const hostCompilers = ['cc', 'gcc', 'clang'];

interface Prebuilt {
  readonly platform: string;
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly debianPackage: string;
}

/** musl-gcc hides all other headers; the kernel's are looked up last, after musl's own. */
const kernelHeaders = ['-idirafter', '/usr/include', '-idirafter', '/usr/include/x86_64-linux-gnu'];

/**
 * What the package carries, and the compilers for it of Debian on x64, where packages are made. There is no musl cross compiler: without any library the
 * symbols have no versions, and the C library of the running node provides them.
 */
export const prebuilt: readonly Prebuilt[] = [
  { platform: 'linux-x64', compiler: 'x86_64-linux-gnu-gcc', flags: [], debianPackage: 'gcc' },
  { platform: 'linux-arm64', compiler: 'aarch64-linux-gnu-gcc', flags: [], debianPackage: 'gcc-aarch64-linux-gnu' },
  { platform: 'linux-x64-musl', compiler: 'musl-gcc', flags: kernelHeaders, debianPackage: 'musl-tools' },
  {
    platform: 'linux-arm64-musl',
    compiler: 'aarch64-linux-gnu-gcc',
    flags: ['-nostdlib', '-U_FORTIFY_SOURCE', '-DANY_LIBRARY'],
    debianPackage: 'gcc-aarch64-linux-gnu',
  },
];

/** Builds for this machine, where it has a compiler. */
export function buildAddon(root: string): void {
  if (process.platform !== 'linux') return;
  const compiler = hostCompilers.find(isInstalled);
  const failure = compiler ? compile(root, addonFile(root), compiler, []) : 'a C compiler is not installed';
  if (failure) process.stderr.write(`addon: ${failure}; ts-auditctl and ts-autrace need the prebuilt file\n`);
}

/** Builds for every platform of the package. Throws when one cannot be built: a smaller package is no package. */
export function buildAllAddons(root: string): void {
  const failures = prebuilt.flatMap(({ platform, compiler, flags, debianPackage }) => {
    const target = path.join(root, 'prebuilds', platform, path.basename(addonFile(root)));
    const failure = isInstalled(compiler)
      ? compile(root, target, compiler, flags)
      : `${compiler} is not installed (apt-get install ${debianPackage})`;
    return failure ? [`addon: ${platform}: ${failure}`] : [];
  });
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

/** Puts Node-API's headers where `src/native/compile` looks for them, also in an installed package. */
export function copyHeaders(root: string): void {
  cpSync(path.join(root, 'node_modules/node-api-headers/include'), path.join(root, 'dist/node-api'), {
    recursive: true,
  });
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));
}

/** What went wrong, if something did. */
function compile(root: string, target: string, compiler: string, flags: readonly string[]): string | undefined {
  const script = path.join(root, 'src/native/compile');
  const { status, stderr } = spawnSync('sh', [script, target, compiler, ...flags], { encoding: 'utf8' });
  return status === 0 ? undefined : `${compiler} failed: ${stderr.split('\n').slice(0, 3).join(' ')}`;
}
