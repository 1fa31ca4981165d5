/**
 * The arguments `a0` … `a3` of a system call. The call's *name* decides, so the rules serve every machine. Without a
 * rule the value stays a hexadecimal number.
 */
import type { Renderer } from '../context.js';
import { argumentRenderers } from './argument-kinds.js';
import { argumentRules } from './argument-rules.js';
import { prefixed } from './number.js';
import { contextSyscall } from './syscall.js';

/** The machine must be known, or set to the host's by the caller; else nothing is translated. */
export function argument(index: 0 | 1 | 2 | 3): Renderer {
  return (value, context) => {
    const name = contextSyscall(context.machine, context.syscall);
    const rules = name === undefined ? undefined : argumentRules(name)[index];
    if (rules === undefined) return prefixed(value);
    for (const rule of rules) if (rule.holds(context)) return argumentRenderers[rule.kind](value, context);
    return prefixed(value);
  };
}
