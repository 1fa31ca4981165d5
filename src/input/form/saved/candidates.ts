/**
 * Raw values that an interpreted one may have been. Whoever asks interprets each and takes the first that gives the same
 * text, so here nothing needs to be exact, and what no candidate gives is known to be lost.
 */
import { hex } from '../../../bytes/hex.js';
import type { Context } from '../../../interpret/context.js';
import * as tables from '../../../tables/generated/tables.js';
import { rows, valueTable } from '../../../tables/lookup.js';
import { machineByName, syscallNumber } from '../../../tables/syscalls.js';
import { savedSocketAddress } from './socket-address.js';

type Kind = tables.Kind;
type Candidates = (shown: string, context: Context) => Iterable<string | undefined>;

/** Numbers that are tried one by one. */
const SMALL = 1024;
const ERRORS = 140;
const UNSET = '4294967295';
/** What stands in a log without quotes, though a text is expected. */
const NO_TEXT: ReadonlySet<string> = new Set(['(null)', '?', '(none)']);

/** `field` tells where kernel and programs differ. */
export function candidatesOf(kind: Kind, field: string, shown: string, context: Context): Iterable<string | undefined> {
  if (kind === 'success' && field === 'success') return [shown];
  return (candidates[kind] ?? same)(shown, context);
}

const same: Candidates = (shown) => [shown];

/** A control byte, or what somebody wrote. */
export const ESCAPED_BYTE: RegExp = /\\(0[0-3][0-7])/;

const text: Candidates = (shown) => {
  if (NO_TEXT.has(shown)) return [shown];
  const bytes = shown.replace(new RegExp(ESCAPED_BYTE, 'g'), (_all, octal) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return [logged(bytes), logged(shown)];
};

/** As the kernel writes strings that users give. */
function logged(bytes: string): string {
  return /^[\x21\x23-\x7e]*$/.test(bytes) ? `"${bytes}"` : hex(bytes);
}

const account =
  (id: (context: Context, name: string) => number | undefined) =>
  (shown: string, context: Context): readonly (string | undefined)[] => [
    shown === 'root' ? '0' : undefined,
    shown === 'unset' ? UNSET : undefined,
    id(context, shown)?.toString(),
    unknownNumber(shown, 10),
  ];

const user = account(({ accounts }, name) => accounts.userId(name));
const group = account(({ accounts }, name) => accounts.groupId(name));

/** `unknown(1001)`, `unknown-syscall(-3)`. */
export function unknownNumber(shown: string, base: 10 | 16): string | undefined {
  const [, digits] = /^unknown[\w-]*\((?:0x)?(-?[0-9a-f]+)\)$/.exec(shown) ?? [];
  if (digits === undefined || base === 16) return digits;
  return String(Number(digits) >>> 0);
}

/** Text that is none reads as 0, so it is no candidate. */
function number(shown: string): string | undefined {
  return /^-?\d+$/.test(shown) ? shown : undefined;
}

function* decimal(shown: string): Generator<string | undefined> {
  yield number(shown);
  yield unknownNumber(shown, 10);
  for (let small = 0; small < SMALL; small++) yield String(small);
}

function* failure(shown: string): Generator<string | undefined> {
  yield number(shown);
  for (let error = 1; error < ERRORS; error++) yield String(-error);
}

function* hexadecimal(shown: string, context: Context): Generator<string | undefined> {
  yield /^(?:0x)?([0-9a-f]+)$/i.exec(shown)?.[1];
  yield unknownNumber(shown, 16);
  for (const id of [...user(shown, context), ...group(shown, context)]) yield id && Number(id).toString(16);
  for (const bits of mode(shown)) yield Number.parseInt(bits, 8).toString(16);
  if (/^\d{1,15}$/.test(shown)) yield Number(shown).toString(16);
  if (/^0[0-7]+$/.test(shown)) yield Number.parseInt(shown, 8).toString(16);
  yield 'ffffff9c'; // AT_FDCWD
  for (let small = 0; small < SMALL; small++) yield small.toString(16);
  for (let bit = 10; bit < 32; bit++) yield (2 ** bit).toString(16);
  for (const table of [tables.ioctlRequests, tables.seccompActions, tables.ptraceRequests, tables.prctlOptions])
    for (const { value } of rows(table)) yield (value >>> 0).toString(16);
  yield '10000000000000';
}

/** The only flags that the kernel writes so. */
function* octal(shown: string, context: Context): Generator<string | undefined> {
  for (const digits of hexadecimal(shown, context)) yield digits && `0${Number.parseInt(digits, 16).toString(8)}`;
}

const FILE_TYPES = 16;
/** `file,suid,755`, or without the type. */
function* mode(shown: string): Generator<string> {
  const words = shown.split(',');
  const rest = Number.parseInt(words.at(-1) ?? '', 8) || 0;
  const special =
    (words.includes('suid') ? 0o4000 : 0) |
    (words.includes('sgid') ? 0o2000 : 0) |
    (words.includes('sticky') ? 0o1000 : 0);
  for (let type = 0; type < FILE_TYPES; type++) yield `0${((type << 12) | special | rest).toString(8)}`;
}

const CAPABILITY_DIGITS = 16;
function* capabilities(shown: string): Generator<string> {
  if (shown === 'none') yield '0';
  let set = 0n;
  for (const name of shown.split(',')) set |= 1n << BigInt(valueTable(tables.capabilities).value(name) ?? 0);
  yield set.toString(16).padStart(CAPABILITY_DIGITS, '0');
}

/** More was never typed at a time. */
const LONGEST_TYPED = 1 << 14;
/** `"ls\"",<ret>` */
function* typed(shown: string): Generator<string> {
  if (shown.length > LONGEST_TYPED) return;
  const keys = new Map(rows(tables.ttyNamedKeys).map((row) => [row.name, row.sequence_hex]));
  let digits = '';
  for (const [, run, key] of shown.matchAll(/"((?:[^"\\]|\\.)*)"|<([^>]*)>/gs))
    digits += run === undefined ? (keys.get(key ?? '') ?? '') : hex(unescaped(run));
  yield digits.toUpperCase();
}

