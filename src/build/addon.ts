/**
 * Compiles the addon with the system's C compiler into `prebuilds/<platform>-<arch>[-musl]/`. One file on Node-API needs
 * one compiler call; a machine without a compiler keeps the prebuilt file, or goes without rule control and tracing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { addonFile } from '../netlink/addon.js';

const hostCompilers = ['cc', 'gcc', 'clang'];

interface Cross {
  readonly platform: string;
  readonly compiler: string;
  readonly flags: readonly string[];
}

/** musl-gcc hides all other headers; the kernel's are looked up last, after musl's own. */
const kernelHeaders = ['-idirafter', '/usr/include', '-idirafter', '/usr/include/x86_64-linux-gnu'];

/**
 * Debian's compilers for the other platforms that the package carries prebuilt. There is no musl cross compiler: without
 * any library the symbols have no versions, and the C library of the running node provides them.
 */
const crossCompilers: readonly Cross[] = [
  { platform: 'linux-x64', compiler: 'x86_64-linux-gnu-gcc', flags: [] },
  { platform: 'linux-arm64', compiler: 'aarch64-linux-gnu-gcc', flags: [] },
  { platform: 'linux-x64-musl', compiler: 'musl-gcc', flags: kernelHeaders },
  { platform: 'linux-arm64-musl', compiler: 'aarch64-linux-gnu-gcc', flags: ['-nostdlib', '-U_FORTIFY_SOURCE'] },
];

/** Builds for this machine, and with `everywhere` for every platform that a compiler is installed for. */
export function buildAddon(root: string, everywhere = false): void {
  const headers = includeFolder(root);
  const compiler = hostCompilers.find(isInstalled);
  if (process.platform !== 'linux') return;
  if (!compiler || !headers) {
    const missing = compiler ? "Node's headers are" : 'a C compiler is';
    process.stderr.write(`addon: ${missing} not installed; ts-auditctl and ts-autrace need the prebuilt file\n`);
    return;
  }
  compile(root, compiler, headers, addonFile(root));
  if (!everywhere) return;
  for (const cross of crossCompilers) {
    const target = path.join(root, 'prebuilds', cross.platform, path.basename(addonFile(root)));
    const isOther = target !== addonFile(root);
    if (isOther && isInstalled(cross.compiler)) compile(root, cross.compiler, headers, target, cross.flags);
  }
}

function includeFolder(root: string): string | undefined {
  return [
    path.resolve(process.execPath, '../../include/node'),
    '/usr/include/node',
    '/usr/include/nodejs/src',
    path.join(root, 'node_modules/node-api-headers/include'),
  ].find((folder) => existsSync(path.join(folder, 'node_api.h')));
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));
}

function compile(root: string, compiler: string, headers: string, target: string, extra: readonly string[] = []): void {
  mkdirSync(path.dirname(target), { recursive: true });
  // A process that has the old file loaded keeps it.
  const unfinished = `${target}.new`;
  const flags = [
    '-std=c11',
    '-O2',
    '-s',
    '-Wall',
    '-Wextra',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    '-D_GNU_SOURCE',
  ];
  const options = [...flags, ...extra, '-I', headers, '-o', unfinished, path.join(root, 'src/native/netlink.c')];
  try {
    execFileSync(compiler, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    renameSync(unfinished, target);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
    process.stderr.write(`addon: ${compiler} failed: ${why}\n`);
  }
}
