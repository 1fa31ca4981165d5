/** Reading a value: columns `value`, `ends_at`, `if_unterminated` and `if_bad_value` of the extraction table. */

import { readHexUnsigned, readSigned, readUnsigned } from '../bytes/c-number.js';
import { decodeEncoded } from '../bytes/encoded.js';
import { hexDigit, hexRunEnd } from '../bytes/hex.js';
import type { StepValue, ValueEnd } from '../tables/generated/tables.js';
import type { RecordScan } from './record-scan.js';

const QUOTE = 34;

/** Reads the value at `at` into the scan (`number`, `word` or `words`, and `end`); the result is an error number or 0. */
export type Reader = (scan: RecordScan, at: number) => number;

/** Where a value that starts at `at` ends; -1 when its terminator is missing. */
type End = (text: string, at: number) => number;

export interface ValueErrors {
  readonly unterminated: number;
  /** -1: a value that cannot be decoded is no error, the attribute stays without value. */
  readonly bad: number;
}

/** What a value of the table's kind `value` needs to know. */
export interface ValueRule {
  readonly endsAt: ValueEnd;
  readonly errors: ValueErrors;
}

/** Values that are read by no special step. */
export type PlainValue = Exclude<StepValue, `special:${string}` | 'stop' | 'run:task' | 'set-success:1'>;

/** By column `value`. */
export const readers: Readonly<Record<PlainValue, (rule: ValueRule) => Reader>> = {
  num: (rule) => numberReader(rule, readUnsigned),
  hex: (rule) => numberReader(rule, readHexUnsigned),
  int0: signedReader,
  word: wordReader,
  'word-with-token': wordReader,
  'word-nonempty:rc24': (rule) => nonEmptyReader(rule, 24),
  'yes-word': (rule) => wordReaderThen(rule, (scan) => (scan.number = scan.word === 'yes' ? 1 : 0)),
  zero: (rule) => wordReaderThen(rule, (scan) => (scan.number = 0)),
  'failed-letters': (rule) => (scan, at) => readFailedLetters(scan, at, rule.errors.unterminated),
  qstr: (rule) => (scan, at) => readString(scan, at, rule.errors),
  lstr: (rule) => (scan, at) => readLooseString(scan, at, rule.errors.unterminated),
  keys: (rule) => (scan, at) => readKeys(scan, at, rule.errors),
  path: () => readPath,
  'path (any error becomes rc8)': () => (scan, at) => (readPath(scan, at) === 0 ? 0 : 8),
  'path (errors ignored; done even after an error above)': () => readPathIfAny,
};

function numberReader(
  { endsAt, errors }: ValueRule,
  read: (text: string, start: number, end: number) => number,
): Reader {
  const endOf = valueEnd(endsAt);
  return (scan, at) => {
    const end = endOf(scan.text, at);
    if (end < 0) return errors.unterminated;
    scan.end = end;
    scan.number = read(scan.text, at, end);
    if (scan.number >= 0) return 0;
    scan.overflowEnd = end;
    return errors.bad;
  };
}

function signedReader({ endsAt, errors }: ValueRule): Reader {
  const endOf = valueEnd(endsAt);
  return (scan, at) => {
    const end = endOf(scan.text, at);
    if (end < 0) return errors.unterminated;
    scan.end = end;
    const value = readSigned(scan.text.slice(at, end));
    if (value === undefined) {
      scan.overflowEnd = end;
      return errors.bad;
    }
    scan.attributes.exit = value;
    return 0;
  };
}

function wordReader({ endsAt, errors }: ValueRule): Reader {
  const endOf = valueEnd(endsAt);
  return (scan, at) => {
    const end = endOf(scan.text, at);
    if (end < 0) return errors.unterminated;
    scan.end = end;
    scan.word = scan.text.slice(at, end);
    return 0;
  };
}

function wordReaderThen(rule: ValueRule, convert: (scan: RecordScan) => void): Reader {
  const read = wordReader(rule);
  return (scan, at) => {
    const rc = read(scan, at);
    if (rc === 0) convert(scan);
    return rc;
  };
}

function nonEmptyReader(rule: ValueRule, empty: number): Reader {
  const read = wordReader(rule);
  return (scan, at) => read(scan, at) || (scan.word === '' ? empty : 0);
}

function readFailedLetters(scan: RecordScan, at: number, none: number): number {
  let end = at;
  for (let unit = scan.text.charCodeAt(end) | 32; unit >= 97 && unit <= 122; ) unit = scan.text.charCodeAt(++end) | 32;
  if (end === at) return none;
  scan.end = end;
  scan.number = scan.text.startsWith('failed', at) ? 0 : 1;
  return 0;
}

