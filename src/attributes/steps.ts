/** Compiles the extraction table: per class and set of wanted groups, one list of closures. */
import { PATH } from '../tables/generated/record-type.js';
import type { SearchExtractionRow as Row } from '../tables/generated/tables.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import type { Wanted } from './attributes.js';
import { type RecordScan, STOP, type Step } from './record-scan.js';
import { isSpecial, specialSteps, userTerminal } from './special-steps.js';
import { type Store, stores } from './store.js';
import { token } from './token.js';
import { type PlainValue, readers } from './value.js';

/** The steps for records of one class and type, in order. */
export function compileSteps(className: tables.RecordClass, type: number, wanted: Wanted): readonly Step[] {
  const steps: Step[] = [];
  for (const row of rowsFor(className, type)) if (isActive(row, wanted)) steps.push(compileStep(row, type, wanted));
  return steps;
}

/** True when the active steps of a class other than avc take nothing that is wanted: they only check. */
export function takesNothing(className: tables.RecordClass, type: number, wanted: Wanted): boolean {
  return rowsFor(className, type).every((row) => !isActive(row, wanted) || isMereCheck(row, type, wanted));
}

function isMereCheck(row: Row, type: number, wanted: Wanted): boolean {
  const { value } = row;
  if (value === 'run:task') return takesNothing('task', type, wanted);
  if (value === 'special:account') return !wanted.has('acct');
  if (row.stores === 'syscall') return !wanted.has('syscall');
  if (row.stores === 'arch') return !wanted.has('arch');
  if (value === 'set-success:1') return !wanted.has('success');
  return row.stores === '-';
}

/** The rows about records of one class and type, in order. */
export function rowsFor(className: tables.RecordClass, type: number): readonly Row[] {
  const key = `${className} ${type}`;
  let found = rowsByType.get(key);
  if (!found) {
    found = rowsOf(className).filter((row) => concerns(row, type));
    if (rowsByType.size === MOST_TYPES) rowsByType.clear(); // hostile logs may name any number
    rowsByType.set(key, found);
  }
  return found;
}

const rowsByType = new Map<string, readonly Row[]>();
const MOST_TYPES = 256;

const byClass = new Map<tables.RecordClass, Row[]>();

function rowsOf(className: tables.RecordClass): readonly Row[] {
  if (byClass.size === 0) {
    for (const row of rows(tables.searchExtraction)) {
      const list = byClass.get(row.class);
      if (list) list.push(row);
      else byClass.set(row.class, [row]);
    }
  }
  return byClass.get(className) ?? [];
}

/** Column `only`: `-`, types, or `not` a type. */
function concerns(row: Row, type: number): boolean {
  const { only } = row;
  if (only === '-') return true;
  return only.startsWith('not ') ? only.slice(4) !== String(type) : only.split(',').includes(String(type));
}

/** Column `when`: the group that activates the step. */
function isActive(row: Row, wanted: Wanted): boolean {
  return row.when.some((name) => name === 'always' || wanted.has(name === 'uid-number' ? 'uid' : name));
}

function compileStep(row: Row, type: number, wanted: Wanted): Step {
  const { value } = row;
  if (value === 'stop') return () => STOP;
  if (value === 'run:task') return nestedStep(compileSteps('task', type, wanted));
  if (value === 'special:user-avc') return userAvcStep(compileSteps('user', type, wanted));
  if (value === 'set-success:1') return (scan) => set(scan, stores.success, '1');
  if (isSpecial(value)) return specialSteps[value](row, wanted);
  if (row.class === 'user' && row.stores === 'terminal') return userTerminal;
  const store = specialStore(row, type, wanted);
  if (store) return fieldStep(row, value, store);
  let step = usualSteps.get(row);
  if (!step) {
    step = fieldStep(row, value, usualStore(row));
    usualSteps.set(row, step);
  }
  return step;
}

/** Of rows that do the same whatever else is wanted: stores ask hundreds of questions about one record (`store/any-groups.ts`). */
const usualSteps = new WeakMap<Row, Step>();

/** The steps of another class on the same record, with a cursor of their own. */
function nestedStep(steps: readonly Step[], fatal?: number): Step {
  return (scan) => {
    const { cursor } = scan;
    scan.cursor = 0;
    scan.run(steps, fatal);
    scan.cursor = cursor;
    return scan.dropped ? STOP : 0;
  };
}

const LAST_USER_AVC_ERROR = 20;

