/**
 * The columns of an event's attributes, and which of them must not be believed. What is extracted from a record depends on
 * what is asked for: a search for a user may find no program in a record that a search for the program finds. Where that is so a
 * column is marked `odd`, which makes the event a candidate for what asks for it. Records of a plain class are read once, others
 * as several families of questions read them, irregular ones (`regular.ts`) as any question does (`any-groups.ts`).
 */
import type { Attributes, ContextEntry, Group, Wanted } from '../attributes/attributes.js';
import { createExtractor, type Diagnostics, type Extractor } from '../attributes/extractor.js';
import { enrichedName } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import { type AuditRecord, freshRecord } from '../log/record.js';
import type { RecordClass } from '../tables/generated/tables.js';
import { searchClass } from '../tables/record-types.js';
import { anyGroupsReader } from './any-groups.js';
import { isRegular } from './regular.js';
import { blankRow, type OpenRow } from './row.js';
import { keptText, shownText, unicodeOf } from './text.js';

/** Columns with a bit of their own in `odd`; the bit is the place in this list. */
export const ODD = [
  'pid',
  'ppid',
  'uid',
  'euid',
  'gid',
  'egid',
  'auid',
  'session',
  'syscall',
  'arch',
  'exit',
  'success',
  'comm',
  'exe',
  'cwd',
  'hostname',
  'terminal',
  'acct',
  'uuid',
  'vm',
  'files',
  'keys',
  'subjects',
  'objects',
  'uidName',
  'euidName',
  'auidName',
  'gidName',
  'egidName',
] as const;

export type AttributeColumn = (typeof ODD)[number];

export function isAttributeColumn(name: string): name is AttributeColumn {
  return ODD.some((column) => column === name);
}

/** Those of a row on its way. */
export type AttributeColumns = Pick<OpenRow, AttributeColumn | 'odd'>;

/** In the column `arch`: an operation of io_uring, which has none. */
export const URING = 0xffffffff;

const IDS: readonly Group[] = ['uid', 'euid', 'gid', 'egid'];
const OTHERS: readonly Group[] = [
  ...(['arch', 'syscall', 'success', 'exit', 'pid', 'ppid', 'auid', 'session', 'terminal', 'comm', 'exe'] as const),
  ...(['file', 'hostname', 'key', 'subject', 'object', 'uuid', 'vm'] as const),
];
const ALL: readonly Group[] = [...IDS, ...OTHERS, 'acct', 'avc', 'nametype'];
const EVERYTHING: Wanted = new Set(ALL);

const ID_COLUMNS: readonly AttributeColumn[] = [
  ...(['uid', 'euid', 'gid', 'egid', 'uidName', 'euidName', 'gidName', 'egidName'] as const),
];
const OTHER_COLUMNS = ODD.filter((column) => !ID_COLUMNS.includes(column) && column !== 'acct');
const ACCOUNT: readonly AttributeColumn[] = ['acct'];

/** What is asked for to fill a column; the others are called as their group. */
const OTHER_GROUPS = {
  cwd: 'file',
  files: 'file',
  keys: 'key',
  subjects: 'subject',
  objects: 'object',
  uidName: 'uid',
  euidName: 'euid',
  auidName: 'auid',
  gidName: 'gid',
  egidName: 'egid',
} as const satisfies Partial<Record<AttributeColumn, Group>>;

function groupOf(column: AttributeColumn): Group {
  return hasOtherGroup(column) ? OTHER_GROUPS[column] : column;
}

function hasOtherGroup(column: AttributeColumn): column is keyof typeof OTHER_GROUPS {
  return column in OTHER_GROUPS;
}

/** Of their regular records everybody takes each value by itself; in others it may hang on what else is asked for. */
const PLAIN: ReadonlySet<RecordClass> = new Set(['syscall', 'cwd', 'path', 'sockaddr', 'none', 'other']);

/** Something has to be said about the event, whatever is asked of it; it has all other bits, too. */
export const SPOKEN_OF: number = 2 ** ODD.length;

const ALL_COLUMNS = SPOKEN_OF - 1;
export const ALL_ODD: number = SPOKEN_OF + ALL_COLUMNS;

export function bitOf(column: AttributeColumn): number {
  return 2 ** ODD.indexOf(column);
}

const columnsByQuestion = new WeakMap<Wanted, readonly AttributeColumn[]>();

/** What this question fills. */
function columnsOf(wanted: Wanted): readonly AttributeColumn[] {
  let columns = columnsByQuestion.get(wanted);
  if (!columns) {
    columns = ODD.filter((column) => wanted.has(groupOf(column)));
    columnsByQuestion.set(wanted, columns);
  }
  return columns;
}

