/** The report without an option: how many events of which sort. */
import type { Attributes } from '../attributes/attributes.js';
import { TextTable } from '../bytes/text-table.js';
import type { AuditEvent } from '../log/event.js';
import type { Gatherer, OverviewPart, Repeat } from './part.js';
import type { Reading } from './reading.js';
import type { Countable } from './report.js';
import { TYPE_LIMIT, typeRange } from './types.js';

/** A bit for each sort of record that is counted: one pass over an event's records says which it has. */
const marks = new Int32Array(TYPE_LIMIT);
let marked = 0;

function mark(...members: readonly string[]): number {
  const bit = 1 << marked++;
  for (const member of members) {
    const [first, last] = typeRange(member);
    for (const [i, had] of marks.subarray(first, last + 1).entries()) marks[first + i] = had | bit;
  }
  return bit;
}

const login = mark('USER_LOGIN');
const auth = mark('USER_AUTH');
const management = mark('USER_MGMT');
const groupAuth = mark('GRP_AUTH');
const avc = mark('AVC', 'USER_AVC');
const policy = mark('1403-1417');

type Count = (marks: number, attributes: Attributes) => number;

const YES = 1;
const NO = 0;

/** One for each of the sorts that the event has. */
function sorts(...bits: readonly number[]): Count {
  const all = bits.reduce((sum, bit) => sum | bit, 0);
  return (found) => {
    let rest = found & all;
    let count = 0;
    for (; rest !== 0; rest &= rest - 1) count++;
    return count;
  };
}

const when = (condition: (marks: number, attributes: Attributes) => boolean): Count => {
  return (found, attributes) => (condition(found, attributes) ? 1 : 0);
};

type Values = Set<string | number>;
/** What the counters look at, and each of the sets of different values. */
export const COUNTER_READS: readonly Countable[] = ['types', 'success', 'syscall'];
export const DISTINCT_READS: readonly Countable[] = [
  ...(['auid', 'terminal', 'hostname', 'exe', 'comm', 'files', 'keys', 'pid'] as const),
];

/** Of `OverviewPart.distinct`, as `overviewLines` has their places. */
type Distinct = readonly [Values, Values, Values, Values, Values, Values, Values, Values];
type Place = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
const USERS = 0;
const TERMINALS = 1;
const HOSTS = 2;
const PROGRAMS = 3;
const COMMANDS = 4;
const FILES = 5;
const KEYS = 6;
const PIDS = 7;

interface CounterLine {
  readonly key: string;
  readonly label: string;
  readonly count: Count;
}

interface DistinctLine {
  readonly key: string;
  readonly label: string;
  readonly distinct: number; // index in `OverviewPart.distinct`
}

/** The lines in order; labels follow `Number of `. */
export const overviewLines: readonly (CounterLine | DistinctLine)[] = [
  {
    key: 'config_changes',
    label: 'changes in configuration',
    count: sorts(
      ...['CONFIG_CHANGE', 'DAEMON_CONFIG', 'USYS_CONFIG', 'NETFILTER_CFG', 'FEATURE_CHANGE'].map((type) => mark(type)),
      mark('USER_MAC_CONFIG_CHANGE'),
      policy,
    ),
  },
  {
    key: 'account_changes',
    label: 'changes to accounts, groups, or roles',
    count: sorts(mark('USER_CHAUTHTOK'), mark('1114-1117'), management, mark('GRP_MGMT'), mark('2301-2302')),
  },
  { key: 'logins', label: 'logins', count: when((found, { success }) => (found & login) !== 0 && success === YES) },
  {
    key: 'failed_logins',
    label: 'failed logins',
    count: when((found, { success }) => (found & login) !== 0 && success === NO),
  },
  {
    key: 'authentications',
    label: 'authentications',
    count: when(
      (found, { success }) =>
        success === YES && ((found & auth) !== 0 || ((found & groupAuth) !== 0 && (found & management) === 0)),
    ),
  },
  {
    key: 'failed_authentications',
    label: 'failed authentications',
    count: when((found, { success }) => success === NO && (found & (auth | management | groupAuth)) !== 0),
  },
  { key: 'users', label: 'users', distinct: USERS },
  { key: 'terminals', label: 'terminals', distinct: TERMINALS },
  { key: 'hosts', label: 'host names', distinct: HOSTS },
  { key: 'executables', label: 'executables', distinct: PROGRAMS },
  { key: 'commands', label: 'commands', distinct: COMMANDS },
  { key: 'files', label: 'files', distinct: FILES },
  { key: 'avcs', label: "AVC's", count: sorts(avc) },
  { key: 'mac_events', label: 'MAC events', count: sorts(policy, mark('2300-2399')) },
  {
    key: 'failed_syscalls',
    label: 'failed syscalls',
    count: when((_, { success, syscall }) => success === NO && (syscall | 0) > 0),
  },
  // BUG? SECCOMP is listed by -n but not counted here.
  { key: 'anomalies', label: 'anomaly events', count: sorts(mark('2100-2199'), mark('1700-1799')) },
  { key: 'responses', label: 'responses to anomaly events', count: sorts(mark('2200-2299')) },
  { key: 'crypto_events', label: 'crypto events', count: sorts(mark('1600-1699'), mark('2400-2499')) },
  { key: 'integrity_events', label: 'integrity events', count: sorts(mark('1800-1899')) },
  { key: 'virt_events', label: 'virt events', count: sorts(mark('2500-2599')) },
  { key: 'keys', label: 'keys', distinct: KEYS },
  { key: 'pids', label: 'process IDs', distinct: PIDS },
  { key: 'events', label: 'events', count: () => 1 },
];

