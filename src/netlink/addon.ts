/**
 * Finds and loads the native addon, on first use only: the tools that read logs never come here. The addon lies in
 * `prebuilds/` of the package, next to `dist/` (or `src/` when run from source).
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { shellWords } from '../bytes/shell-words.js';
import { AuditError } from '../errors.js';
import { KernelError } from './kernel-error.js';
import { readU32 } from './message.js';
import type { Series, Transport } from './transport.js';

interface Addon {
  open(groups: number, receiveBuffer: number): number;
  send(fd: number, bytes: Buffer): void;
  receive(fd: number, buffer: Buffer, timeoutMs: number): number;
  receiveMany(fd: number, buffer: Buffer, slot: number): number;
  startSeries(fd: number, requests: Buffer, length: number): void;
  endSeries(fd: number, result: Buffer): void;
  close(fd: number): void;
}

/** Enough for every message of the kernel; truncation would be an error, not a short read. */
const MESSAGE_LIMIT = 16384;
/** Datagrams fetched by one call, each behind its length. */
const SLOTS = 64;
const SLOT = 4 + MESSAGE_LIMIT;

/**
 * Room for the list of some thousand rules: the kernel waits a tenth of a second for a reader that is behind, as on a busy
 * machine, then drops what does not fit.
 */
const ANSWER_BYTES = 8 << 20;

/** The addon's file for this machine below the package folder `root`. */
export function addonFile(root: string): string {
  return path.join(
    root,
    'prebuilds',
    `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`,
    'ts_audit_netlink.node',
  );
}

/**
 * Opens an audit netlink socket. `groups` is a bit mask of multicast groups to join (1: all records), `receiveBuffer`
 * the wished size of the kernel's queue in bytes. Throws `AuditError` ('addon') without a usable addon, `KernelError`
 * when the kernel refuses.
 */
export function openTransport(groups = 0, receiveBuffer: number = ANSWER_BYTES): Transport {
  const addon = load();
  const fd = guard(() => addon.open(groups, receiveBuffer));
  const buffer = Buffer.allocUnsafeSlow(MESSAGE_LIMIT);
  let slots: Buffer | undefined;
  return {
    send: (datagram) => guard(() => addon.send(fd, datagram)),
    receive: (timeoutMs) => {
      const length = guard(() => addon.receive(fd, buffer, timeoutMs));
      return length < 0 ? undefined : buffer.subarray(0, length);
    },
    receiveMany: (visit) => {
      slots ??= Buffer.allocUnsafeSlow(SLOTS * SLOT);
      const bytes = slots;
      const count = guard(() => addon.receiveMany(fd, bytes, SLOT));
      for (let start = 0; start < count * SLOT; start += SLOT) {
        const length = readU32(bytes, start) | 0;
        if (length >= 0) visit(bytes, start + 4, start + 4 + length);
      }
      return count;
    },
    series: seriesOn(addon, fd),
    close: () => guard(() => addon.close(fd)),
  };
}

function seriesOn(addon: Addon, fd: number): Series {
  const result = Buffer.alloc(8);
  return {
    start: (requests) => guard(() => addon.startSeries(fd, requests, requests.length)),
    end: () => {
      guard(() => addon.endSeries(fd, result));
      return { acknowledged: readU32(result, 0), errno: readU32(result, 4) };
    },
  };
}

let loaded: Addon | undefined;

function load(): Addon {
  loaded ??= loadNow();
  return loaded;
}

function loadNow(): Addon {
  const root = packageFolder();
  const file = addonFile(root);
  if (!existsSync(file)) {
    throw new AuditError(
      'addon',
      `No netlink addon for this machine (${platformOf(file)}); ${howToCompile(root, file)}`,
    );
  }
  try {
    // Not require(): that looks for packages around the file first, which takes as long as opening the socket.
    const module: { readonly exports: unknown } = { exports: {} };
    process.dlopen(module, file);
    return module.exports as Addon;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : error;
    const message = `The netlink addon cannot be loaded (${why}); ${howToCompile(root, file)}`;
    throw new AuditError('addon', message, { cause: error });
  }
}

function platformOf(file: string): string {
  return path.basename(path.dirname(file));
}

/** What also someone can do who has only the installed package: its source and Node-API's headers are in it. */
function howToCompile(root: string, file: string): string {
  const packages = isMusl() ? 'apk add gcc musl-dev linux-headers' : 'apt-get install gcc libc6-dev';
  return `install a C compiler (${packages}) and run: ${shellWords(['sh', path.join(root, 'src/native/compile'), file])}`;
}

/** The nearest folder upwards with a package.json: this code runs from src/netlink, dist or dist/chunks. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder))
    folder = path.dirname(folder);
  return folder;
}

/**
 * Whether a program runs on musl: its file then names musl's loader near the start. Where node does not know its own file
 * (no /proc) the usual library is assumed, and loading the addon tells.
 */
export function isMusl(program: string = process.execPath): boolean {
  const start = Buffer.alloc(4096);
  let fd: number;
  try {
    fd = openSync(program, 'r');
  } catch {
    return false;
  }
  try {
    return start.subarray(0, readSync(fd, start)).includes('ld-musl');
  } finally {
    closeSync(fd);
  }
}

function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && 'errno' in error && typeof error.errno === 'number') {
      throw new KernelError(error.errno, 'syscall' in error ? String(error.syscall) : 'netlink');
    }
    throw error;
  }
}