function unescaped(run: string): string {
  return run.replace(/\\([0-7]{3}|.)/gs, (_all, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code,
  );
}

function* systemCall(shown: string, context: Context): Generator<string | undefined> {
  const machine = context.machine ?? context.host;
  const [name = ''] = shown.split('(', 1);
  yield (machine && syscallNumber(machine, name))?.toString();
  yield unknownNumber(shown, 10);
}

const candidates: { readonly [K in Kind]?: Candidates } = {
  uid: user,
  gid: group,
  syscall: systemCall,
  arch: (shown) => [machineByName(shown)?.elf?.toString(16), /^unknown-elf-type\((\w+)\)$/.exec(shown)?.[1]],
  exit: failure,
  errno: decimal,
  escaped: text,
  'escaped-file': text,
  'escaped-key': text,
  proctitle: text,
  perm: decimal,
  mode,
  'mode-short': mode,
  sockaddr: (shown) => [savedSocketAddress(shown)],
  promiscuous: (shown) => [shown === 'no' ? '0' : '256'],
  capability: decimal,
  'cap-bitmap': capabilities,
  success: (shown) => ['1', '0', shown],
  'syscall-arg0': hexadecimal,
  'syscall-arg1': hexadecimal,
  'syscall-arg2': hexadecimal,
  'syscall-arg3': hexadecimal,
  signal: decimal,
  list: decimal,
  'tty-data': typed,
  session: (shown) => [shown === 'unset' ? UNSET : shown],
  'nf-protocol': decimal,
  'nf-hook': hexadecimal,
  'nf-action': hexadecimal,
  'icmp-type': decimal,
  'ip-protocol-decimal': decimal,
  personality: hexadecimal,
  'seccomp-action': hexadecimal,
  'open-flags': octal,
  'mmap-flags': hexadecimal,
  'mac-protocol': () => ['800', '806'],
  'ioctl-request': hexadecimal,
  'fanotify-response': decimal,
  'nl-multicast-group': decimal,
  'openat2-resolve': hexadecimal,
  trust: decimal,
  'fan-type': decimal,
};
