/** The steps of the extraction table that follow no pattern: values `special:…`. */
import { readUnsigned } from '../bytes/c-number.js';
import type { SearchExtractionRow as Row, StepValue } from '../tables/generated/tables.js';
import type { Wanted } from './attributes.js';
import type { RecordScan, Step } from './record-scan.js';
import { sockaddrStep } from './sockaddr.js';
import { stores } from './store.js';
import { readLooseString } from './value.js';

const SPACE = ' ';
const QUOTE = 34;

/** `special:user-avc` runs the steps of another class (`steps.ts`). */
type SpecialValue = Exclude<Extract<StepValue, `special:${string}`>, 'special:user-avc'>;

export function isSpecial(value: StepValue): value is SpecialValue {
  return Object.hasOwn(specialSteps, value);
}

export const specialSteps: Readonly<Record<SpecialValue, (row: Row, wanted: Wanted) => Step>> = {
  'special:mark': () => (scan) => {
    scan.mark = scan.cursor;
    return 0;
  },
  'special:loose-word': looseWord,
  'special:second-uid': () => secondUid,
  'special:account': (_row, wanted) => (wanted.has('acct') ? storedAccount : skippedAccount),
  'special:hostname': () => hostname,
  'special:user-result': () => userResult,
  'special:avc-header': (_row, wanted) => avcHeader(wanted),
  'special:sockaddr': (_row, wanted) => sockaddrStep(wanted),
};

/** `tcontext=` and `tclass=` of USER_AVC: without a space behind the value only the cursor moves. */
function looseWord(row: Row, wanted: Wanted): Step {
  const { token: name } = row;
  const isClass = name === 'tclass=';
  return (scan) => {
    const found = scan.text.indexOf(name, scan.cursor);
    if (found < 0) return 0;
    const at = found + name.length;
    const end = scan.text.indexOf(SPACE, at);
    scan.cursor = end < 0 ? at : end;
    if (end < 0) return 0;
    scan.word = scan.text.slice(at, end);
    if (!isClass) stores.object.put(scan);
    else if (scan.entry && wanted.has('avc')) scan.entry.objectClass = scan.word;
    return 0;
  };
}

/** The `uid=` inside `msg='…'` replaces the sender's; other names that end in `uid=` end the search or are errors (BUG?). */
function secondUid(scan: RecordScan): number {
  const { text } = scan;
  for (;;) {
    const found = text.indexOf('uid=', scan.cursor);
    if (found < 0) return 0;
    const before = text[found - 1] ?? '';
    if (before === 's' || before === 'u') return 0;
    if (before !== 'a') return before === "'" || before === SPACE ? replaceUid(scan, found + 4) : 25;
    scan.cursor = found + 1;
  }
}

function replaceUid(scan: RecordScan, at: number): number {
  const { text } = scan;
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  if (end === at) return 14;
  scan.number = readUnsigned(text, at, end);
  if (scan.number < 0) {
    scan.overflowEnd = end;
    return 15;
  }
  stores.uid.put(scan);
  scan.cursor = end;
  return 0;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** BUG? What stands in front of `acct=` is not searched any more: the cursor moves behind the account. */
function skippedAccount(scan: RecordScan): number {
  const found = scan.text.indexOf('acct=', scan.mark);
  if (found >= 0) scan.cursor = accountEnd(scan.text, found + 5);
  return 0;
}

function accountEnd(text: string, at: number): number {
  const end = text.charCodeAt(at) === QUOTE ? text.indexOf('"', at + 1) : text.indexOf(SPACE, at);
  return end < 0 ? text.length : end;
}

/** For reports. A quoted account does not replace an earlier one, an unquoted does. */
function storedAccount(scan: RecordScan): number {
  const { attributes, text } = scan;
  const found = text.indexOf('acct=', scan.mark);
  if (found < 0) return 0;
  const at = found + 5;
  const end = accountEnd(text, at);
  scan.cursor = end;
  if (text.charCodeAt(at) === QUOTE) attributes.acct ??= text.slice(at + 1, end);
  else {
    readLooseString(scan, at, 0);
    attributes.acct = scan.word;
  }
  return 0;
}

/** BUG? A comma anywhere in the rest of the record ends the host name, and lengthens it. */
function hostname(scan: RecordScan): number {
  const { text } = scan;
  const found = text.indexOf('hostname=', scan.mark);
  if (found < 0) return 0;
  let at = found + 9;
  let end = hostEnd(text, at);
  if (end < 0) return 17;
  if (end === at + 1 && text[at] === '?') {
    const address = text.indexOf('addr=', end + 1);
    if (address >= 0) {
      at = address + 5;
      end = hostEnd(text, at);
      if (end < 0) return 18;
    }
  }
  scan.attributes.hostname = text.slice(at, end);
  return 0;
}

function hostEnd(text: string, at: number): number {
  const comma = text.indexOf(',', at);
  return comma >= 0 ? comma : text.indexOf(SPACE, at);
}

/** Ends at a space, else at a `)`, which becomes a space in the record, for the output too (BUG?). */
export function userTerminal(scan: RecordScan): number {
  const found = scan.text.indexOf('terminal=', scan.mark);
  if (found < 0) return 0;
  const at = found + 9;
  let end = scan.text.indexOf(SPACE, at);
  if (end < 0) {
    end = scan.text.indexOf(')', at);
    if (end < 0) return 19;
    scan.blank(end);
  }
  scan.attributes.terminal = scan.text.slice(at, end);
  return 0;
}

/** BUG? Everything but `failed…` is success, `res=0` too. */
function userResult(scan: RecordScan): number {
  const { attributes, text } = scan;
  const result = text.indexOf('res=', scan.mark);
  if (result >= 0) {
    if (text.indexOf("'", result + 4) < 0) return 21;
    attributes.success = text.startsWith('failed', result + 4) ? 0 : 1;
    return 0;
  }
  const old = text.indexOf('result=', scan.mark);
  if (old < 0) return 0;
  const end = text.indexOf(')', old + 7);
  if (end < 0) return 22;
  attributes.success = text.slice(old + 7, end).toLowerCase() === 'success' ? 1 : 0;
  return 0;
}

/** `avc:  denied  { read write } for …`. */
function avcHeader(wanted: Wanted): Step {
  const takesSuccess = wanted.has('success');
  const takesDetails = wanted.has('avc');
  return (scan) => {
    const { attributes, entry, text } = scan;
    const header = text.indexOf('avc: ');
    const open = header < 0 ? -1 : text.indexOf('{', header + 5);
    if (open < 0) return 0;
    if (takesSuccess && attributes.success === undefined) {
      attributes.success = text.slice(header + 5, open).includes('denied') ? 0 : 1;
      if (entry && takesDetails) entry.result = attributes.success === 0 ? 'denied' : 'granted';
    }
    const close = text.indexOf('}', open + 1);
    if (close < 0) return 2;
    const last = beforeSpaces(text, close, open);
    // BUG? Between braces with nothing but spaces the rest of the record is the permission.
    const isBlank = last === open + 1 && close > last;
    if (entry && takesDetails) entry.permissions = isBlank ? text.slice(close) : text.slice(open + 1, last).trimStart();
    scan.blank(last);
    scan.cursor = last;
    return 0;
  };
}

/** Back from `at` over the spaces in front of it, not beyond `first`. */
function beforeSpaces(text: string, at: number, first: number): number {
  let end = at;
  while (end > first + 1 && text[end - 1] === SPACE) end--;
  return end;
}
