/**
 * The arguments `a0` … `a3` of a system call. The call's *name* decides, so the rules serve every machine. Without a
 * rule the value stays a hexadecimal number.
 */
import type { Machine } from '../../tables/syscalls.js';
import type { Renderer } from '../context.js';
import { argumentRenderers } from './argument-kinds.js';
import { argumentRules } from './argument-rules.js';
import { prefixed } from './number.js';
import { contextSyscall } from './syscall.js';

export type ArgumentIndex = 0 | 1 | 2 | 3;

/** What the text of an argument hangs on: it is always the number, or it hangs on its own value, or on `a0` and `a1`, too. */
export type ArgumentSource = 'number' | 'value' | 'registers';

export function argumentSource(machine: Machine | undefined, syscall: number, index: ArgumentIndex): ArgumentSource {
  const name = contextSyscall(machine, syscall);
  const rules = name === undefined ? [] : (argumentRules(name)[index] ?? []);
  if (rules.length === 0) return 'number';
  return rules.every(({ isUnconditional }) => isUnconditional) ? 'value' : 'registers';
}

/** The machine must be known, or set to the host's by the caller; else nothing is translated. */
export function argument(index: ArgumentIndex): Renderer {
  return (value, context) => {
    const name = contextSyscall(context.machine, context.syscall);
    const rules = name === undefined ? undefined : argumentRules(name)[index];
    if (rules === undefined) return prefixed(value);
    for (const rule of rules) if (rule.holds(context)) return argumentRenderers[rule.kind](value, context);
    return prefixed(value);
  };
}
