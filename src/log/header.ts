/**
 * The header of a record in any form that the original's reader accepts. The scan kernel reads the canonical form;
 * every other line comes here.
 */
import { recordTypeNumber } from '../tables/record-types.js';
import type { EventId } from './event.js';

export interface Header extends EventId {
  readonly type: number;
}

/** A time stamp with numbers that cannot be: the original tells about those on standard error. */
export interface BadStamp {
  readonly badStamp: string;
}

/** How far into a line the original looks for a header: with a node name, and without. */
const NODE_WINDOW = 340;
const WINDOW = 80;
/** Longest line, newline included, as in scan.as.ts: what follows is another one. */
export const LONGEST_LINE = 8969;
/** Of a line, all that its header may stand in. */
export const HEADER_LIMIT = 8970;

/** The largest end-of-event timeout plus seconds that the original's arithmetic accepts. */
const LATEST = 2n ** 63n - 2n;

/**
 * Reads the header of one line (a byte string, its newline included if it has one). `timeout` is the end-of-event
 * timeout in seconds. Undefined: not a record, to be ignored silently.
 */
export function readHeader(line: string, timeout: number): Header | BadStamp | undefined {
  const length = line.startsWith('n') ? NODE_WINDOW : WINDOW;
  return readWindow(line.slice(0, length), timeout, line);
}

function readWindow(window: string, timeout: number, line: string): Header | BadStamp | undefined {
  const tokens = window.split(' ').filter((token) => token !== '');
  const first = tokens[0] ?? '';
  const node = first.startsWith('n') ? first.slice(5) : undefined;
  const [type, time] = node === undefined ? tokens : tokens.slice(1);
  if (type === undefined || time === undefined || time.length < 19) return undefined;

  const open = time[9] === '(' ? 9 : time.indexOf('(');
  if (open < 0) return undefined;
  const close = time.indexOf(')', open);
  const stamp = time.slice(open + 1, close < 0 ? undefined : close);
  // Behind a node name of nearly 300 bytes the window ends among the seconds, and the original shows 1975 for 2020.
  if (close < 0 && node !== undefined && window.length < line.length && /^\d+$/.test(stamp))
    return readWindow(line, timeout, line);
  const dot = stamp.indexOf('.');
  const colon = stamp.indexOf(':', dot + 1);
  const sec = unsigned(stamp);
  const milli = dot < 0 ? 0n : unsigned(stamp.slice(dot + 1));
  const serial = colon < 0 ? 0n : unsigned(stamp.slice(colon + 1));
  if (sec === undefined || milli === undefined || serial === undefined) return { badStamp: stamp };
  const shortMilli = Number(BigInt.asUintN(32, milli));
  if (shortMilli > 999 || sec > LATEST - BigInt(timeout)) return { badStamp: stamp };
  return { type: recordTypeNumber(type.slice(5)), sec: Number(sec), milli: shortMilli, serial: Number(serial), node };
}

/** Like `strtoul` base 10; undefined on overflow. */
function unsigned(text: string): bigint | undefined {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text);
  if (!match) return 0n;
  const value = BigInt(match[2] ?? '0');
  if (value >= 2n ** 64n) return undefined;
  return match[1] === '-' ? BigInt.asUintN(64, -value) : value;
}