/** USER_AVC is a user record around an AVC message; only its first errors count, and nothing else of class avc is done. */
function userAvcStep(steps: readonly Step[]): Step {
  const run = nestedStep(steps, LAST_USER_AVC_ERROR);
  return (scan) => {
    run(scan);
    return STOP;
  };
}

/** find the token, read the value, store it, move the cursor */
function fieldStep(row: Row, value: PlainValue, store: Store | undefined): Step {
  const { find, length } = tokenOf(row);
  const rule = { endsAt: row.ends_at, errors: { unterminated: row.if_unterminated, bad: row.if_bad_value } };
  const read = readers[value](rule);
  const moveCursor = cursorMove(row.cursor_after);
  const missing = missingStep(row, store);
  const isFree = row.if_set === 'keep' ? store?.isFree : undefined;
  // Class kernel and the comm of class avc do not even look when the attribute is set; others check, then do not store.
  const skipsWhenSet = row.class === 'kernel' || row.class === 'avc';
  const withToken = value === 'word-with-token';
  return (scan) => {
    if (skipsWhenSet && isFree?.(scan.attributes) === false) return 0;
    const tokenAt = find(scan);
    if (tokenAt < 0) return missing(scan);
    const at = tokenAt + length();
    const rc = read(scan, at);
    if (rc !== 0) return rc;
    if (withToken) scan.word = scan.text.slice(tokenAt, scan.end);
    if (isFree?.(scan.attributes) !== false) store?.put(scan);
    moveCursor(scan, at);
    return 0;
  };
}

function tokenOf(row: Row): { find: (scan: RecordScan) => number; length: () => number } {
  const found = token(row.token, row.from);
  return { find: found.find, length: () => found.length };
}

/** Where a value goes by what else is wanted. */
function specialStore({ token: name, stores: store }: Row, type: number, wanted: Wanted): Store | undefined {
  if (name === 'tclass=' && wanted.has('avc')) return objectClassStore;
  if (store === 'files' && type === PATH && wanted.has('nametype')) return typedFileStore;
  return undefined;
}

function usualStore({ stores: name }: Row): Store | undefined {
  return name === '-' ? undefined : stores[name];
}

const objectClassStore: Store = {
  put: ({ entry, word }) => {
    if (entry) entry.objectClass = word;
  },
};

const NAME_TYPE = 'type=';

/** A file of a PATH record with what follows `nametype=`, to the end of the record (BUG? not to the next blank). */
const typedFileStore: Store = {
  put: (scan) => {
    const { attributes, text } = scan;
    stores.files.put(scan);
    const at = text.indexOf(NAME_TYPE, scan.end);
    attributes.nameTypes ??= [];
    attributes.nameTypes[(attributes.files?.length ?? 1) - 1] = at < 0 ? undefined : text.slice(at + NAME_TYPE.length);
  },
};

/** Column `if_missing`. */
function missingStep(row: Row, store: Store | undefined): Step {
  const { if_missing: column } = row;
  if (column === 'stop') return () => STOP;
  if (column.startsWith('set:')) return (scan) => set(scan, store, column.slice(4));
  const rc = column.startsWith('rc') ? Number(column.slice(2)) : 0;
  return () => rc;
}

function set(scan: RecordScan, store: Store | undefined, value: string): number {
  scan.word = value;
  scan.number = Number(value);
  store?.put(scan);
  return 0;
}

/** Column `cursor_after`. A value that ran to the end of the record leaves the cursor at its start, unless said otherwise. */
function cursorMove(column: tables.CursorMove): (scan: RecordScan, valueAt: number) => void {
  if (column === 'keep') return () => undefined;
  if (column === 'value') return toValue;
  if (column === 'cur+7') return sevenOn;
  const atEndOfText = column.includes('eot:start') ? () => 0 : (at: number): number => at;
  const afterUnquoted = Number(/unquoted:value\+(\d+)/.exec(column)?.[1] ?? 0);
  return (scan, at) => {
    if (afterUnquoted > 0 && scan.text.charCodeAt(at) !== 34) scan.cursor = at + afterUnquoted;
    else scan.cursor = scan.end >= scan.text.length ? atEndOfText(at) : scan.end;
  };
}

function toValue(scan: RecordScan, valueAt: number): void {
  scan.cursor = valueAt;
}

function sevenOn(scan: RecordScan): void {
  scan.cursor += 7;
}
