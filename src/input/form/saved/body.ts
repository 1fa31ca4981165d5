/**
 * The fields of an interpreted record. Its values stand without the quotes and digits that tell in a log where they end,
 * so a text may hold what looks like the next field: it ends where one begins that may follow it.
 *
 *     cwd=/root cmd=dd if=/dev/zero of=x exe=/usr/bin/sudo terminal=pts/0 res=success'
 *               ~~~~~~~~~~~~~~~~~~~~~~~~ `if` and `of` are no fields of records
 */
import { kindOf } from '../../../interpret/kind.js';
import { CWD, EXECVE, PATH, PROCTITLE, SYSCALL } from '../../../tables/generated/record-type.js';
import type { Kind } from '../../../tables/generated/tables.js';
import * as tables from '../../../tables/generated/tables.js';
import { rows } from '../../../tables/lookup.js';

export interface SavedField {
  readonly name: string;
  readonly kind: Kind;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

export interface SavedBody {
  readonly fields: readonly SavedField[];
  /** A text holds a field that the record has as well: it can be read in more than one way. */
  readonly isUnclear: boolean;
}

/** What stands between a text and the next field. */
const BEFORE_NAME = /[ (]{0,3}$/;
const NAME = /(?<=^|[ \t-\r({'])[A-Za-z_][\w-]*(?:\[\d+\])?(?==)/g;
/** Of these the values may have blanks. */
const TEXTS: ReadonlySet<Kind> = new Set<Kind>([
  'escaped',
  'escaped-file',
  'escaped-key',
  'proctitle',
  'tty-data',
  'uid',
  'gid',
]);

/** Numbers that are shown as such. */
const ACCOUNT = /^(?:root|unset|unknown\(-?\d+\))(?= |$)/;

type Follows = (field: string, next: string) => boolean;

/** What follows a text, where the kernel always writes the same. */
const FOLLOWERS: ReadonlyMap<number, Follows> = new Map<number, Follows>([
  [SYSCALL, (field, next) => (field === 'exe' ? /^(?:subj.*|key)$/.test(next) : isNextOfCall(field, next))],
  [PATH, (field, next) => (field === 'name' ? next === 'inode' || next === 'nametype' : isKnown(next))],
  [CWD, () => false],
  [PROCTITLE, () => false],
  [EXECVE, (field, next) => argumentNumber(next) >= 0 && isNextArgument(field, next)],
]);

function isNextOfCall(field: string, next: string): boolean {
  if (field === 'comm') return next === 'exe';
  return field === 'key' ? next === 'key' : isKnown(next);
}

function isNextArgument(field: string, next: string): boolean {
  const step = argumentNumber(next) - argumentNumber(field);
  return step === 1 || (step === 0 && next !== field);
}

function argumentNumber(name: string): number {
  return Number(/^a(\d+)(?:_len|\[\d+\])?$/.exec(name)?.[1] ?? Number.NaN);
}

let known: ReadonlySet<string> | undefined;

function isKnown(name: string): boolean {
  known ??= new Set(rows(tables.logFields).map(({ field }) => field));
  return known.has(name);
}

export function savedBody(body: string, type: number): SavedBody {
  const fields: SavedField[] = [];
  const seen = new Set<string>();
  const last = body.includes("msg='") && body.endsWith("'") ? body.length - 1 : body.length;
  let isUnclear = false;
  let from = 0;
  for (let name = nameAt(body, from); name; name = nameAt(body, from)) {
    const start = name.index;
    const valueStart = start + name[0].length + 1;
    from = valueStart;
    if (name[0] === 'msg' && body[valueStart] === "'") continue; // the fields inside msg='…' follow
    const kind = name[0] === 'acct' ? 'escaped' : kindOf(name[0], type, '');
    const end = TEXTS.has(kind)
      ? textEnd(body, { from: valueStart, last, type, field: name[0], kind, seen })
      : wordEnd(body, valueStart, last, kind);
    isUnclear ||= end.isUnclear;
    fields.push({ name: name[0], kind, start, valueStart, end: end.at });
    seen.add(name[0]);
    from = end.at;
  }
  return { fields, isUnclear };
}

function nameAt(body: string, from: number): RegExpExecArray | null {
  NAME.lastIndex = from;
  return NAME.exec(body);
}

interface End {
  readonly at: number;
  readonly isUnclear: boolean;
}

function wordEnd(body: string, from: number, last: number, kind: Kind): End {
  const closing = closingOf(kind, body, from);
  const blank = body.indexOf(closing, from + 1);
  const at = body[from] === ' ' ? from : blank < 0 ? last : blank + (closing === ' ' ? 0 : closing.length);
  return { at: Math.min(at, last), isUnclear: false };
}

/** What ends a value that is no text. */
function closingOf(kind: Kind, body: string, from: number): string {
  if (kind === 'sockaddr' && body.startsWith('{ ', from)) return ' }';
  if (kind === 'exit' && /[A-Z(]/.test(body[from] ?? '')) return body.startsWith('(null)(', from) ? ')' : ')';
  return body[from] === '"' ? '"' : ' ';
}

interface Text {
  readonly from: number;
  readonly last: number;
  readonly type: number;
  readonly field: string;
  readonly kind: Kind;
  /** Fields that the record had before it. */
  readonly seen: ReadonlySet<string>;
}

function textEnd(body: string, text: Text): End {
  const end = untilNextField(body, text);
  const { from } = text;
  let { at } = end;
  if (text.kind === 'uid' || text.kind === 'gid') {
    const [account] = ACCOUNT.exec(body.slice(from, at)) ?? [];
    // Old kernels write one behind the other: `auid=root old auid=unset new auid=alice`.
    const isOne = /^ (?:old|new)$/.test(body.slice(Math.max(from, at - 4), at));
    at = account === undefined ? at - (isOne ? 4 : 0) : from + account.length;
  } else if (text.field === 'acct' && at > from && body[at - 1] === ':')
    at--; // of old programs: `acct=bob : exe=…`
  else return end;
  while (at > from && body[at - 1] === ' ') at--;
  return { ...end, at };
}

function untilNextField(body: string, { from, last, type, field, seen }: Text): End {
  const follows: Follows = FOLLOWERS.get(type) ?? ((_field, next) => isKnown(next));
  let isUnclear = false;
  for (let next = nameAt(body, from); next && next.index < last; next = nameAt(body, next.index + next[0].length)) {
    // Arguments are counted, so nothing else can be one.
    const isAgain = (seen.has(next[0]) || next[0] === field) && next[0] !== 'key' && type !== EXECVE;
    isUnclear ||= isAgain;
    if (!isAgain && follows(field, next[0]))
      return { at: from + (BEFORE_NAME.exec(body.slice(from, next.index))?.index ?? 0), isUnclear };
  }
  return { at: last, isUnclear };
}