/** Fills in the columns of an event whose records nobody has read: reading changes them. */
export function attributeReader(): (unread: AuditEvent, row: AttributeColumns) => void {
  let isComplaint = false;
  const diagnostics: Diagnostics = {
    debug: false,
    write: () => {
      isComplaint = true;
    },
  };
  const everything = createExtractor(EVERYTHING, { diagnostics });
  const withoutPlain = createExtractor(EVERYTHING, { plainTexts: false });
  const others = createExtractor(new Set(OTHERS));
  const ids = createExtractor(new Set(IDS));
  const account = createExtractor(new Set<Group>(['acct']));
  const tryAll = anyGroupsReader(ALL, diagnostics);
  return (unread, row) => {
    isComplaint = false;
    const irregular = unread.records.filter((record) => searchClass(record.type) === 'daemon' || !isRegular(record));
    const attributes = extracted(everything, unread);
    row.odd = 0;
    setNumbers(attributes, row);
    setTexts(attributes, row);
    setNames(attributes, row);
    const again = (extractor: Extractor, columns: readonly AttributeColumn[]): void => {
      const records = unread.records.map(freshRecord);
      markDifferences(extracted(extractor, { ...unread, records }), row, columns);
    };
    // Reports take no text that is neither quoted nor hex digits.
    if (attributes.hasPlainTexts) again(withoutPlain, ODD);
    if (!unread.records.every(({ type }) => PLAIN.has(searchClass(type)))) {
      again(others, OTHER_COLUMNS);
      again(ids, ID_COLUMNS);
      again(account, ACCOUNT);
    }
    const isTried =
      irregular.length > 0 &&
      tryAll(unread, irregular, (found, wanted) => markDifferences(found, row, columnsOf(wanted)));
    // Searches look at the records of such an event one by one.
    if (!isTried && (irregular.length > 0 || attributes.isLoose)) row.odd = ALL_COLUMNS;
    // What a report complains about it must see.
    if (isComplaint) row.odd = ALL_ODD;
  };
}

function extracted(extractor: Extractor, event: AuditEvent): Attributes {
  const attributes = extractor.extract(event);
  if (!attributes) throw new Error('extraction that keeps malformed events has dropped one');
  return attributes;
}

function setNumbers(from: Attributes, row: AttributeColumns): void {
  row.pid = from.pid;
  row.ppid = from.ppid;
  row.uid = from.uid;
  row.euid = from.euid;
  row.gid = from.gid;
  row.egid = from.egid;
  row.auid = from.auid;
  row.session = from.session;
  row.syscall = from.syscall;
  row.arch = from.arch === 'uring' ? URING : from.arch;
  row.exit = from.exit === undefined ? undefined : BigInt(from.exit);
  row.success = from.success;
}

function setTexts(from: Attributes, row: AttributeColumns): void {
  row.comm = columnText(from.comm, row, 'comm');
  row.exe = columnText(from.exe, row, 'exe');
  row.cwd = columnText(from.cwd, row, 'cwd');
  row.hostname = columnText(from.hostname, row, 'hostname');
  row.terminal = columnText(from.terminal, row, 'terminal');
  row.uuid = columnText(from.uuid, row, 'uuid');
  row.vm = columnText(from.vmName, row, 'vm');
  row.acct = columnText(from.acct, row, 'acct');
  row.files = columnTexts(from.files, row, 'files');
  row.keys = columnTexts(from.keys, row, 'keys');
  row.subjects = from.contexts ? columnTexts(subjectsOf(from.contexts), row, 'subjects') : NONE;
  row.objects = from.contexts ? columnTexts(objectsOf(from.contexts), row, 'objects') : NONE;
}

function setNames(from: Attributes, row: AttributeColumns): void {
  row.uidName = columnText(nameIn(from.uidRecord, 'uid'), row, 'uidName');
  row.euidName = columnText(nameIn(from.euidRecord, 'euid'), row, 'euidName');
  row.auidName = columnText(nameIn(from.auidRecord, 'auid'), row, 'auidName');
  row.gidName = columnText(nameIn(from.gidRecord, 'gid'), row, 'gidName');
  row.egidName = columnText(nameIn(from.egidRecord, 'egid'), row, 'egidName');
  // BUG? The uid that has a name is not always the uid.
  if (from.uidRecord && from.namedUid !== from.uid) mark(row, 'uidName');
}

const NONE: readonly string[] = [];

function subjectsOf(contexts: readonly ContextEntry[]): readonly string[] {
  return contexts.flatMap(({ subject }) => subject ?? []);
}

function objectsOf(contexts: readonly ContextEntry[]): readonly string[] {
  return contexts.flatMap(({ object }) => object ?? []);
}

function nameIn(record: AuditRecord | undefined, field: string): string | undefined {
  return record && enrichedName(record, field);
}

/** A text that is no Unicode is not what its column says. */
function columnText(text: string | undefined, row: AttributeColumns, column: AttributeColumn): string | undefined {
  if (text === undefined) return undefined;
  const unicode = unicodeOf(text);
  if (unicode !== undefined) return keptText(unicode);
  mark(row, column);
  return shownText(text);
}

function columnTexts(
  texts: readonly string[] | undefined,
  row: AttributeColumns,
  column: AttributeColumn,
): readonly string[] {
  if (texts === undefined || texts.length === 0) return NONE;
  return texts.map((text) => columnText(text, row, column) ?? '');
}

function mark(to: AttributeColumns, column: AttributeColumn): void {
  to.odd = (to.odd | bitOf(column)) >>> 0;
}

function markDifferences(other: Attributes, row: AttributeColumns, columns: readonly AttributeColumn[]): void {
  const read: AttributeColumns = blankRow();
  setNumbers(other, read);
  setTexts(other, read);
  setNames(other, read);
  for (const column of columns) if (!isSame(read[column], row[column])) mark(row, column);
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
