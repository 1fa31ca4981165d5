/**
 * In which order several logs are read, and which of them follow one another. The original reads one log or one rotated
 * set; several -if and patterns are ours.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { toPath } from '../bytes/text.js';
import { compressionOf } from './form/compressed.js';
import type { Input } from './input.js';

/** Bytes looked at: the longest line, or a compressed start that surely holds one. */
const FIRST_LINE = 8970;
const LAST_PART = 1 << 16;

/** First and last second in a log; 0 where it cannot be told without reading it all. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/** Rotated sets by their first time stamp, each from its oldest file to its newest. */
export function oldestFirst(inputs: readonly Input[]): readonly Input[] {
  const families = new Map<string, Input[]>();
  for (const input of inputs) {
    const members = families.get(familyOf(input.path)) ?? [];
    families.set(familyOf(input.path), [...members, input]);
  }
  return [...families.values()]
    .map((members) => members.sort((a, b) => rotationOf(b.path) - rotationOf(a.path)))
    .map((members) => ({ members, first: firstKnown(members) }))
    .sort((a, b) => a.first - b.first)
    .flatMap(({ members }) => members);
}

/**
 * Splits inputs, as ordered above, into chains: an event may span the files of a chain, so a rotated set is one, and logs
 * that follow it in time may join. Logs that overlap in time, of several hosts for example, are chains of their own.
 */
export function chainsOf(inputs: readonly Input[]): readonly (readonly Input[])[] {
  const chains: { readonly inputs: Input[]; readonly families: Set<string>; last: number }[] = [];
  const several = new Set(inputs.map(({ path }) => familyOf(path))).size > 1;
  for (const input of inputs) {
    const family = familyOf(input.path);
    const { first, last } = several ? timeSpan(input.path) : { first: 0, last: 0 };
    const chain = chains.find(({ families }) => families.has(family)) ?? chains.find((other) => other.last <= first);
    if (chain) {
      chain.inputs.push(input);
      chain.families.add(family);
      chain.last = Math.max(chain.last, last);
    } else chains.push({ inputs: [input], families: new Set([family]), last });
  }
  return chains.map((chain) => chain.inputs);
}

/** Seconds of the first time stamp on the first line; 0 if there is none. */
export function firstTime(path: string): number {
  return timeSpan(path).first;
}

/** `audit.log`, `audit.log.1` and `audit.log.2.gz` are one family. */
function familyOf(path: string): string {
  return withoutPacking(path).replace(/\.\d+$/, '');
}

function rotationOf(path: string): number {
  return Number(/\.(\d+)$/.exec(withoutPacking(path))?.[1] ?? 0);
}

function withoutPacking(path: string): string {
  return path.replace(/\.(gz|xz|bz2|zst)$/, '');
}

function firstKnown(members: readonly Input[]): number {
  for (const { path } of members) {
    const first = firstTime(path);
    if (first > 0) return first;
  }
  return 0;
}

function timeSpan(path: string): TimeSpan {
  let file: number;
  try {
    file = openSync(toPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return { first: 0, last: 0 }; // opening it for good will say why
  }
  try {
    // Whatever is not a regular file would lose what is read here.
    const stats = fstatSync(file);
    if (!stats.isFile()) return { first: 0, last: 0 };
    const head = part(file, 0, LAST_PART);
    const compression = compressionOf(head);
    if (compression) return { first: compression === 'gzip' ? firstStamp(unpackedStart(head)) : 0, last: 0 };
    const tail = part(file, Math.max(0, stats.size - LAST_PART), LAST_PART);
    return { first: firstStamp(head), last: lastStamp(tail) };
  } catch {
    return { first: 0, last: 0 };
  } finally {
    closeSync(file);
  }
}

function part(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
}

/** What the beginning of a gzip file unpacks to, however it goes on. */
function unpackedStart(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: 1 << 24 });
  } catch {
    return Buffer.alloc(0);
  }
}

function firstStamp(head: Buffer): number {
  const [line = ''] = head.toString('latin1', 0, FIRST_LINE).split('\n', 1);
  return Number(/audit\((\d+)\./.exec(line)?.[1] ?? 0);
}

function lastStamp(tail: Buffer): number {
  const text = tail.toString('latin1');
  return Number(/^audit\((\d+)\./.exec(text.slice(text.lastIndexOf('audit(')))?.[1] ?? 0);
}
