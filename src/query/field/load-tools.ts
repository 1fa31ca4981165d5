/** Regular expressions, addresses, statements: loaded before a query is compiled, so that matching itself never waits. */
import type { Accounts } from '../../accounts/accounts.js';
import type { Comparison } from './comparison.js';
import { derivedFields } from './derived/list.js';
import type { Tools } from './tools.js';

export async function loadTools(comparisons: readonly Comparison[], accounts: Accounts): Promise<Tools> {
  const needs = (what: 'network' | 'statements'): boolean =>
    comparisons.some(({ type, field }) => type === undefined && derivedFields.get(field)?.needs === what);
  return {
    ...(comparisons.some(({ operator }) => operator === '~') && {
      pattern: (await import('./pattern.js')).compilePattern,
    }),
    ...(needs('network') && { network: (await import('./network.js')).readNetwork }),
    ...(needs('statements') && { statements: (await import('./statements.js')).statementReader(accounts) }),
  };
}
