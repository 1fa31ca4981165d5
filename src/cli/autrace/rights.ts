/** Who may trace. */
import { namespaceAdvice, type Platform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';

/** Throws `AuditError` with the original's text. */
export function mustControl(platform: Platform): void {
  if (platform.mayControl) return;
  const advice = namespaceAdvice(platform);
  const text = 'You must be root or have capabilities to run this program.';
  throw new AuditError('trace', advice === undefined ? text : `${text}\n${advice}`);
}
