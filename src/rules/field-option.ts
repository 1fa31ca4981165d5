/** `-F`: one condition of a rule. The order of the checks decides which message comes. */

import { signed32, unsigned32 } from '../bytes/numeric-argument.js';
import * as tables from '../tables/generated/tables.js';
import { rows, valueTable } from '../tables/lookup.js';
import { type Machine, machineByElf, machineByName } from '../tables/syscalls.js';
import type { RuleContext, RuleDraft } from './draft.js';
import * as field from './fields.js';
import { addKey } from './key-option.js';
import { fileSystems } from './print.js';
import { didYouMean, RuleError } from './problem.js';
import * as rule from './rule.js';
import { addPermissionCalls } from './syscall-option.js';
import { permissionValue } from './watch-option.js';

const abilityBits = new Map(rows(tables.auditFeatureBits).map((row) => [row.name, row.bit_hex]));

/** `nextWord`: the word of the command line after this option and its argument. */
export function addField(draft: RuleDraft, argument: string, nextWord: string | undefined, context: RuleContext): void {
  const isTrimIdiom = argument.includes('arch=') && nextWord === '-t';
  if (draft.list === undefined && !isTrimIdiom) {
    throw new RuleError('List must be given before field', { hint: 'start the rule with -a ACTION,LIST' });
  }
  if (argument.startsWith('key=')) addKey(draft, '-F', argument.slice(4));
  else if (draft.fields.length >= rule.FIELD_LIMIT) throw new RuleError(`Too many fields in rule: ${argument}`);
  else addCondition(draft, split(argument), context);
}

/** Turns the collected keys into the last field. BUG? 15: the original looks for operators inside the key. */
export function addKeyField(draft: RuleDraft, context: RuleContext): void {
  if (draft.keys === undefined) return;
  if (draft.fields.length >= rule.FIELD_LIMIT) throw new RuleError(`Too many fields in rule: key=${draft.keys}`);
  addCondition(draft, { name: 'key', operator: equal, value: draft.keys }, context);
}

interface Parts {
  /** As written. */
  readonly name: string;
  readonly operator: rule.Operator;
  readonly value: string;
}

const equal: rule.Operator = { symbol: '=', bits: rule.OPERATOR_EQUAL };
/** What other operators are made of. */
const OTHERS = /[!<>&]/;

function split(argument: string): Parts {
  const isPlain = argument.includes('=') && !OTHERS.test(argument);
  const operator = isPlain ? equal : rule.operators.find(({ symbol }) => argument.includes(symbol));
  if (!operator) throw new RuleError(`-F missing operation for ${argument}`, { hint: 'expected NAME=VALUE' });
  const at = argument.indexOf(operator.symbol);
  const name = argument.slice(0, at);
  const value = argument.slice(at + operator.symbol.length);
  if (name === '') throw new RuleError('-F missing field name before operator for ');
  if (value === '') throw new RuleError(`-F missing value after operation for ${name}`);
  return { name, operator, value };
}

function addCondition(draft: RuleDraft, parts: Parts, context: RuleContext): void {
  const { name, operator, value } = parts;
  const descriptor = field.fieldByName(name);
  if (!descriptor) throw new RuleError(`-F unknown field: ${name}`, { hint: didYouMean(name, field.fieldNames()) });
  checkAbilities(draft, descriptor, name, context);
  if (descriptor.kind === 'arch' && draft.hasSyscalls) {
    throw new RuleError(`${name} must be before -S`, { hint: 'put -F arch first, also before -F perm' });
  }
  if (draft.list !== undefined && !descriptor.lists.has(draft.list)) throw new RuleError(wrongList(descriptor, name));
  if (!descriptor.operators.has(operator.symbol)) {
    throw new RuleError(`${name} only takes = ${descriptor.kind === 'perm' ? 'operator' : 'or != operators'}`);
  }
  if (descriptor.isText) {
    checkText(draft, descriptor, value);
    draft.fields.push({ field: descriptor.number, operator: operator.bits, text: value });
    return;
  }
  const read = readers[descriptor.kind] ?? readNumber;
  draft.fields.push({ field: descriptor.number, operator: operator.bits, value: read(value, name, context, draft) });
  if (descriptor.kind === 'perm') addPermissionCalls(draft, value.toLowerCase());
}

/** Old kernels know less. The question costs a request, so it is asked only where the answer matters. */
function checkAbilities(draft: RuleDraft, descriptor: field.FieldDescriptor, name: string, context: RuleContext): void {
  const lacks = (ability: tables.Ability): boolean => (context.abilities() & (abilityBits.get(ability) ?? 0)) === 0;
  if (
    draft.list === rule.LIST_EXCLUDE &&
    lacks('extended exclude list') &&
    !field.classicExcludeFields.has(descriptor.name)
  ) {
    throw new RuleError('Only msgtype, *uid, *gid, pid, and subj* fields can be used with exclude filter');
  }
  if (draft.list === rule.LIST_FILESYSTEM && lacks('filesystem list')) {
    throw new RuleError(`${name} filter is not supported by the kernel`);
  }
  const ability = descriptor.number === field.FIELD_EXE ? 'executable path' : 'session id filter';
  if ((descriptor.number === field.FIELD_EXE || descriptor.kind === 'sessionid') && lacks(ability)) {
    throw new RuleError(`Field option not supported by kernel: ${name}`);
  }
}

function wrongList(descriptor: field.FieldDescriptor, name: string): string {
  switch (descriptor.kind) {
    case 'msgtype':
      return 'msgtype field can only be used with exclude or user filter list';
    case 'sessionid':
      return `${name} must be used with exclude, user, or exit filter`;
    case 'fstype':
      return `${name} field is not valid for the filter`;
    default:
      return `${name} can only be used with exit filter list`;
  }
}

