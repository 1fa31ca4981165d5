/** Who did what to what, for comparisons with `action`, `subject`, `object`, `how` and `result`. */
import type { Accounts } from '../../accounts/accounts.js';
import { Interpreter } from '../../interpret/interpreter.js';
import type { AuditEvent } from '../../log/event.js';
import { Normalizer } from '../../normalize/normalizer.js';
import type { Statement } from '../../normalize/statement.js';

/** Several comparisons ask about one event, one after another. */
export function statementReader(accounts: Accounts): (event: AuditEvent) => readonly Statement[] {
  const interpreter = new Interpreter({ accounts, escape: 'raw' });
  const normalizer = new Normalizer({ interpreter, accounts });
  let last: AuditEvent | undefined;
  let statements: Statement[] = [];
  return (event) => {
    if (event === last) return statements;
    last = event;
    statements = [];
    normalizer.each(event, (output) => statements.push(output.statement()));
    return statements;
  };
}
