/** `doctor` on the daemon: is it there, does it run, and what does it say of itself? */

import type { DaemonFacts } from './facts.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

const RESTART = 'systemctl restart auditd';
const RESUME = 'ts-auditctl --signal resume, after the cause is mended';

export function judgeDaemon(daemon: DaemonFacts | undefined): readonly DoctorFinding[] {
  if (!daemon) {
    const why = 'records go to the kernel log at best';
    return [problem('daemon', 'No audit daemon is registered', why, 'systemctl start auditd')];
  }
  const { pid, program, state, report } = daemon;
  if (program === undefined || state === 'Z' || state === 'X') {
    return [problem('daemon', `The audit daemon's process ${pid} is gone`, 'nobody takes the records', RESTART)];
  }
  const name = `${program}, process ${pid}`;
  if (state === 'T' || state === 't') {
    const why = 'the queue fills, then records are lost';
    return [problem('daemon', `The audit daemon (${name}) is stopped`, why, `kill -CONT ${pid}`)];
  }
  const told = report ? judgeReport(report) : [];
  return told.length > 0 ? told : [ok('daemon', `The audit daemon (${name}) receives the events`)];
}

interface Answer {
  readonly name: string;
  readonly bad: string;
  readonly level: 'advice' | 'problem';
  readonly text: string;
  readonly why: string;
  readonly command: string;
}

/** Lines of the daemon's report of its state. */
const answers: readonly Answer[] = [
  {
    name: 'logging suspended',
    bad: 'yes',
    level: 'problem',
    text: 'The daemon has suspended logging',
    why: 'nothing is written until it is told to resume',
    command: RESUME,
  },
  {
    name: 'writing to logs',
    bad: 'no',
    level: 'problem',
    text: 'The daemon writes no log',
    why: 'events leave by its plugins only',
    command: 'write_logs = yes in auditd.conf, then ts-auditctl --signal reload',
  },
  {
    name: 'disk error detected',
    bad: 'yes',
    level: 'problem',
    text: 'The daemon met an error when writing the log',
    why: 'records may be missing since',
    command: `look at the kernel log and the disk; ${RESUME}`,
  },
  {
    name: 'space left on partition',
    bad: 'no',
    level: 'problem',
    text: 'The daemon has no space left for the log',
    why: 'disk_full_action decides what is lost',
    command: `make room; ${RESUME}`,
  },
  {
    name: 'admin space action performed',
    bad: 'yes',
    level: 'advice',
    text: 'The last warning about space was given',
    why: 'the disk under the log is nearly full',
    command: `make room; ${RESUME}`,
  },
  {
    name: 'file system space action performed',
    bad: 'yes',
    level: 'advice',
    text: 'The first warning about space was given',
    why: 'the disk under the log fills up',
    command: `make room; ${RESUME}`,
  },
  {
    name: 'plugin queue overflow detected',
    bad: 'yes',
    level: 'advice',
    text: 'The queue to the plugins has overflowed',
    why: 'what is forwarded has gaps, the log has not',
    command: 'raise q_depth in auditd.conf, then ts-auditctl --signal reload',
  },
  {
    name: 'plugin queueing suspended',
    bad: 'yes',
    level: 'advice',
    text: 'Nothing is given to the plugins',
    why: 'what is forwarded has gaps, the log has not',
    command: RESUME,
  },
];

function judgeReport(report: ReadonlyMap<string, string>): readonly DoctorFinding[] {
  return answers
    .filter(({ name, bad }) => report.get(name) === bad)
    .map(({ level, text, why, command }) => (level === 'problem' ? problem : advice)('daemon', text, why, command));
}
