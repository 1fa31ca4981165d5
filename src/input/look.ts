/** What a file looks like, told from its two ends and some places in between, without reading it. */
import type { Stats } from 'node:fs';
import { readNow } from './descriptor.js';
import { firstStampOfLine, lastStampOf } from './first-stamp.js';
import { formOf } from './form/forms.js';
import { hasForeignLine } from './form/mixed.js';
import { HEAD } from './reader.js';
import { type TimeSpan, UNKNOWN_SPAN } from './source.js';

/** Places inside a large file that are looked at, and bytes of each: some lines. */
const SAMPLES = 32;
const SAMPLE = 1 << 11;
/** Bytes of the end that are looked at: more than the longest line. */
const TAIL = 1 << 15;

export interface Look {
  /** It begins with log lines. */
  readonly isPlainAtFirst: boolean;
  /**
   * Its bytes are log lines from the start to the end: a daemon that was replaced by another may have gone on in the file,
   * and been replaced again. All of a large one cannot be looked at before it is read; what is missed there is told afterwards.
   */
  readonly isPlain: boolean;
  /** Unknown where the ends are no log lines. */
  readonly span: TimeSpan;
}

/** `fd` is open, nothing is moved in it. Throws what reading the file's beginning throws. */
export type Looking = (fd: number, stats: Stats) => Look;

/** One look for each state that the file is found in: it is asked for when logs are put in order, and again when one is opened. */
export function looking(): Looking {
  let seen: { readonly state: string; readonly look: Look } | undefined;
  return (fd, stats) => {
    const state = `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    if (seen?.state !== state) seen = { state, look: lookAt(fd, stats.size) };
    return seen.look;
  };
}

function lookAt(fd: number, size: number): Look {
  const head = part(fd, 0, HEAD);
  const isPlainAtFirst = formOf(head).isPlain === true;
  const tail = size > HEAD ? readable(fd, size - TAIL, TAIL) : head;
  const endsForeign = size > HEAD && tail !== undefined && isForeign(tail);
  const isLog = isPlainAtFirst && !endsForeign;
  return {
    isPlainAtFirst,
    isPlain: isLog && !isForeignInside(fd, size),
    span: isLog && tail ? { first: firstStampOfLine(head), last: lastStampOf(tail) } : UNKNOWN_SPAN,
  };
}

function isForeignInside(fd: number, size: number): boolean {
  if (size <= HEAD) return false;
  for (let i = 1; i <= SAMPLES; i++) {
    const sample = readable(fd, Math.floor((size * i) / (SAMPLES + 1)), SAMPLE);
    if (sample && isForeign(sample)) return true;
  }
  return false;
}

/** The first line of a piece may be a part of one. */
function isForeign(piece: Buffer): boolean {
  const text = piece.toString('latin1');
  const start = text.indexOf('\n') + 1;
  return start > 0 && hasForeignLine(text.slice(start));
}

function part(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readNow(fd, bytes, offset));
}

/** What cannot be read there is met again behind all that can. */
function readable(fd: number, offset: number, length: number): Buffer | undefined {
  try {
    return part(fd, offset, length);
  } catch {
    return undefined;
  }
}
