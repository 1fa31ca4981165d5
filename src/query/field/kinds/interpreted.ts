import { parseUnsigned, ZERO } from '../../../bytes/int64.js';
import type { SyscallContext } from '../../../interpret/context.js';
import { Interpreter } from '../../../interpret/interpreter.js';
import { enrichment } from '../../../log/enrichment.js';
import { someField } from '../../../log/fields.js';
import type { AuditRecord } from '../../../log/record.js';
import type { ValueKind } from '../value-test.js';
import { decimal, plainText } from '../value-text.js';
import { machineIn } from './architecture.js';

/** Everything else: as the log has it, or as -i shows it; of several flags (`A|B`) one is enough. */
export const interpreted: ValueKind = {
  equal: (written, field, { accounts }) => {
    const interpreter = new Interpreter({ accounts, escape: 'raw' });
    const number = decimal(written);
    const wanted = written.toLowerCase();
    return (raw, record) => {
      if (raw === written || plainText(raw) === written) return true;
      if (number !== undefined) return decimal(raw) === number;
      const syscall = callOf(record);
      const list = enrichment(record);
      const shown = interpreter.field({ name: field, value: raw, type: record.type, enrichment: list, syscall });
      const text = shown.toLowerCase();
      return text === wanted || text.split(/[|,]/).includes(wanted);
    };
  },
  text: plainText,
  number: (text) => decimal(plainText(text)),
  needles: () => undefined,
};

/** What the meaning of a system call's arguments depends on. */
function callOf(record: AuditRecord): SyscallContext {
  const first = (field: string): string => {
    let found = '';
    someField(record.text, field, (raw) => {
      found = raw;
      return true;
    });
    return found;
  };
  return {
    machine: machineIn(first('arch')),
    syscall: decimal(first('syscall')) ?? -1,
    a0: parseUnsigned(first('a0'), 16) ?? ZERO,
    a1: parseUnsigned(first('a1'), 16) ?? ZERO,
  };
}
