/** An event in words: `execve of /usr/bin/curl by uid 1000, auid 1000, b32`. Byte strings; paths may hold anything. */
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { machineByElf, machineByName, syscallName } from '../../tables/syscalls.js';
import type { EventName, FilterEvent, Subject } from '../model/event.js';
import type { CallClass } from './calls.js';
import type { Difference } from './difference.js';
import { isNamed, PLAIN_FOLDER } from './shapes.js';

/** `openat`, or its number; with the ABI. */
export function callText(arch: number, syscall: number): string {
  return `${callName(arch, syscall)} (${archText(arch)})`;
}

/** A class of calls by one that stands for it. */
export function classText(call: CallClass): string {
  return call.operations ? `${operationName(call.syscall)} by io_uring` : callText(call.arch, call.syscall);
}

/** The members of classes by name, each once. */
export function memberNames(calls: readonly CallClass[]): readonly string[] {
  const names = calls.flatMap(({ arch, members, operations }) =>
    members.map((number) => (operations ? `${operationName(number)} by io_uring` : callName(arch, number))),
  );
  return [...new Set(names)];
}

function operationName(number: number): string {
  const uring = machineByName('uring');
  return (uring && syscallName(uring, number)) ?? `operation ${number}`;
}

export function callName(arch: number, syscall: number): string {
  const machine = machineByElf(arch);
  return (machine && syscallName(machine, syscall)) ?? `call ${syscall}`;
}

export function archText(arch: number): string {
  const machine = machineByElf(arch);
  return machine ? `b${machine.bits}` : `arch ${arch.toString(16)}`;
}

export function witnessText(event: FilterEvent): string {
  const { arch = 0, auid, uid } = event;
  const parts = [
    `${deedText(event)} by uid ${uid ?? '?'}`,
    `auid ${auid === UNSET ? 'unset' : (auid ?? '?')}`,
    ...(arch === 0 ? [] : [archText(arch)]),
    ...otherIds(event),
    ...resultText(event),
    ...argumentsText(event),
    ...fileText(event),
    ...foldersText(event),
  ];
  return parts.join(', ');
}

const UNSET = 0xffffffff;

/** What is recorded differently, in words. */
export function differenceText({ subject, witness }: Difference): string {
  return subject ?? witnessText(witness);
}

/** `uid 0, auid unset, gid 5`. */
export function processText(event: FilterEvent): string {
  const { auid, uid } = event;
  return [`uid ${uid ?? '?'}`, `auid ${auid === UNSET ? 'unset' : (auid ?? '?')}`, ...otherIds(event)].join(', ');
}

function deedText(event: FilterEvent): string {
  const { arch = 0, syscall, uring_op: operation } = event;
  if (operation === undefined) return `${callName(arch, syscall ?? 0)}${targetText(event)}`;
  const way = syscall === undefined ? 'an io_uring worker' : 'io_uring';
  return `${operationName(operation)}${targetText(event)} through ${way}`;
}

function targetText({ names = [] }: FilterEvent): string {
  const main = mainOf(names);
  if (!main) return '';
  if (main.ino === null) return ' of a missing file';
  const place = isNamed(Number(main.ino)) ? numberedText(main) : main.path;
  const second = names.find(({ nametype, path }) => nametype !== 'PARENT' && path !== main.path && path);
  return ` of ${place ?? main.name ?? 'a file'}${second ? secondText(second, names) : ''}`;
}

/** The new name of the first file, or a second one. */
function secondText(second: EventName, names: readonly EventName[]): string {
  const isTaken = names.some(({ nametype, path }) => nametype === 'DELETE' && path === second.path);
  if (second.nametype === 'NORMAL') return ` and ${second.path}`;
  return isTaken ? ` over ${second.path}` : ` to ${second.path}`;
}

/** What the call is about; its folder where nothing else is known. */
function mainOf(names: readonly EventName[]): EventName | undefined {
  return names.find(({ nametype, ino }) => nametype !== 'PARENT' && ino !== null) ?? names[0];
}

function numberedText({ path, ino }: EventName): string {
  return path?.startsWith(`${PLAIN_FOLDER}/`) ? `the file with inode ${ino}` : `${path} with inode ${ino}`;
}

/** Folders that a rule may name by their numbers. */
function foldersText({ names = [] }: FilterEvent): readonly string[] {
  const main = mainOf(names);
  const folders = names.filter((name) => name !== main && name.nametype === 'PARENT' && isNamed(Number(name.ino)));
  return [...new Set(folders.map(({ path, ino }) => `folder ${path} with inode ${ino}`))];
}

const usual = { euid: 'uid', suid: 'uid', fsuid: 'uid', egid: 'gid', sgid: 'gid', fsgid: 'gid' } as const;

/** Ids that are not what they usually are. */
function otherIds(event: FilterEvent): readonly string[] {
  const texts: string[] = [];
  const tell = (name: keyof Subject): void =>
    void texts.push(`${name} ${event[name] === UNSET ? 'unset' : event[name]}`);
  if (event.gid !== undefined && event.gid !== 1000) tell('gid');
  for (const [name, same] of entriesOf(usual)) if (event[name] !== undefined && event[name] !== event[same]) tell(name);
  if (event.ses !== undefined && event.ses !== 1) tell('ses');
  if (event.pid !== undefined && event.pid !== 4000) tell('pid');
  if (event.ppid !== undefined && event.ppid !== 3000) tell('ppid');
  if (event.pers !== undefined && event.pers !== 0) tell('pers');
  if (event.groups && event.groups.length > 0) texts.push(`also in group ${event.groups.join(' ')}`);
  if (event.exe && 'path' in event.exe && event.exe.path !== '/usr/bin/program') texts.push(`run by ${event.exe.path}`);
  return texts;
}

function entriesOf<Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  const keys = Object.keys(record) as Key[]; // the type of its own literal
  return keys.map((key) => [key, record[key]] as const);
}

function resultText({ exit }: FilterEvent): readonly string[] {
  if (exit === undefined || exit === null || exit === 0) return [];
  const number = Number(exit);
  if (number < 0 && number >= -4095) return [`failing with ${valueTable(tables.errno).name(-number) ?? number}`];
  return [`exit ${number}`];
}

function argumentsText({ args = [], openat2_flags: flags, saddr_fam: family }: FilterEvent): readonly string[] {
  const texts = args.flatMap((value, i) => (Number(value) === 0 ? [] : [`a${i} 0x${Number(value).toString(16)}`]));
  if (flags) texts.push(`flags 0x${flags.toString(16)}`);
  if (family !== undefined && family !== null) texts.push(`address family ${family}`);
  return texts;
}

const types: ReadonlyMap<number, string> = new Map([
  ...[...valueTable(tables.fileTypes).names()].map(([value, name]) => [value, name] as const),
]);

function fileText({ names = [] }: FilterEvent): readonly string[] {
  const main = mainOf(names);
  if (!main || main.ino === null || main.nametype === 'PARENT') return [];
  const texts: string[] = [];
  if (main.ouid) texts.push(`file owned by uid ${main.ouid}`);
  if (main.ogid) texts.push(`file of group ${main.ogid}`);
  const type = (main.mode ?? 0o100000) & 0o170000;
  if (type !== 0o100000) texts.push(types.get(type) ?? 'special file');
  return texts;
}
