/** Rules deleted in their order, as fast as the kernel lets it. */
import type { AuditClient } from '../../netlink/client.js';
import type { Platform } from '../platform.js';
import { openNote } from './note.js';
import { canHasten, hastened } from './quick-deletes.js';

/** `rest`: the rules that stay, for the case that this process is killed. Throws `KernelError` at the first failure. */
export function deleteMany(
  client: AuditClient,
  platform: Platform,
  rules: readonly Buffer[],
  rest: readonly Buffer[],
): void {
  const all = (): void => {
    for (const bytes of rules) client.deleteRule(bytes);
  };
  const texts = (of: readonly Buffer[]): string[] => of.map((bytes) => bytes.toString('base64'));
  const note = canHasten(platform.switchFolder, rules.length)
    ? openNote(platform, { before: texts(rules), target: texts(rest), isHastened: true })
    : undefined;
  try {
    if (note) hastened(platform.switchFolder, all);
    else all();
  } finally {
    note?.close();
  }
}
