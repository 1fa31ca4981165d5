/** One record through the interpreter, on a machine with the base accounts of Debian. */
import type { Accounts } from '../../src/accounts/accounts.js';
import type { EscapeMode } from '../../src/bytes/escape.js';
import { Interpreter } from '../../src/interpret/interpreter.js';
import { RecordLines } from '../../src/interpret/record-line.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { gatheredText } from '../../src/output/formatter.js';
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
  const line = lineOf(new RecordLines(testInterpreter(mode), cLocale()), eventOf(type, text));
  return line.slice(line.indexOf(') :') + 3);
}

/** The event's only record. */
export function lineOf(lines: RecordLines, event: AuditEvent): string {
  return gatheredText((out) => lines.write(event, 0, out));
}
