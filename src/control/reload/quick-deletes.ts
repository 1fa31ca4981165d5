/**
 * A deletion waits until no CPU can still be looking at the rule: 12 ms each, while everything else about it takes
 * 0.01 ms. The kernel's switch `rcu_expedited` makes such waits short (600 rules: 8 s → 0.01 s). It is on for the moment
 * of the deletions only, and stays as it is where the administrator has chosen it or its opposite.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readText } from '../proc-file.js';

/** For fewer deletions the waiting is not worth touching a setting of the machine. */
const MANY = 3;

/** Whether the switch may be used for so many deletions. */
export function canHasten(switchFolder: string, deletions: number): boolean {
  return deletions >= MANY && mayHasten(switchFolder);
}

/** Whether the administrator has left the choice to us. */
export function mayHasten(switchFolder: string): boolean {
  const state = (name: string): string => readText(path.join(switchFolder, name)).trim();
  return state('rcu_expedited') === '0' && state('rcu_normal') !== '1';
}

/** Runs the deletions with the switch on. A kernel that does not let it takes its time. */
export function hastened<T>(switchFolder: string, run: () => T): T {
  if (!turn(switchFolder, '1')) return run();
  try {
    return run();
  } finally {
    turn(switchFolder, '0');
  }
}

/** Puts the switch back; also after a run that was killed. */
export function endHaste(switchFolder: string): void {
  turn(switchFolder, '0');
}

function turn(switchFolder: string, state: '0' | '1'): boolean {
  try {
    writeFileSync(path.join(switchFolder, 'rcu_expedited'), state, { flag: 'r+' });
    return true;
  } catch {
    return false; // read-only in a container
  }
}
