import { decodeString } from '../../../bytes/hex.js';
import { enrichedName } from '../../../log/enrichment.js';
import type { AuditRecord } from '../../../log/record.js';
import type { ValueKind, ValueTest } from '../value-test.js';
import { decimal, plainText } from '../value-text.js';

/** Users and groups: by number, or by the log's own name for it, else the system's. -1 and `unset` are 4294967295. */
export function account(sort: 'user' | 'group'): ValueKind {
  return {
    equal: (written, field, { accounts, seen }): ValueTest => {
      const number = idOf(written);
      if (number !== undefined) return (raw) => idOf(raw) === number;
      const systemName = (id: number): string | undefined =>
        id === 0 ? 'root' : sort === 'user' ? accounts.userName(id) : accounts.groupName(id);
      return (raw, record) => {
        const id = idOf(raw);
        const logged = loggedName(record, field);
        if (logged === written) seen(written);
        return logged === written || (logged === undefined && id !== undefined && systemName(id) === written);
      };
    },
    text: plainText,
    number: idOf,
    needles: (written, field) => {
      const number = idOf(written);
      return number === undefined || number > 4294967293
        ? undefined
        : [{ kind: 'unsigned', prefix: `${field}=`, value: String(number) }];
    },
  };
}

export function idOf(text: string): number | undefined {
  if (text === 'unset') return 4294967295;
  const number = decimal(text);
  return number === undefined ? undefined : number >>> 0;
}

function loggedName(record: AuditRecord, field: string): string | undefined {
  const name = enrichedName(record, field);
  return name === undefined ? undefined : decodeString(name);
}
