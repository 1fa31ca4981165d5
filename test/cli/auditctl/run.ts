/** Runs ts-auditctl in process on a fake kernel and machine. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Out } from '../../../src/bytes/out.js';
import { toBytes } from '../../../src/bytes/text.js';
import { auditctl } from '../../../src/cli/auditctl/main.js';
import type { Platform } from '../../../src/control/platform.js';
import type { Transport } from '../../../src/netlink/transport.js';
import { machineByName } from '../../../src/tables/syscalls.js';

export interface Run {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine that the vectors of the specification were recorded on. */
export function fakePlatform(kernel: Transport, changes: Partial<Platform> = {}): Platform {
  const folders = ['/', '/bin', '/etc', '/home'];
  return {
    machine: machineByName('x86_64'),
    accounts: {
      userName: (uid) => ({ 0: 'root', 65534: 'nobody' })[uid],
      groupName: (gid) => ({ 0: 'root', 65534: 'nogroup' })[gid],
      userId: (name) =>
        new Map([
          ['root', 0],
          ['nobody', 65534],
        ]).get(name),
      groupId: (name) =>
        new Map([
          ['root', 0],
          ['nogroup', 65534],
        ]).get(name),
    },
    isDirectory: (path) => folders.includes(path.replace(/\/\.?$/, '') || '/') || path === '//',
    open: () => kernel,
    isRoot: true,
    mayControl: true,
    namespace: undefined,
    signal: () => {},
    isRunning: () => false,
    sleep: () => {},
    stateFolder: path.join(tmpdir(), `ts-audit-state-${process.pid}`),
    switchFolder: '/no/such/folder',
    origin: () => ({ executable: '/usr/sbin/auditctl', host: 'host', terminal: undefined }),
    ...changes,
  };
}

/** Words are Unicode; output is given back as Unicode. `stdin`: a descriptor. */
export async function runAuditctl(
  words: readonly string[],
  platform: Platform,
  stdin = 0,
  isOnTerminal = false,
): Promise<Run> {
  const chunks: Buffer[] = [];
  let stderr = '';
  const out = new Out((chunk) => chunks.push(Buffer.from(chunk)));
  const io = {
    out,
    err: (text: string) => {
      stderr += text;
    },
    env: {},
    stdin,
    terminal: { out: isOnTerminal, err: isOnTerminal, columns: 80 },
  };
  const exit = await auditctl(platform)(words.map(toBytes), io);
  out.flush();
  return {
    exit,
    stdout: Buffer.concat(chunks).toString('utf8'),
    stderr: Buffer.from(stderr, 'latin1').toString('utf8'),
  };
}

const refuse = (): never => {
  throw new Error('the kernel was asked');
};

/** A run that must not ask the kernel for anything. */
export function withoutKernel(...words: readonly string[]): Promise<Run> {
  return runAuditctl(words, fakePlatform({ send: refuse, receive: refuse, close: () => {} }));
}
