/** Rule → the line that `-l` prints. */

import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import { recordTypeName } from '../tables/record-types.js';
import { type Machine, machineByElf, machineByName, syscallName } from '../tables/syscalls.js';
import * as field from './fields.js';
import { isAll, isEmpty, numbersOf, type SyscallMask } from './mask.js';
import * as rule from './rule.js';

/** One argument of a system call as people read it: value 32 bit unsigned, a0 and a1 those met so far in the rule. */
export type ArgumentReader = (
  call: { readonly machine: Machine | undefined; readonly syscall: number; readonly a0: number; readonly a1: number },
  index: number,
  value: number,
) => string | undefined;

export interface PrintOptions {
  /** The machine whose table names the system calls of rules without arch. */
  readonly machine: Machine | undefined;
  /** Names for architectures, `unset`, and arguments read by `readArgument`. */
  readonly interpret?: boolean;
  readonly readArgument?: ArgumentReader;
}

export const fileSystems: ReadonlyMap<string, number> = new Map([
  ['tracefs', 0x74726163],
  ['debugfs', 0x64626720],
  ['cgroup', 0x27e0eb],
  ['cgroup2', 0x63677270],
]);

/** Bits of perm in the order of listing. */
export const permissionBits: readonly (readonly [letter: string, bit: number])[] = [
  ['r', 4],
  ['w', 2],
  ['x', 1],
  ['a', 8],
];

const UNSET = 0xffffffff;

/** Without newline. */
export function printRule(printed: rule.Rule, options: PrintOptions): string {
  return isWatch(printed) ? watchForm(printed) : printLongForm(printed, options);
}

/** The last arch field decides which table names the system calls, else the native machine (BUG? 7: not the last listed rule). */
export function machineOf(printed: rule.Rule, native: Machine | undefined): Machine | undefined {
  const arch = printed.fields.findLast((condition) => condition.field === field.FIELD_ARCH);
  return arch && 'value' in arch ? machineByElf(arch.value) : native;
}

export function syscallNames(printed: rule.Rule, native: Machine | undefined): readonly string[] {
  const machine = namingMachine(printed, native);
  return numbersOf(printed.mask).map((number) => (machine && syscallName(machine, number)) ?? String(number));
}

function namingMachine(printed: rule.Rule, native: Machine | undefined): Machine | undefined {
  return printed.list === rule.LIST_IO_URING ? machineByName('uring') : machineOf(printed, native);
}

interface Calls {
  readonly machine: Machine | undefined;
  readonly text: string;
}

/** Of the masks that many rules share (`decode.ts`), as they were listed last. */
const listed = new WeakMap<Readonly<SyscallMask>, Calls>();

/** Whether they hold all calls: compared anew for each rule that takes 8 of 11 ms of printing a thousand. */
const wholes = new WeakMap<Readonly<SyscallMask>, boolean>();

function isWhole(mask: Readonly<SyscallMask>): boolean {
  const known = wholes.get(mask);
  if (known !== undefined) return known;
  const whole = isAll(mask);
  wholes.set(mask, whole);
  return whole;
}

/** ` -S …`; empty for none. */
function callsText(printed: rule.Rule, native: Machine | undefined): string {
  const { mask } = printed;
  const machine = namingMachine(printed, native);
  const known = listed.get(mask);
  if (known && known.machine === machine) return known.text;
  const text = isWhole(mask) ? ' -S all' : isEmpty(mask) ? '' : ` -S ${syscallNames(printed, native).join(',')}`;
  listed.set(mask, { machine, text });
  return text;
}

/**
 * Whether the short form says everything. BUG? 6: the original also uses it where it hides action, list and operators,
 * or where the printed line cannot be loaded again.
 */
function isWatch(printed: rule.Rule): boolean {
  const [path, perm, key] = printed.fields;
  return (
    printed.list === rule.LIST_EXIT &&
    printed.action === rule.ACTION_ALWAYS &&
    (path?.field === field.FIELD_PATH || path?.field === field.FIELD_DIR) &&
    perm?.field === field.FIELD_PERM &&
    (printed.fields.length === 2 || (printed.fields.length === 3 && key?.field === field.FIELD_KEY)) &&
    printed.fields.every((condition) => condition.operator === rule.OPERATOR_EQUAL) &&
    isWhole(printed.mask)
  );
}

function watchForm(printed: rule.Rule): string {
  let line = '';
  for (const condition of printed.fields) {
    if (condition.field === field.FIELD_PERM && 'value' in condition) line += ` -p ${permissions(condition.value)}`;
    else if (!('text' in condition)) continue;
    else if (condition.field === field.FIELD_KEY)
      line += keyParts(condition.text)
        .map((key) => ` -k ${key}`)
        .join('');
    else line += `-w ${condition.text}`;
  }
  return line;
}

