/**
 * Records of saved interpreted output, back to what the log had: every value becomes one that is interpreted as the same
 * text. Names of accounts stay beside their numbers, as auditd's enriched logs have them, so they are shown and found
 * whatever accounts this system has. What has no such value is left out and counted.
 */
import { type Accounts, accountsFor } from '../../../accounts/accounts.js';
import { hex } from '../../../bytes/hex.js';
import { parseUnsigned, ZERO } from '../../../bytes/int64.js';
import { NO_SYSCALL } from '../../../interpret/context.js';
import { Interpreter } from '../../../interpret/interpreter.js';
import { machineOf } from '../../../interpret/kinds/syscall.js';
import type { Environment } from '../../../locale/definition.js';
import { type TimeLocale, timeLocale } from '../../../locale/locale.js';
import { quotedName } from '../../../log/enrichment.js';
import { recordTypeNumber } from '../../../tables/record-types.js';
import { type SavedField, savedBody } from './body.js';
import { ESCAPED_BYTE, unknownNumber } from './candidates.js';
import { type SavedHeader, savedHeader } from './header.js';
import { MomentReader } from './moment.js';
import { RawValues } from './raw-value.js';

const SEPARATOR = '\x1d';
/** Numbers that accounts get whose own are not known here: beyond those that systems give, and of no known sort of account. */
const FIRST_OWN = 2_147_000_000;
/** What numbers are shown as, whatever accounts there are. */
const NO_NAME = /^(?:root|unset|unknown\(-?\d+\))$/;
/** Accounts that get a number each, at most; all others share the last one. */
const OWN = 1 << 16;
/** Fields that are remembered for a note, and names in one, at most. */
const LOST_NAMED = 1000;
const NAMED = 5;

export class RecordBack {
  readonly #zoneName: string;
  readonly #accounts: Accounts;
  readonly #interpreter: Interpreter;
  readonly #locale: TimeLocale;
  readonly #moments: MomentReader;
  readonly #values: RawValues;
  /** Accounts that this system doesn't know, and the numbers that they got. */
  readonly #strangers = new Map<string, number>();
  readonly #lostFields = new Set<string>();
  #records = 0;
  #lost = 0;
  #unclear = 0;
  #undated = 0;

  constructor(env: Environment) {
    this.#zoneName = env.TZ || 'the zone of this system';
    this.#accounts = accountsFor(env);
    this.#locale = timeLocale(env);
    this.#moments = new MomentReader(this.#locale);
    this.#interpreter = new Interpreter({ accounts: this.#accounts });
    this.#values = new RawValues(this.#interpreter);
  }

  /** A line of a log. Undefined: its time cannot be read. */
  record(line: string): string | undefined {
    const header = savedHeader(line);
    const second = header && this.#moments.second(header.time);
    if (header === undefined || second === undefined) {
      this.#undated++;
      return undefined;
    }
    this.#records++;
    const { node, type, milli, serial } = header;
    return `${node}type=${type} msg=audit(${second}.${milli}:${serial})${this.#body(header)}`;
  }

  /** What is to be known about what was read, a line each. */
  notes(name: string): readonly string[] {
    const dates = this.#locale.definition.date;
    const all: readonly (readonly [number, string])[] = [
      [
        this.#records,
        `${name} is saved interpreted output: its times are read as ${dates} in ${this.#zoneName} (LC_TIME, TZ), its accounts as those of this system`,
      ],
      [
        this.#strangers.size,
        `accounts in ${name} that are not known here have numbers from ${FIRST_OWN} on: ${listed(this.#strangers.keys(), this.#strangers.size)}`,
      ],
      [
        this.#lost,
        `${this.#lost} values in ${name} cannot be turned back and are left out, of the fields ${listed(this.#lostFields, this.#lostFields.size)}`,
      ],
      [
        this.#unclear,
        `${this.#unclear} records in ${name} can be read in more than one way: a text holds what looks like a field or an escaped byte`,
      ],
      [
        this.#undated,
        `${this.#undated} records in ${name} are not used: this locale (LC_TIME) does not write times like theirs`,
      ],
    ];
    return all.filter(([count]) => count > 0).map(([, note]) => `NOTE - ${note}`);
  }

  #body({ type, body }: SavedHeader): string {
    const { fields, isUnclear } = savedBody(body, recordTypeNumber(type));
    if (isUnclear || ESCAPED_BYTE.test(body)) this.#unclear++;
    this.#interpreter.context.set(NO_SYSCALL);
    const names = new Map<string, string>();
    let text = '';
    let copied = 0;
    for (const field of joinedKeys(fields)) {
      const raw = this.#raw(field, body, names);
      text +=
        body.slice(copied, raw === undefined ? Math.max(copied, field.start - 1) : field.valueStart) + (raw ?? '');
      copied = field.end;
    }
    text += body.slice(copied);
    if (names.size === 0) return text;
    return `${text}${SEPARATOR}${Array.from(names, ([name, account]) => `${name}=${account}`).join(' ')}`;
  }

  #raw(field: JoinedField, body: string, names: Map<string, string>): string | undefined {
    const { kind, name } = field;
    const shown = body.slice(field.valueStart, field.end);
    if (kind === 'raw' || kind === 'mac-label' || kind === 'addr') return shown;
    if (kind === 'escaped-key' && field.keys.length > 1)
      return hex(field.keys.map((key) => body.slice(...key)).join('\x01'));
    let raw = this.#values.of(kind, name, shown);
    if (kind === 'uid' || kind === 'gid') {
      raw ??= unknownNumber(shown, 10) ?? String(this.#stranger(shown));
      if (!NO_NAME.test(shown)) names.set(name.toUpperCase(), quotedName(shown));
    }
    if (raw === undefined) {
      this.#lost++;
      if (this.#lostFields.size < LOST_NAMED) this.#lostFields.add(name);
    } else this.#learn(name, raw);
    return raw;
  }

  /** What the meaning of later fields depends on. */
  #learn(name: string, raw: string): void {
    const { context } = this.#interpreter;
    if (name === 'arch') context.machine = machineOf(raw);
    const { machine, syscall, a0, a1 } = context;
    const number = parseUnsigned(raw, 16) ?? ZERO;
    if (name === 'a0') context.set({ machine, syscall, a0: number, a1 });
    if (name === 'a1') context.set({ machine, syscall, a0, a1: number });
  }

  #stranger(name: string): number {
    const number = this.#strangers.get(name) ?? FIRST_OWN + this.#strangers.size;
    if (this.#strangers.size < OWN) this.#strangers.set(name, number);
    return number;
  }
}

interface JoinedField extends SavedField {
  /** Where the keys stand, if it is one of several `key=` in turn. */
  readonly keys: readonly (readonly [start: number, end: number])[];
}

/** Several keys of a rule are one field of the log. */
function joinedKeys(fields: readonly SavedField[]): readonly JoinedField[] {
  const joined: JoinedField[] = [];
  for (const field of fields) {
    const last = joined.at(-1);
    const range = [field.valueStart, field.end] as const;
    if (field.kind === 'escaped-key' && last?.kind === 'escaped-key')
      joined[joined.length - 1] = { ...last, end: field.end, keys: [...last.keys, range] };
    else joined.push({ ...field, keys: [range] });
  }
  return joined;
}

function listed(names: Iterable<string>, count: number): string {
  const first = [...names].slice(0, NAMED).join(', ');
  return count > NAMED ? `${first} and ${count - NAMED} more` : first;
}