const counts: readonly Count[] = overviewLines.flatMap((line) => ('count' in line ? [line.count] : []));

export interface OverviewGatherer extends Gatherer<Reading> {
  /** Its values only: the event is counted elsewhere. */
  note(reading: Pick<Reading, 'attributes'>): void;
  take(): OverviewPart;
}

export function overviewGatherer(): OverviewGatherer {
  let counters = counts.map(() => 0);
  let distinct = emptySets();
  let last: { readonly event: AuditEvent; readonly attributes: Attributes } | undefined;
  const note: OverviewGatherer['note'] = ({ attributes }) =>
    eachValue(attributes, (place, value) => distinct[place].add(value));
  const add = ({ event, attributes }: Pick<Reading, 'event' | 'attributes'>): void => {
    const found = marksOf(event);
    counts.forEach((count, i) => {
      counters[i]! += count(found, attributes);
    });
    note({ attributes });
  };
  return {
    add: (reading) => {
      add(reading);
      last = { event: reading.event, attributes: reading.attributes };
    },
    note,
    take: (): OverviewPart => {
      const part: OverviewPart = { kind: 'overview', counters, distinct };
      counters = counts.map(() => 0);
      distinct = emptySets();
      return part;
    },
    repeat: (pid): Repeat | undefined => {
      if (last === undefined) return undefined;
      const { attributes } = last;
      const hasPid = pid !== 'same' && (attributes.pid | 0) !== UNSET;
      if (hasPid && pid === 'open') return undefined;
      const found = marksOf(last.event);
      const sums = counts.map((count) => count(found, attributes));
      // As flat as can be: of each shape of events there is one.
      const values: [place: Place, value: string | number][] = [];
      eachValue(attributes, (place, value) => {
        if (!hasPid || place !== PIDS) values.push([place, detached(value)]);
      });
      return {
        again: (times) => {
          for (const [i, sum] of sums.entries()) counters[i] = (counters[i] ?? 0) + sum * times;
          for (const [place, value] of values) distinct[place].add(value);
        },
        ...(hasPid && { pid: (pid: number) => void distinct[PIDS].add(pid) }),
      };
    },
  };
}

function marksOf({ records }: AuditEvent): number {
  let found = 0;
  for (const { type } of records) found |= marks[type] ?? 0;
  return found;
}

function emptySets(): Distinct {
  return [new Set(), new Set(), new Set(), new Set(), new Set(), new Set(), new Set(), new Set()];
}

const NEVER_SET = -2;
const UNSET = -1;

/** `place`: in `Distinct`. */
function eachValue(found: Attributes, note: (place: Place, value: string | number) => void): void {
  if ((found.auid | 0) !== NEVER_SET) note(USERS, found.auid | 0);
  if (found.terminal !== undefined) note(TERMINALS, found.terminal);
  if (found.hostname !== undefined) note(HOSTS, found.hostname);
  if (found.exe !== undefined) note(PROGRAMS, found.exe);
  if (found.comm !== undefined) note(COMMANDS, found.comm);
  for (const file of found.files ?? []) note(FILES, file);
  for (const key of found.keys ?? []) if (key !== '(null)') note(KEYS, key);
  if ((found.pid | 0) !== UNSET) note(PIDS, found.pid | 0);
}

/** Different values of parts that are added up. */
class DistinctValues {
  readonly #texts = new TextTable();
  readonly #numbers = new Set<number>();
  /** Came first, and is so large that it is kept as it is: what a store tells is all it has. */
  #first: ReadonlySet<string | number> | undefined;

  get size(): number {
    return (this.#first?.size ?? 0) + this.#texts.size + this.#numbers.size;
  }

  add(values: ReadonlySet<string | number>): void {
    if (values.size >= LARGE && this.size === 0) {
      this.#first = values;
      return;
    }
    for (const value of values)
      if (this.#first?.has(value)) continue;
      else if (typeof value === 'number') this.#numbers.add(value);
      else this.#texts.place(value);
  }
}

/** More values than a batch of events of a scan has. */
const LARGE = 10_000;

/** Parts added up: the numbers behind `overviewLines`. */
export class OverviewTotals {
  readonly #counters: number[] = counts.map(() => 0);
  readonly #distinct = emptySets().map(() => new DistinctValues());

  add({ counters, distinct }: OverviewPart): void {
    for (const [i, counter] of counters.entries()) this.#counters[i] = (this.#counters[i] ?? 0) + counter;
    for (const [i, values] of this.#distinct.entries()) values.add(distinct[i] ?? new Set());
  }

  numbers(): number[] {
    let counter = 0;
    return overviewLines.map((line) => {
      if ('count' in line) return this.#counters[counter++] ?? 0;
      return this.#distinct[line.distinct]?.size ?? 0;
    });
  }
}

/** A copy of its own: a slice would keep the whole record it came from in memory. */
function detached(value: string | number): string | number {
  return typeof value === 'string' ? Buffer.from(value, 'latin1').toString('latin1') : value;
}