/** `-a …`, also where `-w` would say the same. */
export function printLongForm(printed: rule.Rule, options: PrintOptions): string {
  let line = `-a ${rule.actionName(printed.action) ?? '(null)'},${rule.listName(printed.list) ?? '(null)'}`;
  for (const condition of printed.fields) {
    if (condition.field === field.FIELD_ARCH && 'value' in condition) {
      line += ` -F arch${symbol(condition)}${archName(condition.value, options.interpret === true)}`;
    }
  }
  if (rule.listHasSyscalls(printed.list)) line += callsText(printed, options.machine);
  const readArgument = printed.fields.some(isArgument) ? argumentsOf(printed, options) : plainArgument;
  for (const condition of printed.fields) {
    if (condition.field !== field.FIELD_ARCH) line += fieldText(condition, options, readArgument);
  }
  return line;
}

function fieldText(
  condition: rule.RuleField,
  options: PrintOptions,
  readArgument: (of: rule.NumberField) => string,
): string {
  const known = field.fieldByNumber(condition.field);
  if ('text' in condition) {
    if (condition.field !== field.FIELD_KEY) return ` -F ${known?.listedAs}${symbol(condition)}${condition.text}`;
    return keyParts(condition.text)
      .map((key) => ` -F key=${key}`)
      .join('');
  }
  if (!known) return ` f${condition.field}${symbol(condition)}${condition.value | 0}`;
  if (condition.field === field.FIELD_COMPARE) {
    const pair = field.comparisonByNumber(condition.value);
    return pair ? ` -C ${pair.left}${symbol(condition)}${pair.right}` : '';
  }
  if (condition.field === field.FIELD_PERM) return ` -F perm=${permissions(condition.value)}`;
  const value = isArgument(condition) ? readArgument(condition) : valueText(condition, options.interpret === true);
  return ` -F ${known.listedAs}${symbol(condition)}${value}`;
}

function valueText({ field: number, value }: rule.NumberField, interpret: boolean): string {
  const signed = String(value | 0);
  switch (number) {
    case field.FIELD_MSGTYPE:
      return recordTypeName(value) ?? signed;
    case field.FIELD_EXIT: {
      const name = (value | 0) < 0 ? valueTable(tables.errno).name(-(value | 0)) : undefined;
      return name ? `-${name}` : signed;
    }
    case field.FIELD_FSTYPE:
      return [...fileSystems].find(([, type]) => type === value)?.[0] ?? signed;
    case field.FIELD_FILETYPE:
      // BUG? 8: the original prints the number, which it does not accept itself.
      return valueTable(tables.fileTypes).name(value) ?? signed;
    case field.FIELD_AUID:
    case field.FIELD_SESSIONID:
      return interpret && value === UNSET ? 'unset' : signed;
    default:
      return field.fieldByNumber(number)?.kind === 'uint' ? String(value) : signed;
  }
}

function isArgument({ field: number }: rule.RuleField): boolean {
  return number >= field.FIELD_ARG0 && number <= field.FIELD_ARG3;
}

const plainArgument = ({ value }: rule.NumberField): string => `0x${value.toString(16).toUpperCase()}`;

/** Arguments are hexadecimal, or interpreted when one system call gives them a meaning. */
function argumentsOf(printed: rule.Rule, options: PrintOptions): (of: rule.NumberField) => string {
  // BUG?: operations of io_uring are not counted, so their rules have lower-case numbers.
  const isUring = printed.list === rule.LIST_IO_URING;
  const numbers = options.interpret && !isAll(printed.mask) ? (isUring ? [] : numbersOf(printed.mask)) : undefined;
  if (!numbers || numbers.length > 1) return plainArgument;
  const call = { machine: machineOf(printed, undefined), syscall: numbers[0] ?? -1, a0: 0, a1: 0 };
  return ({ field: number, value }) => {
    const index = number - field.FIELD_ARG0;
    if (index === 0) call.a0 = value;
    if (index === 1) call.a1 = value;
    return options.readArgument?.(call, index, value) ?? `0x${value.toString(16)}`;
  };
}

function archName(elf: number, interpret: boolean): string {
  const machine = machineByElf(elf);
  if (!machine) return `0x${elf.toString(16).toUpperCase()}`;
  if (interpret) return machine.name;
  return elf >>> 31 === 1 ? 'b64' : 'b32';
}

export function permissions(bits: number): string {
  return permissionBits.map(([letter, bit]) => (bits & bit ? letter : '')).join('');
}

export function keyParts(joined: string): readonly string[] {
  return joined.split(rule.KEY_SEPARATOR).filter((part) => part !== '');
}

function symbol(condition: rule.RuleField): string {
  return rule.operatorSymbol(condition.operator) ?? '(null)';
}
