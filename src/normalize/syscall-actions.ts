/** What system calls and special records say about an event: compiled from their tables once. */
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

/** The raw `success` of the SYSCALL record: exactly `no`, anything else, or no such field. */
export type Success = 'succeeded' | 'failed' | 'unset';

export interface SecondObject {
  /** Arguments to look at in turn; empty: a `name`. */
  readonly arguments: readonly string[];
  /** The record that has the name. */
  readonly record: number;
  readonly onlyOnSuccess: boolean;
  /** Take the next argument while this one is unset (set-id) or -1 (owner). */
  readonly skips: 'unset' | '-1' | undefined;
}

export interface SyscallAction {
  readonly action: string;
  readonly rule: tables.ObjectRule;
  /** Where the choice of a PATH record starts, by success. */
  readonly start: Readonly<Record<Success, number>>;
  readonly objectKind: string;
  readonly second: SecondObject | undefined;
  /** HOW is the name of the call, not the program. */
  readonly isItsOwnMeans: boolean;
}

export interface SpecialRecord {
  readonly action: string | undefined;
  /** The system call gives object and kind; only the action is replaced. */
  readonly syscallDecides: boolean;
  readonly rule: tables.ObjectRule;
  readonly field: string;
  readonly fromStart: boolean;
  readonly objectKind: string;
}

const actions = new Map<string, SyscallAction>();
const specials = new Map<number, SpecialRecord>();

export function syscallAction(name: string): SyscallAction | undefined {
  if (actions.size === 0) {
    for (const { syscall, action, object, start, object_kind, object2, how } of rows(tables.normalizeSyscallActions)) {
      const [succeeded = -1, failed = succeeded, unset = succeeded] = start === '' ? [] : start.split('/').map(Number);
      actions.set(syscall, {
        action,
        rule: object,
        start: { succeeded, failed, unset },
        objectKind: object_kind ?? '',
        second: secondObject(object2),
        isItsOwnMeans: how === '@syscall',
      });
    }
  }
  return actions.get(name);
}

export function specialRecord(type: number): SpecialRecord | undefined {
  if (specials.size === 0) {
    for (const row of rows(tables.normalizeSpecialRecords)) {
      specials.set(row.type_number, {
        action: row.action,
        syscallDecides: row.syscall_decides,
        rule: row.object ?? 'none',
        field: row.field,
        fromStart: row.from === 'start',
        objectKind: row.object_kind ?? '',
      });
    }
  }
  return specials.get(type);
}

/** `a1`, `a1 of owner`, `first of a0 a1`, `name@5`, `name@2 on success`. */
function secondObject(text: string): SecondObject | undefined {
  if (text === '') return undefined;
  const named = /^name@(\d+)/.exec(text);
  return {
    arguments: text.match(/\ba\d\b/g) ?? [],
    record: Number(named?.[1] ?? 0),
    onlyOnSuccess: text.endsWith('on success'),
    skips: text.startsWith('first of') ? 'unset' : text.endsWith('of owner') ? '-1' : undefined,
  };
}
