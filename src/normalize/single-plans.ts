/** The plan for an event of one record, by its type: fixed words, and lookups in order. Compiled from the tables once. */
import { type Row, rows } from '../tables/lookup.js';

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
  readonly value: string;
  readonly target: Target;
  /** Field names to try in order; `@config` and `@program` are rules of their own. */
  readonly names: readonly string[];
  /** Where the search begins: at the event's start, where the last one ended (`prev`), or see `rule` in the runner. */
  readonly from: string;
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

const TARGETS: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['subject', 'subject'],
  ['secondary', 'secondary'],
  ['label', 'label'],
  ['session', 'session'],
  ['result', 'result'],
  ['object', 'object'],
  ['object-secondary', 'objectSecondary'],
  ['object2', 'object2'],
  ['how', 'how'],
]);

/** Types without a row of their own belong to the family of their range. */
const RANGES: readonly { readonly first: number; readonly last: number; readonly row: Row }[] = [
  { first: 1200, last: 1298, row: { family: 'daemon', subject_kind: 'auditd', object_kind: 'service' } },
  {
    first: 1406,
    last: 1499,
    row: { family: 'labelled-networking', subject_kind: '@primary', object_kind: 'security-policy' },
  },
];
const OTHERS: Row = { family: 'generic', subject_kind: '@secondary', object_kind: 'unknown', how: '@program' };

/** USER_START, USER_END and USER_ERR have the terminal as object. */
const TERMINAL_IS_OBJECT = new Set([1105, 1106, 1109]);

const plans = new Map<number, TypePlan>();
const rowsByType = new Map<number, Row>();

export function typePlan(type: number): TypePlan {
  let plan = plans.get(type);
  if (!plan) {
    plan = compile(type);
    plans.set(type, plan);
  }
  return plan;
}

function compile(type: number): TypePlan {
  if (rowsByType.size === 0)
    for (const row of rows('normalize-single-record')) rowsByType.set(Number(row['type_number']), row);
  const row = rowsByType.get(type) ?? RANGES.find(({ first, last }) => type >= first && type <= last)?.row ?? OTHERS;
  const kind = row['subject_kind'] ?? '';
  const how = row['how'] ?? '';
  return {
    action: row['action'] || undefined,
    subjectKind: subjectKindWord(row['family'], kind),
    subjectKindFrom: kind === '@primary' ? 'subject' : kind === '@secondary' ? 'secondary' : undefined,
    objectKind: row['object_kind'] || 'unknown',
    howWord: how.startsWith('=') ? how.slice(1) : undefined,
    lookups: rows('normalize-lookups')
      .filter(({ family }) => family === row['family'])
      .map((step) => lookup(step, row))
      .filter(({ value, names }) => names.length > 0 || value === 'labels' || value === 'action'),
    origin: origin(row['family'], type),
  };
}

/** The word for a subject kind that no field decides, or whose deciding field is missing. */
function subjectKindWord(family: string | undefined, kind: string): string {
  if (family === 'labelled-networking') return 'unknown-acct';
  return kind.startsWith('@') ? '' : kind;
}

function lookup(step: Row, row: Row): Lookup {
  const value = step['value'] ?? '';
  return {
    value,
    target: TARGETS.get(value) ?? 'object',
    names: fieldNames(step['field'] ?? '', row),
    from: step['from'] === 'found' ? 'start' : (step['from'] ?? ''),
    missToStart: step['on_miss'] === 'start',
    onlyWithLabels: step['only'] === 'labels',
    onlyAfterHit: step['from'] === 'found',
  };
}

/** `@object` and the like stand for a column of the type's own row. */
function fieldNames(field: string, row: Row): readonly string[] {
  if (field === '' || field === '@config') return field === '' ? [] : [field];
  const names = field.startsWith('@') ? (row[field.slice(1).replaceAll('-', '_')] ?? '') : field;
  return names === '' || names.startsWith('=') ? [] : names.split('|');
}

function origin(family: string | undefined, type: number): readonly string[] {
  const isUser = (type >= 1100 && type <= 1198) || (type >= 2100 && type <= 2998);
  const isGeneric = family === 'generic' || family === 'user-login' || family === 'user-avc';
  if (!isUser || !isGeneric) return [];
  return TERMINAL_IS_OBJECT.has(type) ? ['hostname', 'addr'] : ['hostname', 'addr', 'terminal'];
}
