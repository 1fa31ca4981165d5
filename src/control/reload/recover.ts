/** What a killed run left half done: finished when the kernel had taken all its rules, undone when not. */
import { AuditError } from '../../errors.js';
import type { AuditClient } from '../../netlink/client.js';
import type { Platform } from '../platform.js';
import { type KernelRule, kernelRule } from './kernel-rule.js';
import { abandonedNote, adoptNote, dropDrafts, hasNote } from './note.js';
import { endHaste } from './quick-deletes.js';
import { restoreSettings } from './settings.js';
import { reach } from './stage.js';

/** What was done, as one line; `undefined` when nothing was left. Throws `AuditError` when the kernel does not let it. */
export function recover(client: AuditClient, platform: Platform): string | undefined {
  dropDrafts(platform);
  if (!hasNote(platform)) return undefined;
  const note = abandonedNote(platform);
  if (!note) return undefined;
  if (note.isHastened) endHaste(platform.switchFolder);
  const ours = adoptNote(platform, note);
  const rules = (note.target ?? note.before).map((text): KernelRule => kernelRule(Buffer.from(text, 'base64')));
  try {
    reach(client, rules, {
      switchFolder: platform.switchFolder,
      beforePhase: (isHastened) => ours.update({ ...note, isHastened }),
    });
    if (!note.target) restoreSettings(client, note.settings ?? {});
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const text = `A change of the rules was cut off and cannot be mended (${error.message})`;
    throw new AuditError('rule', text, { cause: error, exitStatus: 1 });
  }
  ours.close();
  const what = note.target ? 'its rules are in force now' : 'the rules from before are in force again';
  return `A change of the rules by process ${note.pid} was cut off: ${what} (${rules.length})`;
}
