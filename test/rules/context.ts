/** A machine for tests of rules: x86_64 with two accounts. */
import type { RuleContext } from '../../src/rules/draft.js';
import { machineByName } from '../../src/tables/syscalls.js';

export function testContext(changes: Partial<RuleContext> = {}): RuleContext {
  return {
    machine: machineByName('x86_64'),
    userId: (name) => (name === 'root' ? 0 : undefined),
    groupId: (name) => (name === 'root' ? 0 : undefined),
    isDirectory: (path) => path === '/etc',
    abilities: () => 0xffff,
    warn: () => {},
    ...changes,
  };
}