/** A quoted or encoded string. An encoded one leaves the cursor where it was before the search. */
function readString(scan: RecordScan, at: number, errors: ValueErrors): number {
  const { text } = scan;
  if (text.charCodeAt(at) === QUOTE) {
    scan.end = text.indexOf('"', at + 1);
    if (scan.end < 0) return errors.unterminated;
    scan.word = text.slice(at + 1, scan.end);
    return 0;
  }
  scan.end = scan.cursor;
  scan.word = decodeEncoded(text, at);
  if (scan.word !== undefined) return 0;
  scan.isUndecoded = true;
  return Math.max(errors.bad, 0);
}

/** Quoted, or a word that is decoded only if all of it is hex digits. */
export function readLooseString(scan: RecordScan, at: number, unterminated: number): number {
  const { text } = scan;
  if (text.charCodeAt(at) === QUOTE) return readString(scan, at, { unterminated, bad: -1 });
  const space = text.indexOf(' ', at);
  scan.end = space < 0 ? text.length : space;
  scan.word = hexRunEnd(text, at, scan.end) === scan.end ? decodeEncoded(text, at, scan.end) : text.slice(at, scan.end);
  return 0;
}

function readKeys(scan: RecordScan, at: number, errors: ValueErrors): number {
  const rc = readString(scan, at, errors);
  if (rc !== 0) return rc;
  const { word = '' } = scan;
  const split = scan.text.charCodeAt(at) !== QUOTE && word.includes('\x01');
  scan.words = split ? word.split('\x01').filter((key) => key !== '') : [word];
  return 0;
}

/** What is no file name leaves the attribute without a value. */
function readPathIfAny(scan: RecordScan, at: number): number {
  if (readPath(scan, at) !== 0) scan.word = undefined;
  return 0;
}

/** A file name: quoted, `(null)`, or hex digits; relative to the directory above, it is joined to a known cwd. */
function readPath(scan: RecordScan, at: number): number {
  const { text } = scan;
  const first = text.charCodeAt(at);
  if (first === QUOTE) {
    scan.end = text.indexOf('"', at + 1);
    if (scan.end < 0) return 2;
    scan.word = text.slice(at + 1, scan.end);
  } else if (text.startsWith('(null)', at)) {
    scan.end = at + 6;
    scan.word = '(null)';
  } else {
    const rc = readEncodedPath(scan, at);
    if (rc !== 0) return rc;
  }
  scan.word = joinedToCwd(scan.word ?? '', scan.attributes.cwd);
  return 0;
}

function readEncodedPath(scan: RecordScan, at: number): number {
  const { text } = scan;
  if (hexDigit(text.charCodeAt(at)) < 0) return 4;
  if (text.startsWith('00', at)) {
    // An abstract socket.
    scan.end = hexRunEnd(text, at);
    scan.word = decodeEncoded(text, at + 2);
  } else {
    scan.end = text.indexOf(' ', at);
    if (scan.end < 0) return 5;
    scan.word = decodeEncoded(text, at, scan.end);
  }
  return scan.word === undefined ? 7 : 0;
}

const LONGEST_PATH = 4095;

/** Nothing is normalised: `../x` in `/a/b` becomes `/a/b/../x`. */
function joinedToCwd(name: string, cwd: string | undefined): string {
  if (cwd === undefined || name.charCodeAt(0) !== 46) return name;
  return name.startsWith('..') || name.startsWith('./') ? `${cwd}/${name}`.slice(0, LONGEST_PATH) : name;
}

/** Column `ends_at`: `|` separates terminators of which the first in the text counts, `,` terminators tried in order. */
function valueEnd(column: ValueEnd): End {
  const inOrder = column.split(',');
  if (inOrder.length > 1) return endAtFirstTried(inOrder.map(terminator));
  const parts = column.split('|');
  const atEnd = parts.at(-1) === '<eot>';
  const [first = ' ', second] = parts.filter((part) => part !== '<eot>').map(terminator);
  return (text, at) => {
    let end = text.indexOf(first, at);
    if (second !== undefined) end = earlier(end, text.indexOf(second, at));
    return end < 0 && atEnd ? text.length : end;
  };
}

function endAtFirstTried(terminators: readonly string[]): End {
  return (text, at) => {
    for (const one of terminators) {
      const end = text.indexOf(one, at);
      if (end >= 0) return end;
    }
    return -1;
  };
}

function terminator(part: string): string {
  return part === '<sp>' ? ' ' : part;
}

function earlier(one: number, other: number): number {
  if (one < 0 || other < 0) return Math.max(one, other);
  return Math.min(one, other);
}
