/**
 * Compiles the addon with the system's C compiler into `prebuilds/<platform>-<arch>[-musl]/`. One file on Node-API needs
 * one compiler call; a machine without a compiler keeps the prebuilt file, or goes without rule control and tracing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { addonFile } from '../netlink/addon.js';

const hostCompilers = ['cc', 'gcc', 'clang'];

/** Debian's cross compilers for the other platforms that the package carries prebuilt. */
const crossCompilers: Readonly<Record<string, string>> = {
  'linux-arm64': 'aarch64-linux-gnu-gcc',
  'linux-x64': 'x86_64-linux-gnu-gcc',
  'linux-x64-musl': 'musl-gcc',
};

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
  for (const [platform, cross] of Object.entries(crossCompilers)) {
    const target = path.join(root, 'prebuilds', platform, path.basename(addonFile(root)));
    if (target !== addonFile(root) && isInstalled(cross)) compile(root, cross, headers, target);
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

function compile(root: string, compiler: string, headers: string, target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  const flags = ['-std=c11', '-O2', '-Wall', '-Wextra', '-fPIC', '-shared', '-fvisibility=hidden', '-D_GNU_SOURCE'];
  const options = [...flags, '-I', headers, '-o', target, path.join(root, 'src/native/netlink.c')];
  try {
    execFileSync(compiler, options, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
    process.stderr.write(`addon: ${compiler} failed: ${why}\n`);
  }
}