function checkText(draft: RuleDraft, descriptor: field.FieldDescriptor, value: string): void {
  const isKey = descriptor.kind === 'key';
  if (isKey && !draft.takesKey) {
    throw new RuleError('Key field needs a watch, syscall or exe path given prior to it');
  }
  if (value.length > (isKey ? rule.KEY_LIMIT : rule.TEXT_LIMIT)) throw new RuleError('String value too long');
}

type Reader = (value: string, name: string, context: RuleContext, draft: RuleDraft) => number;

/** By value kind of the table; a kind without a reader is a plain number. */
const readers: Readonly<Partial<Record<tables.RuleValueKind, Reader>>> = {
  uid: (value, _name, context) => {
    const number = startsWithNumber(value)
      ? signedOrUnsigned(value)
      : value === 'unset'
        ? 0xffffffff
        : context.userId(value);
    // BUG? 1: hidden in the original, as for groups.
    if (number === undefined)
      throw new RuleError(`Unknown user: ${value}`, { hint: 'no such account on this machine' });
    return number;
  },
  gid: (value, _name, context) => {
    const number = /^[0-9]/.test(value) ? unsigned32(value) : context.groupId(value);
    if (number === undefined) throw new RuleError(`Unknown group: ${value}`, { hint: 'no such group on this machine' });
    return number;
  },
  exit: (value, name) => {
    if (startsWithNumber(value)) return signed32(value) ?? 0;
    const isNegative = value.startsWith('-');
    const number = valueTable(tables.errno).value(isNegative ? value.slice(1) : value);
    if (number === undefined) throw new RuleError(`-F unknown errno - ${name}`, { hint: errnoHint(value) });
    return (isNegative ? -number : number) >>> 0;
  },
  msgtype: (value, name) => {
    const number = /^[0-9]/.test(value)
      ? unsigned32(value)
      : (valueTable(tables.recordTypes).value(value) ?? unsigned32(/^UNKNOWN\[([0-9]{1,7})/.exec(value)?.[1] ?? ''));
    if (number !== undefined) return number;
    const names = [...valueTable(tables.recordTypes).names()].map(([, known]) => known.toLowerCase());
    throw new RuleError(`-F unknown message type - ${name}`, {
      hint: didYouMean(value, names)?.toUpperCase().replace('DID YOU MEAN', 'did you mean'),
    });
  },
  arch: (value, name, context, draft) => {
    const machine = readArch(value, context.machine);
    if (machine?.elf === undefined)
      throw new RuleError(`${name} elf mapping not found`, { hint: 'b64, b32 or a machine such as x86_64' });
    draft.machine = machine;
    return machine.elf;
  },
  perm: (value) => {
    if (value.length > 4) throw new RuleError('String value too long');
    return permissionValue(value, () => new RuleError("Permission can only contain  'rwxa'"));
  },
  filetype: (value, name) => {
    const number = valueTable(tables.fileTypes).value(value);
    if (number === undefined)
      throw new RuleError(`-F unknown file type -  ${name}`, { hint: 'file dir socket link character block fifo' });
    return number;
  },
  fstype: (value, name) => {
    const number = /^[0-9]/.test(value) ? unsigned32(value) : fileSystems.get(value.toLowerCase());
    if (number === undefined)
      throw new RuleError(`file system type is unknown for field: ${name}`, {
        hint: [...fileSystems.keys()].join(' '),
      });
    return number;
  },
  arg: (value, name) => {
    if (!startsWithNumber(value)) throw notANumber(name);
    return signedOrUnsigned(value);
  },
  sessionid: (value, name) => {
    if (value === 'unset') return 0xffffffff;
    // BUG? 9: the original takes any other text as 0, here and for saddr_fam.
    if (!startsWithNumber(value)) throw notANumber(name);
    return signedOrUnsigned(value);
  },
  family: (value, name) => {
    const number = unsigned32(value);
    if (number === undefined) throw notANumber(name);
    if (number >= FAMILY_LIMIT) throw new RuleError(`value is too large for field: ${name}`);
    return number;
  },
};

const FAMILY_LIMIT = 46;

function errnoHint(value: string): string {
  const sign = value.startsWith('-') ? '-' : '';
  const names = [...valueTable(tables.errno).names()].map(([, name]) => `${sign}${name}`);
  return didYouMean(value, names) ?? 'a number or a name such as -EACCES';
}

function readNumber(value: string, name: string): number {
  if (!/^[0-9]/.test(value)) throw notANumber(name);
  return unsigned32(value) ?? 0;
}

function notANumber(name: string): RuleError {
  return new RuleError(`-F value should be number for ${name}`);
}

function startsWithNumber(value: string): boolean {
  return /^-?[0-9]/.test(value);
}

function signedOrUnsigned(value: string): number {
  return (value.startsWith('-') ? signed32(value) : unsigned32(value)) ?? 0;
}

function readArch(value: string, native: Machine | undefined): Machine | undefined {
  if (/^[0-9]/.test(value)) return machineByElf(unsigned32(value) ?? 0);
  const word = value.toLowerCase();
  if (word === 'b64') return native?.bits === 64 ? native : undefined;
  if (word === 'b32') return native && (native.bits === 32 ? native : native.twin);
  return machineByName(word) ?? (/^[0-9a-f]/.test(word) ? machineByElf(unsigned32(`0x${word}`) ?? 0) : undefined);
}
