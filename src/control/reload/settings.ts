/** Settings of the kernel that a rules file changes and that can be set back: everything but the lock. */
import type { AuditClient } from '../../netlink/client.js';
import type { Setting } from '../../netlink/status.js';

export type SavedSettings = Readonly<Partial<Record<Setting, number>>>;

const restorable = ['enabled', 'failure', 'rateLimit', 'backlogLimit', 'backlogWaitTime'] as const;

export function saveSettings(client: AuditClient): SavedSettings {
  const status = client.status();
  return Object.fromEntries(restorable.map((setting) => [setting, status[setting]]));
}

/** Sets what differs. Throws `KernelError`. */
export function restoreSettings(client: AuditClient, saved: SavedSettings): void {
  const now = client.status();
  for (const setting of restorable) {
    const value = saved[setting];
    if (value !== undefined && now[setting] !== value) client.set(setting, value);
  }
}
