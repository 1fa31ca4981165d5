/** An event as people describe it: `execve path=/usr/bin/curl uid=1000 auid=1000 exit=-EACCES arch=b32`. */
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { type Machine, machineByElf, machineByName, syscallNumber } from '../../tables/syscalls.js';
import { RuleError } from '../problem.js';
import type { FilterEvent } from './event.js';

export interface Described {
  /** What was not said stays unknown; names are not set. */
  readonly event: FilterEvent;
  readonly call: string;
  readonly path: string | undefined;
}

const ids = ['pid', 'ppid', 'uid', 'euid', 'suid', 'fsuid', 'gid', 'egid', 'sgid', 'fsgid', 'auid', 'ses', 'pers'];
/** Ids that are like another one unless they are given. */
const like = { euid: 'uid', suid: 'uid', fsuid: 'uid', egid: 'gid', sgid: 'gid', fsgid: 'gid' } as const;
const UNSET = 0xffffffff;

/** `native`: what b64 and b32 mean; x86_64 unless given. Throws `RuleError` for a word that it does not know. */
export function describedEvent(
  words: readonly string[],
  native: Machine | undefined = machineByName('x86_64'),
): Described {
  const given = new Map<string, string>();
  let call: string | undefined;
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) given.set(word.slice(0, equals), word.slice(equals + 1));
    else if (call === undefined) call = word;
    else throw new RuleError(`unexpected ${word}: an event is a system call and NAME=VALUE words`);
  }
  if (call === undefined) throw new RuleError('the event names no system call');
  const arch = archOf(given.get('arch'), native);
  const machine = machineByElf(arch);
  const syscall = (machine && syscallNumber(machine, call)) ?? (/^[0-9]+$/.test(call) ? Number(call) : undefined);
  if (syscall === undefined) throw new RuleError(`${machine?.name ?? 'this machine'} has no system call ${call}`);
  const attributes: Record<string, unknown> = { arch, syscall, saddr_fam: null };
  for (const [name, value] of given) Object.assign(attributes, attributeOf(name, value, given));
  for (const [name, same] of Object.entries(like)) attributes[name] ??= attributes[same];
  return { event: attributes, call, path: given.get('path') };
}

function archOf(value: string | undefined, native: Machine | undefined): number {
  const abis = [native, native?.twin];
  const machine =
    value === undefined ? native : (abis.find((abi) => value === `b${abi?.bits}`) ?? machineByName(value));
  if (machine?.elf === undefined) throw new RuleError(`arch is b64, b32 or a machine, not ${value}`);
  return machine.elf;
}

function attributeOf(name: string, value: string, given: ReadonlyMap<string, string>): object {
  if (name === 'arch' || name === 'path') return {};
  if (name === 'exe') return { exe: { path: value } };
  if (name === 'success') return { success: ['yes', '1', 'true'].includes(value) };
  if (name === 'exit') return { exit: exitOf(value) };
  if (name === 'groups') return { groups: value.split(',').map((each) => numberOf(name, each)) };
  if (/^a[0-3]$/.test(name)) return { args: [0, 1, 2, 3].map((i) => numberOf(name, given.get(`a${i}`) ?? '0')) };
  const attribute = name === 'sessionid' ? 'ses' : name;
  if (ids.includes(attribute))
    return { [attribute]: value === 'unset' || value === '-1' ? UNSET : numberOf(name, value) };
  throw new RuleError(`unknown attribute ${name}: arch path exe exit success groups a0 a1 a2 a3 ${ids.join(' ')}`);
}

function exitOf(value: string): number {
  const errno = valueTable(tables.errno).value(value.replace(/^-/, ''));
  return errno === undefined ? numberOf('exit', value) : -errno;
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (value === '' || !Number.isSafeInteger(number))
    throw new RuleError(`${name} needs a number, not ${value || "''"}`);
  return number;
}
