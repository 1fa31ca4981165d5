/** The plan for an event of one record, by its type: fixed words, and lookups in order. Compiled from the tables once. */
import { USER_END, USER_ERR, USER_START } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

/** Values that a lookup can fill. */
export type Target =
  | 'subject'
  | 'secondary'
  | 'label'
  | 'session'
  | 'result'
  | 'object'
  | 'objectSecondary'
  | 'object2'
  | 'how';

export interface Lookup {
  readonly value: tables.LookupValue;
  readonly target: Target;
  /** Field names to try in order; `@config` and `@program` are rules of their own. */
  readonly names: readonly string[];
  /** Where the search begins: at the event's start, where the last one ended (`prev`), or see `rule` in the runner. */
  readonly from: tables.LookupStart;
  readonly missToStart: boolean;
  readonly onlyWithLabels: boolean;
  readonly onlyAfterHit: boolean;
}

export interface TypePlan {
  readonly action: string | undefined;
  readonly subjectKind: string;
  readonly subjectKindFrom: 'subject' | 'secondary' | undefined;
  readonly objectKind: string;
  readonly howWord: string | undefined;
  readonly lookups: readonly Lookup[];
  /** Where the user came from: fields that label collection passes over on its way. */
  readonly origin: readonly string[];
}

/** What a lookup without a value of its own finds counts as the object. */
const TARGETS: Readonly<Record<tables.LookupValue, Target>> = {
  subject: 'subject',
  secondary: 'secondary',
  label: 'label',
  labels: 'object',
  session: 'session',
  result: 'result',
  action: 'object',
  object: 'object',
  'object-secondary': 'objectSecondary',
  object2: 'object2',
  how: 'how',
};

type TypeRow = Omit<tables.NormalizeSingleRecordRow, 'type_number'>;

const NO_WORDS = { action: '', object: '', object_secondary: '', object2: '', how: '' };

/** Types without a row of their own belong to the family of their range. */
const RANGES: readonly { readonly first: number; readonly last: number; readonly row: TypeRow }[] = [
  { first: 1200, last: 1298, row: { ...NO_WORDS, family: 'daemon', subject_kind: 'auditd', object_kind: 'service' } },
  {
    first: 1406,
    last: 1499,
    row: { ...NO_WORDS, family: 'labelled-networking', subject_kind: '@primary', object_kind: 'security-policy' },
  },
];
const OTHERS: TypeRow = {
  ...NO_WORDS,
  family: 'generic',
  subject_kind: '@secondary',
  object_kind: 'unknown',
  how: '@program',
};

/** USER_START, USER_END and USER_ERR have the terminal as object. */
const TERMINAL_IS_OBJECT = new Set<number>([USER_START, USER_END, USER_ERR]);

const plans = new Map<number, TypePlan>();
const rowsByType = new Map<number, TypeRow>();

export function typePlan(type: number): TypePlan {
  let plan = plans.get(type);
  if (!plan) {
    plan = compile(type);
    plans.set(type, plan);
  }
  return plan;
}

function compile(type: number): TypePlan {
  if (rowsByType.size === 0) for (const row of rows(tables.normalizeSingleRecord)) rowsByType.set(row.type_number, row);
  const row = rowsByType.get(type) ?? RANGES.find(({ first, last }) => type >= first && type <= last)?.row ?? OTHERS;
  const { subject_kind: kind, how } = row;
  return {
    action: row.action || undefined,
    subjectKind: subjectKindWord(row.family, kind),
    subjectKindFrom: kind === '@primary' ? 'subject' : kind === '@secondary' ? 'secondary' : undefined,
    objectKind: row.object_kind ?? 'unknown',
    howWord: how.startsWith('=') ? how.slice(1) : undefined,
    lookups: rows(tables.normalizeLookups)
      .filter(({ family }) => family === row.family)
      .map((step) => lookup(step, row))
      .filter(({ value, names }) => names.length > 0 || value === 'labels' || value === 'action'),
    origin: origin(row.family, type),
  };
}

/** The word for a subject kind that no field decides, or whose deciding field is missing. */
function subjectKindWord(family: tables.Family, kind: string): string {
  if (family === 'labelled-networking') return 'unknown-acct';
  return kind.startsWith('@') ? '' : kind;
}

function lookup({ value, field, from, on_miss, only }: tables.NormalizeLookupsRow, row: TypeRow): Lookup {
  return {
    value,
    target: TARGETS[value],
    names: fieldNames(field, row),
    from: from === 'found' ? 'start' : from,
    missToStart: on_miss === 'start',
    onlyWithLabels: only === 'labels',
    onlyAfterHit: from === 'found',
  };
}

/** `@object` and the like stand for a column of the type's own row. */
function fieldNames(field: string, row: TypeRow): readonly string[] {
  if (field === '' || field === '@config') return field === '' ? [] : [field];
  const names = COLUMNS.get(field)?.(row) ?? field;
  return names === '' || names.startsWith('=') ? [] : names.split('|');
}

const COLUMNS: ReadonlyMap<string, (row: TypeRow) => string> = new Map([
  ['@object', (row: TypeRow) => row.object],
  ['@object-secondary', (row: TypeRow) => row.object_secondary],
  ['@object2', (row: TypeRow) => row.object2],
  ['@how', (row: TypeRow) => row.how],
]);

function origin(family: tables.Family, type: number): readonly string[] {
  const isUser = (type >= 1100 && type <= 1198) || (type >= 2100 && type <= 2998);
  const isGeneric = family === 'generic' || family === 'user-login' || family === 'user-avc';
  if (!isUser || !isGeneric) return [];
  return TERMINAL_IS_OBJECT.has(type) ? ['hostname', 'addr'] : ['hostname', 'addr', 'terminal'];
}
