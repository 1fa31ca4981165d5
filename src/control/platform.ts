/** What ts-auditctl asks of the machine, apart from the kernel's audit system; tests give their own. */
import { statSync } from 'node:fs';
import { machine } from 'node:os';
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { fromBytes, toBytes, toPath } from '../bytes/text.js';
import { openTransport } from '../netlink/addon.js';
import type { Transport } from '../netlink/transport.js';
import { type Machine, machineByName } from '../tables/syscalls.js';
import { linkTarget, processStart, readText } from './proc-file.js';
import { isFolder } from './stat-of.js';

/** Capability numbers of linux/capability.h. */
const CAP_AUDIT_CONTROL = 30n;
/** Inode numbers of the initial namespaces, fixed by the kernel (linux/nsfs.h). */
const INITIAL_USER_NAMESPACE = 'user:[4026531837]';
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]';

export interface Platform {
  readonly machine: Machine | undefined;
  readonly accounts: Accounts;
  isDirectory(path: string): boolean;
  /** A new socket. Throws `KernelError`, or `AuditError` without the addon. */
  open(): Transport;
  readonly isRoot: boolean;
  readonly mayControl: boolean;
  /** The kind of foreign namespace this process is in, for explanations. */
  readonly namespace: 'user' | 'pid' | undefined;
  /** Throws an error with a `code` such as ESRCH. */
  signal(pid: number, signal: string): void;
  isRunning(pid: number): boolean;
  sleep(milliseconds: number): void;
  /** Folder for notes about a change under way, root's alone; it need not outlive a reboot, as rules do not either. */
  readonly stateFolder: string;
  /** The kernel's own switches: /sys/kernel. */
  readonly switchFolder: string;
  /** Parts of the text that `-m` sends, byte strings. */
  origin(): { readonly executable: string; readonly host: string; readonly terminal: string | undefined };
}

export function systemPlatform(): Platform {
  return {
    machine: machineByName(machine()),
    accounts: systemAccounts(),
    isDirectory: isFolder,
    open: () => openTransport(),
    isRoot: process.geteuid?.() === 0,
    mayControl: hasCapability(CAP_AUDIT_CONTROL),
    get namespace() {
      if (linkTarget('/proc/self/ns/user') !== INITIAL_USER_NAMESPACE) return 'user';
      return linkTarget('/proc/self/ns/pid') !== INITIAL_PID_NAMESPACE ? 'pid' : undefined;
    },
    signal: (pid, signal) => void process.kill(pid, signal),
    isRunning: (pid) => processStart(pid) !== undefined,
    sleep: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
    stateFolder: '/run/ts-audit',
    switchFolder: '/sys/kernel',
    origin: () => ({
      executable: linkTarget('/proc/self/exe'),
      host: toBytes(readText('/proc/sys/kernel/hostname').trim()),
      terminal: terminal(),
    }),
  };
}

function hasCapability(capability: bigint): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readText('/proc/self/status'))?.[1];
  // Without /proc the kernel decides.
  return effective === undefined || ((BigInt(`0x${effective}`) >> capability) & 1n) === 1n;
}

/** The terminal of the first descriptor that has one, without `/dev/`. */
function terminal(): string | undefined {
  for (const fd of [0, 1, 2]) {
    const target = linkTarget(`/proc/self/fd/${fd}`);
    if (!/^\/dev\/(pts\/|tty|console)/.test(target)) continue;
    if (statSync(toPath(target), { throwIfNoEntry: false })?.isCharacterDevice()) return target.slice('/dev/'.length);
  }
  return undefined;
}

/** Explains a refusal that root meets in a container; `undefined` when nothing is special. */
export function namespaceAdvice(platform: Platform): string | undefined {
  switch (platform.namespace) {
    case 'user':
      return 'This is a user namespace (container): the kernel gives audit control to the initial user namespace only';
    case 'pid':
      return 'This is a pid namespace (container): the kernel gives audit control to the initial pid namespace only';
    default:
      return undefined;
  }
}

/** Text of a thrown value for a message, as a byte string. */
export function errorDetail(error: unknown): string {
  return toBytes(error instanceof Error ? error.message : fromBytes(String(error)));
}
