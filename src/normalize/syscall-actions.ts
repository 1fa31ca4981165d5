/** What system calls and special records say about an event: compiled from their tables once. */
import { rows } from '../tables/lookup.js';

/** The raw `success` of the SYSCALL record: exactly `no`, anything else, or no such field. */
export type Success = 'succeeded' | 'failed' | 'unset';

/** How the object of an action is found. */
export type ObjectRule =
  | 'path'
  | 'opened-path'
  | 'device'
  | 'saddr'
  | 'program'
  | 'module'
  | 'memory'
  | 'kill'
  | 'field'
  | 'none';

const OBJECT_RULES = new Set<string>([
  'path',
  'opened-path',
  'device',
  'saddr',
  'program',
  'module',
  'memory',
  'kill',
  'field',
  'none',
] satisfies ObjectRule[]);

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
  readonly rule: ObjectRule;
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
  readonly rule: ObjectRule;
  readonly field: string;
  readonly fromStart: boolean;
  readonly objectKind: string;
}

const actions = new Map<string, SyscallAction>();
const specials = new Map<number, SpecialRecord>();

export function syscallAction(name: string): SyscallAction | undefined {
  if (actions.size === 0) {
    for (const { syscall = '', action = '', object, start = '', object_kind = '', object2 = '', how } of rows(
      'normalize-syscall-actions',
    )) {
      const [succeeded = -1, failed = succeeded, unset = succeeded] = start === '' ? [] : start.split('/').map(Number);
      actions.set(syscall, {
        action,
        rule: objectRule(object),
        start: { succeeded, failed, unset },
        objectKind: object_kind,
        second: secondObject(object2),
        isItsOwnMeans: how === '@syscall',
      });
    }
  }
  return actions.get(name);
}

export function specialRecord(type: number): SpecialRecord | undefined {
  if (specials.size === 0) {
    for (const { type_number, syscall_decides, action, object, field = '', from, object_kind = '' } of rows(
      'normalize-special-records',
    )) {
      specials.set(Number(type_number), {
        action: action || undefined,
        syscallDecides: syscall_decides === 'yes',
        rule: objectRule(object),
        field,
        fromStart: from === 'start',
        objectKind: object_kind,
      });
    }
  }
  return specials.get(type);
}

function objectRule(word = 'none'): ObjectRule {
  return isObjectRule(word) ? word : 'none';
}

function isObjectRule(word: string): word is ObjectRule {
  return OBJECT_RULES.has(word);
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
