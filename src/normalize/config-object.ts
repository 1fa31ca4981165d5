/** What a CONFIG_CHANGE record is about. */
import type { FieldCursor } from './cursor.js';
import { type FieldRef, fieldOf, NO_FIELD } from './field-ref.js';
import type { EventFields } from './fields.js';

const SETTINGS = ['audit_enabled', 'audit_pid', 'audit_backlog_limit', 'audit_failure', 'actions', 'list'];

/** The key, if there is one, else the first known setting. BUG? Searched in all records, taken from the first. */
export function configObject(fields: EventFields, cursor: FieldCursor): FieldRef {
  cursor.start();
  const key = cursor.find('key');
  if (key >= 0 && fields.raw(key) !== '(null)') return fields.at(0, fieldOf(key));
  for (const setting of SETTINGS) {
    cursor.start();
    const found = cursor.find(setting);
    if (found >= 0) return fields.at(0, fieldOf(found));
  }
  return NO_FIELD;
}
