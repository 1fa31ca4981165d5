/** A rule while its options are read, one after the other: order matters in the original, so this is a small machine. */
import type { Machine } from '../tables/syscalls.js';
import * as field from './fields.js';
import { ALL_SYSCALLS, NO_SYSCALLS, type SyscallMask } from './mask.js';
import type { Level } from './problem.js';
import { LIST_TASK, type RuleChange, type RuleField } from './rule.js';

/** What the reading of a rule asks of the machine it is for. */
export interface RuleContext {
  /** The machine of `uname -m`; `undefined` when it is not known. */
  readonly machine: Machine | undefined;
  userId(name: string): number | undefined;
  groupId(name: string): number | undefined;
  isDirectory(path: string): boolean;
  /** The kernel's abilities, `tables/audit-feature-bits.tsv`. */
  abilities(): number;
  /** Takes warnings, in the order in which they come up. */
  warn(text: string, level: Level, hint?: string): void;
  /** Line number when the text comes from a file. */
  readonly line?: number | undefined;
}

export class RuleDraft {
  /** List of a rule to add, and of one to delete: both may be chosen, and adding then wins. */
  addList: number | undefined;
  deleteList: number | undefined;
  action = 0;
  /** The option that chose the operation: only one of them may. */
  operation: '-a' | '-A' | '-d' | undefined;
  prepends = false;
  /** A change was asked for, even if its list is wrong. */
  wantsChange = false;
  /** `-w` or `-W` was given. */
  isWatch = false;
  mask: Readonly<SyscallMask> = NO_SYSCALLS;
  /** System calls were chosen by name, by a watch, or by a permission. */
  hasSyscalls = false;
  /** `-S` was given. */
  hasSyscallOption = false;
  /** Machine of the last arch field, or the native one once `-S` used it. */
  machine: Machine | undefined;
  readonly fields: RuleField[] = [];
  /** Keys joined as in the field; `undefined` before the first. */
  keys: string | undefined;

  /** The list that conditions are judged by. */
  get list(): number | undefined {
    return this.addList ?? this.deleteList;
  }

  /** True once there is something that a key can belong to. */
  get takesKey(): boolean {
    return this.hasSyscalls || this.fields.some((condition) => keyHolders.has(condition.field));
  }

  /** Fills the rule for a watch. */
  setWatch(fieldNumber: number, path: string, operator: number): void {
    this.fields.push({ field: fieldNumber, operator, text: path });
    this.fields.push({ field: field.FIELD_PERM, operator, value: 15 });
    this.mask = ALL_SYSCALLS;
    this.hasSyscalls = true;
  }

  /** The finished change; `undefined` when no option asked for one. */
  change(): RuleChange | undefined {
    if (this.list === undefined) return undefined;
    const mask = this.hasSyscalls || this.list === LIST_TASK ? this.mask : ALL_SYSCALLS;
    return {
      operation: this.addList === undefined ? 'delete' : 'add',
      prepend: this.prepends,
      rule: { list: this.list, action: this.action, mask, fields: this.fields },
    };
  }
}

const keyHolders: ReadonlySet<number> = new Set([
  ...[field.FIELD_PERM, field.FIELD_PATH, field.FIELD_DIR, field.FIELD_EXE, field.FIELD_FSTYPE],
]);
