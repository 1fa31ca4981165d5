/**
 * The columns of an event's attributes, and which of them must not be believed. What is extracted from a record depends on
 * what is asked for: a search for a user may find no program in a record that a search for the program finds. So every
 * event is read as the searches of several families read it, and where they differ the column is marked `odd`: such rows
 * are candidates whatever is asked of that column.
 */
import type { Attributes, Group, Wanted } from '../attributes/attributes.js';
import { createExtractor, type Diagnostics, type Extractor, type ExtractorOptions } from '../attributes/extractor.js';
import { enrichedName } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { searchClass } from '../tables/record-types.js';
import { isRegular } from './regular.js';
import type { OpenRow, Row } from './row.js';
import { shownText, unicodeOf } from './text.js';

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
export type AttributeColumns = Pick<OpenRow, AttributeColumn | 'acct' | 'odd'>;

/** In the column `arch`: an operation of io_uring, which has none. */
export const URING = 0xffffffff;

/** The value of each column, texts as bytes. */
const VALUES: { readonly [K in AttributeColumn]: (from: Attributes) => Row[K] } = {
  pid: ({ pid }) => pid,
  ppid: ({ ppid }) => ppid,
  uid: ({ uid }) => uid,
  euid: ({ euid }) => euid,
  gid: ({ gid }) => gid,
  egid: ({ egid }) => egid,
  auid: ({ auid }) => auid,
  session: ({ session }) => session,
  syscall: ({ syscall }) => syscall,
  arch: ({ arch }) => (arch === 'uring' ? URING : arch),
  exit: ({ exit }) => (exit === undefined ? undefined : BigInt(exit)),
  success: ({ success }) => success,
  comm: ({ comm }) => comm,
  exe: ({ exe }) => exe,
  cwd: ({ cwd }) => cwd,
  hostname: ({ hostname }) => hostname,
  terminal: ({ terminal }) => terminal,
  uuid: ({ uuid }) => uuid,
  vm: ({ vmName }) => vmName,
  files: ({ files }) => files ?? [],
  keys: ({ keys }) => keys ?? [],
  subjects: ({ contexts }) => contexts?.flatMap(({ subject }) => subject ?? []) ?? [],
  objects: ({ contexts }) => contexts?.flatMap(({ object }) => object ?? []) ?? [],
  uidName: ({ uidRecord }) => nameIn(uidRecord, 'uid'),
  euidName: ({ euidRecord }) => nameIn(euidRecord, 'euid'),
  auidName: ({ auidRecord }) => nameIn(auidRecord, 'auid'),
  gidName: ({ gidRecord }) => nameIn(gidRecord, 'gid'),
  egidName: ({ egidRecord }) => nameIn(egidRecord, 'egid'),
};

function nameIn(record: AuditRecord | undefined, field: string): string | undefined {
  return record && enrichedName(record, field);
}

const IDS: readonly Group[] = ['uid', 'euid', 'gid', 'egid'];
const OTHERS: readonly Group[] = [
  ...(['arch', 'syscall', 'success', 'exit', 'pid', 'ppid', 'auid', 'session', 'terminal', 'comm', 'exe'] as const),
  ...(['file', 'hostname', 'key', 'subject', 'object', 'uuid', 'vm'] as const),
];

/** The columns that a family of searches looks at. */
interface Family {
  readonly wanted: Wanted;
  readonly columns: readonly AttributeColumn[];
}

const ID_COLUMNS: readonly AttributeColumn[] = [
  ...(['uid', 'euid', 'gid', 'egid', 'uidName', 'euidName', 'gidName', 'egidName'] as const),
];

/** Their columns together are all columns: the values are theirs. */
const GIVING: readonly Family[] = [
  { wanted: new Set(OTHERS), columns: ODD.filter((column) => !ID_COLUMNS.includes(column)) },
  { wanted: new Set(IDS), columns: ID_COLUMNS },
];
/** What these find must be the same. They find what reports find, which take no text that is neither quoted nor hex digits. */
const CHECKING: readonly Family[] = [
  { wanted: new Set<Group>([...OTHERS, ...IDS, 'acct', 'avc', 'nametype']), columns: ODD },
];

export const ALL_ODD: number = 2 ** ODD.length - 1;

export function bitOf(column: AttributeColumn): number {
  return 2 ** ODD.indexOf(column);
}

/**
 * Fills in the columns of an event. Each call of `unread` gives it with records that nobody has read, as reading changes
 * them.
 */
export function attributeReader(): (unread: () => AuditEvent, row: AttributeColumns) => void {
  let isComplaint = false;
  const diagnostics: Diagnostics = {
    debug: false,
    write: () => {
      isComplaint = true;
    },
  };
  const giving = GIVING.map((family) => prepared(family, {}));
  const checking = CHECKING.map((family) => prepared(family, { plainTexts: false, diagnostics }));
  return (unread, row) => {
    row.acct = undefined;
    row.odd = 0;
    isComplaint = false;
    // Where reading begins in daemons' records depends on everything that is asked for. They are few.
    if (unread().records.some((record) => searchClass(record.type) === 'daemon' || !isRegular(record)))
      row.odd = ALL_ODD;
    for (const { extract, columns } of giving) {
      const attributes = extract(unread());
      if (attributes.isLoose) row.odd = ALL_ODD; // searches look at its records one by one
      // BUG? The uid that has a name is not always the uid.
      if (attributes.uidRecord && attributes.namedUid !== attributes.uid) mark(row, 'uidName');
      for (const column of columns) set(row, column, VALUES[column](attributes));
    }
    for (const { extract, columns } of checking) {
      const attributes = extract(unread());
      if (attributes.isLoose) row.odd = ALL_ODD;
      row.acct ??= attributes.acct;
      for (const column of columns) if (!isSame(VALUES[column](attributes), row[column])) mark(row, column);
    }
    for (const column of ODD) toUnicode(row, column);
    if (row.acct !== undefined && unicodeOf(row.acct) === undefined) row.odd = ALL_ODD; // it has no bit
    if (row.acct !== undefined) row.acct = shownText(row.acct);
    // What a report complains about it must see.
    if (isComplaint) row.odd = ALL_ODD;
  };
}

function set<K extends AttributeColumn>(to: AttributeColumns, column: K, value: Row[K]): void {
  to[column] = value;
}

function mark(to: AttributeColumns, column: AttributeColumn): void {
  to.odd = (to.odd | bitOf(column)) >>> 0;
}

function prepared(
  { wanted, columns }: Family,
  options: ExtractorOptions,
): Pick<Family, 'columns'> & { extract: (event: AuditEvent) => Attributes } {
  const extractor: Extractor = createExtractor(wanted, options);
  const extract = (event: AuditEvent): Attributes => {
    const attributes = extractor.extract(event);
    if (!attributes) throw new Error('extraction that keeps malformed events has dropped one');
    return attributes;
  };
  return { columns, extract };
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

/** A text that is no Unicode is not what its column says. */
function toUnicode(row: AttributeColumns, column: AttributeColumn): void {
  const value: unknown = row[column];
  if (typeof value === 'string') {
    const text = unicodeOf(value);
    if (text === undefined) mark(row, column);
    if (text !== value) set(row, column, text ?? shownText(value));
  } else if (Array.isArray(value) && value.length > 0) {
    if (value.some((text) => unicodeOf(text) === undefined)) mark(row, column);
    set(row, column, value.map(shownText));
  }
}
