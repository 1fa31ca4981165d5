/** `doctor` on the kernel's side: status, the daemon's process, other readers of the records. */
import { readdirSync } from 'node:fs';
import type { AuditStatus } from '../../netlink/status.js';
import { linkTarget, readText } from '../proc-file.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

/** A queue of this size overflows at the first burst; the kernel's own default is 64. */
const SMALL_BACKLOG = 1024;

export function judgeStatus(status: AuditStatus): readonly DoctorFinding[] {
  return [enabled(status), daemon(status), ...losses(status), ...limits(status)];
}

function enabled({ enabled: state }: AuditStatus): DoctorFinding {
  if (state === 0) return problem('enabled', 'Auditing is off', 'ts-auditctl -e 1');
  return ok('enabled', state === 2 ? 'Auditing is on and locked until reboot' : 'Auditing is on, rules can be changed');
}

function daemon({ pid }: AuditStatus): DoctorFinding {
  if (pid === 0)
    return problem('daemon', 'No audit daemon is registered', 'events go to the kernel log at best; start auditd');
  const program = programOf(pid);
  if (program === undefined) return problem('daemon', `The audit daemon's process ${pid} is gone`, 'restart auditd');
  return ok('daemon', `Process ${pid} (${program}) receives the events`);
}

function losses({ lost, failure }: AuditStatus): readonly DoctorFinding[] {
  const found: DoctorFinding[] = [];
  if (lost > 0)
    found.push(
      problem('lost', `${lost} records are lost`, 'raise the backlog limit (-b), then --reset-lost and watch'),
    );
  if (failure === 0)
    found.push(advice('failure', 'Losses are silent (failure 0)', 'ts-auditctl -f 1 lets the kernel log them'));
  return found.length > 0 ? found : [ok('lost', 'No records are lost')];
}

function limits({ backlog, backlogLimit, backlogWaitTimeActual, rateLimit }: AuditStatus): readonly DoctorFinding[] {
  const found: DoctorFinding[] = [];
  if (backlogLimit > 0 && backlog * 2 > backlogLimit) {
    found.push(
      problem(
        'backlog',
        `${backlog} of ${backlogLimit} places in the queue are taken`,
        'the daemon is too slow: fewer rules, or a faster disk',
      ),
    );
  }
  if (backlogLimit > 0 && backlogLimit < SMALL_BACKLOG) {
    found.push(advice('backlog', `The queue holds ${backlogLimit} records only`, 'ts-auditctl -b 8192'));
  }
  if ((backlogWaitTimeActual ?? 0) > 0) {
    found.push(
      advice(
        'backlog',
        `Programs have waited for the queue (${backlogWaitTimeActual} ticks)`,
        'raise the backlog limit (-b)',
      ),
    );
  }
  if (rateLimit > 0)
    found.push(advice('rate', `At most ${rateLimit} records per second are kept`, 'ts-auditctl -r 0 lifts the limit'));
  return found.length > 0 ? found : [ok('backlog', `${backlog} of ${backlogLimit} places in the queue are taken`)];
}

/** The processes that read all records next to the daemon; the kernel tells by the groups of their sockets. */
export function judgeReaders(table: string = readText('/proc/net/netlink')): readonly DoctorFinding[] {
  const inodes = new Set(
    table.split('\n').flatMap((line) => {
      const [, protocol, , groups, , , , , , inode] = line.trim().split(/\s+/);
      return protocol === '9' && Number.parseInt(groups ?? '', 16) & 1 && inode ? [inode] : [];
    }),
  );
  if (inodes.size === 0) return [];
  const names = readersOf(inodes);
  return [ok('readers', `Other readers of the records: ${names.length > 0 ? names.join(', ') : inodes.size}`)];
}

function readersOf(inodes: ReadonlySet<string>): readonly string[] {
  const names: string[] = [];
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    const isReader = list(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
    if (isReader) names.push(`${programOf(Number(pid)) ?? '?'} (${pid})`);
  }
  return names;
}

function programOf(pid: number): string | undefined {
  return readText(`/proc/${pid}/comm`).trim() || undefined;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
