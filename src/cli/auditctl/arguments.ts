/** `-l -i` reads the arguments in rules like those of SYSCALL records. */
import type { Accounts } from '../../accounts/accounts.js';
import { Interpreter } from '../../interpret/interpreter.js';
import type { ArgumentReader } from '../../rules/print.js';
import { SYSCALL } from '../../tables/generated/record-type.js';

export function readArgument(accounts: Accounts): ArgumentReader {
  let interpreter: Interpreter | undefined; // made when an argument is seen
  return (call, index, value) => {
    interpreter ??= new Interpreter({ accounts, escape: 'tty' });
    const syscall = {
      machine: call.machine,
      syscall: call.syscall,
      a0: { high: 0, low: call.a0 },
      a1: { high: 0, low: call.a1 },
    };
    return interpreter.field({ name: `a${index}`, value: value.toString(16), type: SYSCALL, syscall });
  };
}
