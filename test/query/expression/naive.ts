/** What expressions mean, once more and plainly: events as lists of names and texts, no bytes, no kinds, no needles. */
import fc from 'fast-check';

export interface NaiveRecord {
  readonly type: string;
  /** In order; values as people mean them, not as the log writes them. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export type NaiveEvent = readonly NaiveRecord[];

export type Naive =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Naive[] }
  | { readonly kind: 'not'; readonly of: Naive }
  | { readonly kind: 'is'; readonly field: string; readonly operator: string; readonly values: readonly string[] };

export function holds(tree: Naive, event: NaiveEvent): boolean {
  switch (tree.kind) {
    case 'and':
      return tree.of.every((part) => holds(part, event));
    case 'or':
      return tree.of.some((part) => holds(part, event));
    case 'not':
      return !holds(tree.of, event);
    case 'is': {
      const negated = tree.operator === '!=' || tree.operator === '!~' || tree.operator === 'not in';
      return valuesOf(event, tree.field).some((value) => meets(value, tree)) !== negated;
    }
  }
}

type Comparison = Extract<Naive, { kind: 'is' }>;

function meets(value: string, { operator, values, field }: Comparison): boolean {
  const same = (wanted: string): boolean =>
    isNumeric(field) ? Number(value) === numberOf(field, wanted) : value === wanted;
  const [wanted = ''] = values;
  switch (operator) {
    case 'has':
      return true;
    case '=':
    case '!=':
      return same(wanted);
    case 'in':
    case 'not in':
      return values.some(same);
    case '~':
    case '!~':
      return new RegExp(wanted, 's').test(value);
    case 'contains':
      return value.includes(wanted);
    case '<':
      return Number(value) < numberOf(field, wanted);
    case '>=':
      return Number(value) >= numberOf(field, wanted);
    default:
      throw new Error(operator);
  }
}

function isNumeric(field: string): boolean {
  return NUMBERS.some((name) => field === name || field.endsWith(`.${name}`));
}

const names: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  syscall: { open: 2, openat: 257, execve: 59 },
  exit: { EACCES: -13, '-EACCES': -13, ENOENT: -2 },
  uid: { root: 0, bob: 1000 },
  auid: { root: 0, bob: 1000, unset: 4294967295 },
};

function numberOf(field: string, wanted: string): number {
  return names[field]?.[wanted] ?? Number(wanted);
}

/** `TYPE.name`, `cmd`, `path`, `key`, or a name. */
function valuesOf(event: NaiveEvent, field: string): string[] {
  const [type, name] = field.includes('.') ? field.split('.') : [undefined, field];
  const plain = event
    .filter((record) => type === undefined || record.type === type)
    .flatMap(({ fields }) => fields.filter(([own]) => own === name).map(([, value]) => value));
  if (field === 'type') return event.map((record) => record.type);
  if (field === 'key') return plain.flatMap((value) => value.split('\x01'));
  if (field === 'cmd') return commandOf(event);
  return plain;
}

function commandOf(event: NaiveEvent): string[] {
  const words = event
    .filter(({ type }) => type === 'EXECVE')
    .flatMap(({ fields }) => fields.filter(([name]) => /^a\d+$/.test(name)).map(([, value]) => value));
  return words.length === 0
    ? []
    : [words.map((word) => (/[ '";]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word)).join(' ')];
}

/** The event as lines of a log. */
export function logOf(events: readonly NaiveEvent[]): string {
  return events
    .flatMap((event, i) =>
      event.map(({ type, fields }) => {
        const text = fields.map(([name, value]) => `${name}=${encoded(name, value)}`).join(' ');
        return `type=${type} msg=audit(17000000${String(i).padStart(2, '0')}.000:${i + 1}): ${text}\n`;
      }),
    )
    .join('');
}

const NUMBERS = ['pid', 'syscall', 'exit', 'uid', 'auid', 'items'];

function encoded(name: string, value: string): string {
  if (NUMBERS.includes(name) || name === 'success' || name === 'arch') return value;
  return /^[!#-~]+$/.test(value) ? `"${value}"` : Buffer.from(value, 'latin1').toString('hex').toUpperCase();
}

const text = fc.constantFrom(
  '/bin/cat',
  '/tmp/a b',
  'cat',
  '/tmp/x',
  'a"b',
  '/usr/bin/sudo',
  "it's",
  'x;y',
  '12',
  'ca',
);
const number = fc.constantFrom('0', '12', '1000', '59', '257', '4294967295', '2');
const syscall: fc.Arbitrary<NaiveRecord> = fc
  .record({ pid: number, auid: number, uid: number, call: fc.constantFrom('2', '59', '257'), exit: fc.constantFrom('-13', '0', '3', '-2'), exe: text, comm: text, keys: fc.array(fc.constantFrom('k1', 'k2', 'noise'), { maxLength: 2 }) })
  .map(({ pid, auid, uid, call, exit, exe, comm, keys }) => ({
    type: 'SYSCALL',
    fields: [
      ['arch', 'c000003e'], ['syscall', call], ['success', Number(exit) < 0 ? 'no' : 'yes'], ['exit', exit], ['items', '1'],
      ['pid', pid], ['auid', auid], ['uid', uid], ['comm', comm], ['exe', exe],
      ...(keys.length > 0 ? [['key', keys.join('\x01')] as const] : []),
    ],
  })); // biome-ignore format: one glance
const execve: fc.Arbitrary<NaiveRecord> = fc
  .array(text, { minLength: 1, maxLength: 3 })
  .map((words) => ({ type: 'EXECVE', fields: words.map((word, i) => [`a${i}`, word] as const) }));
const pathRecord: fc.Arbitrary<NaiveRecord> = text.map((name) => ({
  type: 'PATH',
  fields: [
    ['name', name],
    ['nametype', 'NORMAL'],
  ],
}));
const cwd: fc.Arbitrary<NaiveRecord> = text.map((name) => ({ type: 'CWD', fields: [['cwd', name]] }));

export const naiveEvent: fc.Arbitrary<NaiveEvent> = fc
  .tuple(syscall, fc.option(execve), fc.option(cwd), fc.array(pathRecord, { maxLength: 2 }))
  .map(([call, exec, folder, paths]) => [call, ...(exec ? [exec] : []), ...(folder ? [folder] : []), ...paths]);

const pattern = fc.constantFrom(
  '^/tmp/',
  'cat$',
  'a.b',
  '[0-9]+',
  '(cat|sudo)',
  '/(bin|tmp)/.',
  "it's",
  '\\x20',
  '^.{2,3}$',
  'sudo+',
  'ca?t',
);

function comparison(field: string, values: fc.Arbitrary<string>, operators: readonly string[]): fc.Arbitrary<Naive> {
  return fc.constantFrom(...operators).chain((operator) => {
    const several = operator === 'in' || operator === 'not in';
    const list =
      operator === 'has'
        ? fc.constant([])
        : fc.array(
            operator.endsWith('~') ? pattern : values,
            several ? { minLength: 1, maxLength: 4 } : { minLength: 1, maxLength: 1 },
          );
    return list.map((chosen) => ({ kind: 'is', field, operator, values: chosen }) as const);
  });
}

const TEXTS = ['=', '!=', '~', '!~', 'contains', 'in', 'not in', 'has'];
const ORDERED = ['=', '!=', '<', '>=', 'in', 'not in', 'has'];

const leaf: fc.Arbitrary<Naive> = fc.oneof(
  ...['exe', 'comm', 'name', 'cwd', 'cmd', 'PATH.name', 'CWD.cwd', 'EXECVE.a1', 'key'].map((field) =>
    comparison(field, fc.oneof(text, fc.constantFrom('k1', 'noise', 'nothing')), TEXTS),
  ),
  ...['pid', 'items'].map((field) => comparison(field, number, ORDERED)),
  comparison('syscall', fc.constantFrom('open', 'openat', 'execve', '2', '59'), ['=', '!=', 'in', 'not in']),
  comparison('exit', fc.constantFrom('EACCES', '-EACCES', 'ENOENT', '-13', '3'), ['=', '!=', 'in']),
  comparison('auid', fc.constantFrom('root', 'bob', 'unset', '12', '1000'), ['=', '!=', 'in']),
  comparison('uid', fc.constantFrom('root', 'bob', '12'), ['=', '!=', 'in']),
  comparison('success', fc.constantFrom('yes', 'no'), ['=', '!=']),
  comparison('type', fc.constantFrom('SYSCALL', 'EXECVE', 'AVC'), ['=', '!=', 'in']),
);

export const naive: fc.Arbitrary<Naive> = fc.letrec<{ tree: Naive }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), of: tie('tree') }) },
  ),
})).tree;

/** As somebody might write it; `spell` chooses among what means the same. */
export function written(tree: Naive, spell: (choices: readonly string[]) => string): string {
  if (tree.kind === 'not') return `${spell(['not ', '!', 'NOT '])}(${written(tree.of, spell)})`;
  if (tree.kind === 'and' || tree.kind === 'or') {
    const word = tree.kind === 'and' ? spell([' and ', ' && ', '&&']) : spell([' or ', ' || ', ' OR\n']);
    return tree.of.map((part) => `(${written(part, spell)})`).join(word);
  }
  if (tree.kind !== 'is') return '';
  const { field, operator, values } = tree;
  if (operator === 'has') return `has ${field}`;
  const value = (one: string): string =>
    /^[\w/.-]+$/.test(one) && spell(['', 'quoted']) === '' ? one : quoted(one, spell);
  if (operator.endsWith('in')) return `${field} ${operator} (${values.map(value).join(spell([',', ' , ']))})`;
  return `${field} ${operator === '=' ? spell(['=', '==', '=  ']) : operator} ${values.map(value).join('')}`;
}

function quoted(value: string, spell: (choices: readonly string[]) => string): string {
  if (!value.includes("'") && spell(["'", '"']) === "'") return `'${value}'`;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
