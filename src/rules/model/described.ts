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
const answers: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['1', true],
  ['true', true],
  ['no', false],
  ['0', false],
  ['false', false],
]);
/** Linux errno range of results. */
const LEAST_ERROR = -4095;
const ONE_FILE = ': a described event is about one file; --event takes those of a log';

/** `native`: what b64 and b32 mean; x86_64 unless given. Throws `RuleError` for a word that it does not know. */
export function describedEvent(
  words: readonly string[],
  native: Machine | undefined = machineByName('x86_64'),
): Described {
  const { call, given } = readWords(words);
  const arch = archOf(given.get('arch'), native);
  const machine = machineByElf(arch);
  const syscall = (machine && syscallNumber(machine, call)) ?? (/^[0-9]+$/.test(call) ? Number(call) : undefined);
  if (syscall === undefined) throw new RuleError(`${machine?.name ?? 'this machine'} has no system call ${call}`);
  const attributes: Record<string, unknown> = { arch, syscall, saddr_fam: null };
  for (const [name, value] of given) Object.assign(attributes, attributeOf(name, value, given));
  for (const [name, same] of Object.entries(like)) attributes[name] ??= attributes[same];
  const event: FilterEvent = attributes;
  checkResult(event);
  return { event, call, path: given.get('path') };
}

function readWords(words: readonly string[]): { readonly call: string; readonly given: ReadonlyMap<string, string> } {
  const given = new Map<string, string>();
  let call: string | undefined;
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(equals, 0));
    if (given.has(name)) throw new RuleError(`${name} is given twice${name === 'path' ? ONE_FILE : ''}`);
    if (name !== '') given.set(name, word.slice(equals + 1));
    else if (call === undefined) call = word;
    else throw new RuleError(`unexpected ${word}: an event is a system call and NAME=VALUE words`);
  }
  if (call === undefined) throw new RuleError('the event names no system call');
  return { call, given };
}

/** Results that exclude each other. */
function checkResult({ exit, success }: FilterEvent): void {
  if (typeof exit !== 'number' || typeof success !== 'boolean') return;
  const isError = exit < 0 && exit >= LEAST_ERROR;
  if (isError === success) throw new RuleError(`exit=${exit} and success=${success ? 'yes' : 'no'} exclude each other`);
}

function archOf(value: string | undefined, native: Machine | undefined): number {
  const abis = [native, native?.twin];
  const machine =
    value === undefined ? native : (abis.find((abi) => value === `b${abi?.bits}`) ?? machineByName(value));
  if (machine?.elf === undefined) throw new RuleError(`arch is b64, b32 or a machine, not ${value}`);
  return machine.elf;
}

function attributeOf(name: string, value: string, given: ReadonlyMap<string, string>): object {
  if (name === 'arch') return {};
  if (name === 'path' || name === 'exe') {
    if (!value.startsWith('/')) throw new RuleError(`${name} needs a whole path, not ${value || "''"}`);
    return name === 'exe' ? { exe: { path: value } } : {};
  }
  if (name === 'success') return { success: answerOf(value) };
  if (name === 'exit') return { exit: exitOf(value) };
  if (name === 'groups') return { groups: value.split(',').map((each) => idOf(name, each)) };
  if (/^a[0-3]$/.test(name)) return { args: [0, 1, 2, 3].map((i) => numberOf(name, given.get(`a${i}`) ?? '0')) };
  const attribute = name === 'sessionid' ? 'ses' : name;
  if (ids.includes(attribute)) return { [attribute]: value === 'unset' ? UNSET : idOf(name, value) };
  throw new RuleError(`unknown attribute ${name}: arch path exe exit success groups a0 a1 a2 a3 ${ids.join(' ')}`);
}

function answerOf(value: string): boolean {
  const answer = answers.get(value);
  if (answer === undefined) throw new RuleError(`success is yes or no, not ${value || "''"}`);
  return answer;
}

function exitOf(value: string): number {
  const errno = valueTable(tables.errno).value(value.replace(/^-/, ''));
  return errno === undefined ? numberOf('exit', value) : -errno;
}

/** 32 bits as the kernel holds them: -1 is the greatest. */
function idOf(name: string, value: string): number {
  const id = numberOf(name, value);
  if (id < -1 || id > UNSET) throw new RuleError(`${name} needs a number from 0 to ${UNSET}, not ${value}`);
  return id === -1 ? UNSET : id;
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (value === '' || !Number.isSafeInteger(number))
    throw new RuleError(`${name} needs a number, not ${value || "''"}`);
  return number;
}
