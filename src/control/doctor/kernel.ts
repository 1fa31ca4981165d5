/** `doctor` on the kernel's side: status and other readers of the records. */
import type { AuditStatus } from '../../netlink/status.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

/** A queue of this size overflows at the first burst; the kernel's own default is 64. */
const SMALL_BACKLOG = 1024;
/** What rule files usually ask for. */
const USUAL_BACKLOG = 8192;

export function judgeStatus(status: AuditStatus): readonly DoctorFinding[] {
  return [enabled(status), ...losses(status), ...failure(status), ...limits(status)];
}

function enabled({ enabled: state }: AuditStatus): DoctorFinding {
  if (state === 0) return problem('enabled', 'Auditing is off', 'the kernel records nothing', 'ts-auditctl -e 1');
  return ok('enabled', state === 2 ? 'Auditing is on and locked until reboot' : 'Auditing is on, rules can be changed');
}

/** A queue that holds more than the one there. */
function largerQueue({ backlogLimit }: AuditStatus): string {
  return `ts-auditctl -b ${backlogLimit < USUAL_BACKLOG ? USUAL_BACKLOG : 2 * backlogLimit} (and in rules.d)`;
}

function losses(status: AuditStatus): readonly DoctorFinding[] {
  const { lost } = status;
  if (lost === 0) return [ok('lost', 'No records are lost')];
  const command = `${largerQueue(status)}, then ts-auditctl --reset-lost and watch`;
  return [problem('lost', `${lost} records are lost`, 'the queue was full or the daemon too slow', command)];
}

function failure({ failure: mode }: AuditStatus): readonly DoctorFinding[] {
  if (mode === 0) {
    return [
      advice('failure', 'Losses are silent (failure 0)', 'nobody learns that records are lost', 'ts-auditctl -f 1'),
    ];
  }
  if (mode !== 2) return [];
  const why = 'the machine stops when records cannot be kept; a full queue is enough';
  return [
    advice('failure', 'The kernel panics at losses (failure 2)', why, 'ts-auditctl -f 1, unless that is your policy'),
  ];
}

function limits(status: AuditStatus): readonly DoctorFinding[] {
  const { backlog, backlogLimit, backlogWaitTime, backlogWaitTimeActual, rateLimit } = status;
  const found: DoctorFinding[] = [];
  const places = `${backlog} of ${backlogLimit} places in the queue are taken`;
  if (backlogLimit > 0 && backlog * 2 > backlogLimit) {
    const why = 'the daemon is too slow, records are lost when the queue is full';
    found.push(problem('backlog', places, why, 'record less, or give the log a faster disk'));
  }
  if (backlogLimit > 0 && backlogLimit < SMALL_BACKLOG) {
    const text = `The queue holds ${backlogLimit} records only`;
    found.push(advice('backlog', text, 'a burst of events overflows it', largerQueue(status)));
  }
  if (backlogWaitTime === 0) {
    const why = 'records are dropped at once when the queue is full, instead of slowing the programs down';
    found.push(
      advice('backlog', 'Nobody waits for the queue (wait time 0)', why, 'ts-auditctl --backlog_wait_time 15000'),
    );
  } else if ((backlogWaitTimeActual ?? 0) > 0) {
    const text = `Programs have waited for the queue (${backlogWaitTimeActual} ticks)`;
    const command = `${largerQueue(status)}, then ts-auditctl --reset_backlog_wait_time_actual and watch`;
    found.push(advice('backlog', text, 'the queue is too small for the bursts here', command));
  }
  if (rateLimit > 0) {
    const text = `At most ${rateLimit} records per second are kept`;
    found.push(advice('rate', text, 'what comes faster is dropped', 'ts-auditctl -r 0 (and in rules.d)'));
  }
  return found.length > 0 ? found : [ok('backlog', places)];
}

/** The processes that read all records next to the daemon. */
export function judgeReaders(readers: readonly string[]): readonly DoctorFinding[] {
  return readers.length === 0 ? [] : [ok('readers', `Other readers of the records: ${readers.join(', ')}`)];
}
