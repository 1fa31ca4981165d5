/** One record through the interpreter, on a machine with the base accounts of Debian. */
import type { Accounts } from '../../src/accounts/accounts.js';
import type { EscapeMode } from '../../src/bytes/escape.js';
import { Interpreter } from '../../src/interpret/interpreter.js';
import { RecordLines } from '../../src/interpret/record-line.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';

const USERS = 'root daemon bin sys sync games man lp mail news uucp'.split(' ');
const GROUPS = 'root daemon bin sys adm tty disk lp mail news uucp'.split(' ');

export const debianAccounts: Accounts = {
  userName: (uid) => USERS[uid],
  groupName: (gid) => GROUPS[gid],
  userId: (name) => (USERS.includes(name) ? USERS.indexOf(name) : undefined),
  groupId: (name) => (GROUPS.includes(name) ? GROUPS.indexOf(name) : undefined),
};

export function testInterpreter(mode: EscapeMode = 'tty'): Interpreter {
  return new Interpreter({ accounts: debianAccounts, escape: mode, host: 'x86_64' });
}

export function eventOf(type: string, text: string): AuditEvent {
  const line = `type=${type} msg=audit(1700000000.123:10): ${text}`;
  return {
    sec: 1700000000,
    milli: 123,
    serial: 10,
    node: undefined,
    records: [AuditRecord.fromLine(recordTypeNumber(type), line)],
  };
}

/** What is printed after the header's `) :`. */
export function printed(type: string, text: string, mode: EscapeMode = 'tty'): string {
  const event = eventOf(type, text);
  const line = new RecordLines(testInterpreter(mode), cLocale()).line(event.records[0]!, event);
  return line.slice(line.indexOf(') :') + 3);
}
