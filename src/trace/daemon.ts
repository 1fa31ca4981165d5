/**
 * Whether the audit daemon writes what it gets: one marker message, looked for in its log. A daemon runs just as well
 * when its logging is suspended, when it is told to write nothing, or when it is stopped.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { AUDITD_CONF } from '../auditd/conf.js';
import { toPath } from '../bytes/text.js';
import { readText } from '../control/proc-file.js';
import type { AuditClient } from '../netlink/client.js';
import { monotonicMs } from '../netlink/clock.js';
import { USER } from '../tables/generated/record-type.js';

const LOG = '/var/log/audit/audit.log';
/** What a daemon under load may need; a healthy one takes some milliseconds. */
const PATIENCE_MS = 1500;
const LOOK_MS = 2;
/** Looked through from the end at most. */
const TAIL = 4 << 20;

export interface DaemonLog {
  readonly file: string;
  /** Why it writes nothing, whatever it gets; undefined: nothing speaks against it. */
  readonly silent: string | undefined;
}

/** As the daemon's own configuration and state tell. */
export function daemonLog(pid: number): DaemonLog {
  const words = readText(`/proc/${pid}/cmdline`).split('\0');
  const folder = words[words.indexOf('-c') + 1];
  const conf = words.includes('-c') && folder ? `${folder}/auditd.conf` : AUDITD_CONF;
  const settings = new Map(
    Array.from(readText(conf).matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*(\S+)/gm), ([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const file = settings.get('log_file') ?? LOG;
  return { file, silent: silenceOf(pid, conf, settings) };
}

function silenceOf(pid: number, conf: string, settings: ReadonlyMap<string, string>): string | undefined {
  if (/^State:\s+[Tt]/m.test(readText(`/proc/${pid}/status`))) return `it is stopped (kill -CONT ${pid})`;
  if (settings.get('write_logs')?.toLowerCase() === 'no') return `write_logs = no in ${conf}`;
  if (settings.get('log_format')?.toUpperCase() === 'NOLOG') return `log_format = NOLOG in ${conf}`;
  return undefined;
}

/** Why the daemon does not write; undefined: it does, the marker is there. */
export async function daemonSilence(client: AuditClient, pid: number): Promise<string | undefined> {
  const { file, silent } = daemonLog(pid);
  if (silent !== undefined) return silent;
  const marker = `ts-autrace-marker-${process.pid}-${process.hrtime.bigint()}`;
  const from = sizeOf(file);
  client.sendUserMessage(USER, `op=${marker}`);
  const end = monotonicMs() + PATIENCE_MS;
  do {
    if (has(file, from, marker)) return undefined;
    await pause(LOOK_MS);
  } while (monotonicMs() < end);
  return `a message to it does not come to ${file}`;
}

function sizeOf(file: string): number {
  return withFile(file, (fd) => fstatSync(fd).size) ?? 0;
}

/** A file shorter than before is another one: the log was rotated. */
function has(file: string, from: number, marker: string): boolean {
  const found = withFile(file, (fd) => {
    const { size } = fstatSync(fd);
    const start = Math.max(size < from ? 0 : from, size - TAIL);
    const bytes = Buffer.alloc(size - start);
    readSync(fd, bytes, 0, bytes.length, start);
    return bytes.includes(marker);
  });
  return found ?? false;
}

function withFile<T>(file: string, use: (fd: number) => T): T | undefined {
  let fd: number;
  try {
    fd = openSync(toPath(file), 'r');
  } catch {
    return undefined;
  }
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}
