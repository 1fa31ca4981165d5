/** What a search or report says of the daemon's configuration. */
import { type AuditdConf, settingNotes } from '../auditd/conf.js';
import type { Io } from './io.js';

/**
 * Lines for standard error. A person who looks at a log of elsewhere need not hear each time that there is no daemon here.
 * `tool`: what the original tells differs.
 */
export function confNotes(
  conf: AuditdConf,
  { inputs }: { readonly inputs: readonly string[] },
  tool: 'ausearch' | 'aureport',
  { terminal }: Io,
): readonly string[] {
  if (conf.isMissing && inputs.length > 0 && terminal.err) return [];
  const isSearch = tool === 'ausearch';
  return [...conf.messages, ...settingNotes(conf, isSearch, !isSearch || inputs.length === 0)];
}
