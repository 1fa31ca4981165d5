import { usage } from '../errors.js';

/** The end-of-event timeout in seconds, as auditd.conf has it. Throws AuditError 'usage'. */
export function eventTimeout(seconds = 2): number {
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw usage(`A timeout is a whole number of seconds, not ${seconds}`);
  return seconds;
}
