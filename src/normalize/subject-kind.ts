/** SUBJ_KIND: what sort of account the deciding field names. */
import type { Accounts } from '../accounts/accounts.js';
import { parseSigned } from '../bytes/int64.js';
import { kindOf } from '../interpret/kind.js';
import { type FieldRef, recordOf } from './field-ref.js';
import type { EventFields } from './fields.js';
import type { FieldTexts } from './texts.js';

const UNKNOWN = 'unknown-acct';

export function subjectKind(field: FieldRef, fields: EventFields, texts: FieldTexts, accounts: Accounts): string {
  const name = fields.name(field);
  if (name === 'acct') {
    const uid = accounts.userId(texts.text(field));
    return uid === undefined ? UNKNOWN : kindOfUid(uid | 0);
  }
  const raw = fields.raw(field);
  if (kindOf(name, fields.record(recordOf(field)).type, raw) !== 'uid') return UNKNOWN;
  return kindOfUid((parseSigned(raw, 10)?.low ?? -1) | 0);
}

/** `uid` is signed 32-bit. */
function kindOfUid(uid: number): string {
  if (uid === 0) return 'privileged-acct';
  if (uid === -1) return 'unset-acct';
  if (uid < 1000) return 'service-acct';
  return uid < 60000 ? 'user-acct' : UNKNOWN;
}
