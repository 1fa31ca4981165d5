/** What keeps events away on a running machine, whatever its rules say: facts first, then what they mean. */
import type { AuditStatus } from '../netlink/status.js';
import { linkTarget, readText } from './proc-file.js';

export interface MachineFacts {
  readonly status: Pick<AuditStatus, 'enabled' | 'pid' | 'rateLimit' | 'backlogLimit' | 'backlog' | 'lost'>;
  /** Parameters of the kernel. */
  readonly bootLine: string;
  /** The process that the event is of, where it is named and runs here. */
  readonly process?: {
    readonly isDaemon: boolean;
    readonly isInOtherPidNamespace: boolean;
    readonly isInOtherUserNamespace: boolean;
    readonly hasOtherRoot: boolean;
    /** 4294967295: unset; `undefined`: not readable. */
    readonly loginUid: number | undefined;
  };
}

export interface Obstacle {
  readonly id: string;
  readonly text: string;
  readonly change: string;
  /** It stops every such event; else it may lose some, or hides where they go. */
  readonly stops: boolean;
}

const UNSET = 4294967295;

/** In the order in which an event meets them. */
export function obstaclesOf({ status, bootLine, process: one }: MachineFacts): readonly Obstacle[] {
  const found: Obstacle[] = [];
  const add = (stops: boolean, id: string, text: string, change: string): void =>
    void found.push({ id, text, change, stops });
  const parameter = /(?:^|\s)audit=(\S+)/.exec(bootLine)?.[1];
  const isOffAtBoot = parameter === '0' || parameter === 'off';
  if (isOffAtBoot)
    add(true, 'audit=0', 'the kernel was booted with audit=0: no process has an audit context', 'boot with audit=1');
  if (status.enabled === 0) add(true, 'disabled', 'auditing is off', 'ts-auditctl -e 1');
  if (one?.isDaemon) add(true, 'daemon', 'the audit daemon itself is never matched by exit rules', '');
  if (parameter === undefined && status.enabled > 0)
    add(
      false,
      'old-process',
      'processes that were started before auditing was first switched on since boot are never audited',
      'boot with audit=1, or start the process anew',
    );
  if (one?.loginUid === UNSET)
    add(
      false,
      'auid-unset',
      'the login uid of the process is unset: rules on auid leave it out',
      'use uid in the rule',
    );
  if (one?.isInOtherPidNamespace)
    add(
      false,
      'pid-namespace',
      'the process runs in another pid namespace (container): rules see its number outside',
      'use the number that the host sees',
    );
  if (one?.isInOtherUserNamespace)
    add(
      false,
      'user-namespace',
      'the process runs in another user namespace: rules see the ids that it has outside',
      'use the ids of the host',
    );
  if (one?.hasOtherRoot)
    add(
      false,
      'mount-namespace',
      'the process has other mounts or another root: the same path is another file there',
      'name the file as the host sees it',
    );
  if (status.rateLimit > 0)
    add(
      false,
      'rate-limit',
      `no more than ${status.rateLimit} records a second pass, counted over all processes; the rest is dropped`,
      'ts-auditctl -r 0',
    );
  if (status.lost > 0)
    add(
      false,
      'lost',
      `${status.lost} records have been lost since boot or the last reset`,
      'a larger -b, a faster disk, fewer events',
    );
  if (status.backlogLimit > 0 && status.backlog >= status.backlogLimit)
    add(
      false,
      'backlog',
      `the queue is full (${status.backlog} of ${status.backlogLimit}): records wait and are lost`,
      'ts-auditctl -b 8192, and a daemon that reads',
    );
  if (status.pid === 0)
    add(
      false,
      'no-daemon',
      'no audit daemon is registered: records go to the kernel log and to listeners only',
      'start auditd',
    );
  return found;
}

/** `pid`: as in the description of the event. */
export function machineFacts(status: MachineFacts['status'], pid: number | undefined): MachineFacts {
  const bootLine = readText('/proc/cmdline').trim();
  if (pid === undefined || readText(`/proc/${pid}/stat`) === '') return { status, bootLine };
  const differs = (name: string): boolean => linkTarget(`/proc/${pid}/ns/${name}`) !== linkTarget(`/proc/1/ns/${name}`);
  const loginUid = readText(`/proc/${pid}/loginuid`).trim();
  return {
    status,
    bootLine,
    process: {
      isDaemon: pid === status.pid,
      isInOtherPidNamespace: differs('pid'),
      isInOtherUserNamespace: differs('user'),
      hasOtherRoot: differs('mnt') || linkTarget(`/proc/${pid}/root`) !== '/',
      loginUid: loginUid === '' ? undefined : Number(loginUid),
    },
  };
}
