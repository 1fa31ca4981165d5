/** Any field of any record: `--where FIELD=VALUE`. */
import { someField } from '../../bytes/fields.js';
import { usage } from '../../errors.js';
import type { AuditEvent } from '../../log/event.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { Asked } from '../asked.js';
import { type Criterion, leaf } from '../criterion.js';
import type { Comparison } from '../field/comparison.js';
import { unknownField } from '../field/known-fields.js';
import { isVaried, kindIn, longestWord, usualKind, valueKind } from '../field/value-kind.js';
import type { ValueTest } from '../field/value-test.js';
import type { ArgumentContext, CriterionKind, TestSurroundings } from './descriptor.js';
import { anywhere } from './text.js';

export const field: CriterionKind<Comparison> = {
  groups: [],
  test: (comparison, surroundings) => ({ on: 'event', holds: eventTest(comparison, surroundings) }),
  needles: needlesOf,
  options: [
    {
      spellings: [],
      ours: ['--where'],
      inReports: ['--where'],
      group: 'Objects',
      argument: 'FIELD=VALUE',
      text: 'any field of any record; also FIELD!=VALUE, FIELD~TEXT; may be repeated',
      take,
    },
  ],
};

/** Names in capitals are found in the enriched part (`AUID=alice`). */
function eventTest({ field: name, operator, value }: Comparison, surroundings: TestSurroundings): EventTest {
  const test = operator === '=' ? equalTest(name, value, surroundings) : containsTest(name, value);
  const isCapital = /[A-Z]/.test(name);
  return ({ records }) => {
    for (const record of records) {
      if (someField(record.text, name, (raw) => test(raw, record))) return true;
      if (isCapital && someField(record.enriched ?? '', name, (raw) => test(raw, record))) return true;
    }
    return false;
  };
}

type EventTest = (event: AuditEvent) => boolean;

function equalTest(name: string, value: string, surroundings: TestSurroundings): ValueTest {
  const usual = valueKind(usualKind(name));
  const usualTest = usual.equal(value, name, surroundings);
  return (raw, record) => {
    const kind = valueKind(kindIn(name, record.type, raw));
    return kind === usual ? usualTest(raw, record) : kind.equal(value, name, surroundings)(raw, record);
  };
}

function containsTest(name: string, value: string): ValueTest {
  return (raw, record) =>
    raw.includes(value) ||
    valueKind(kindIn(name, record.type, raw))
      .text(raw)
      .includes(value);
}

/** Where the kind of a field varies, its text stands in quotes or in hex digits, if it is no number. */
function needlesOf({ field: name, operator, value }: Comparison): NeedleGroup | undefined {
  const kind = usualKind(name);
  if (operator === 'contains') return kind === 'proctitle' ? anywhere(longestWord(value)) : anywhere(value);
  if (!isVaried(name)) return valueKind(kind).needles(value, name);
  return /^[\da-fx]*$/i.test(value) ? undefined : anywhere(value);
}

function take(asked: Asked, argument: string, { accounts }: ArgumentContext): void {
  const [, name, operator, value = ''] = /^([A-Za-z0-9_.-]+)(!=|=|~)(.*)$/s.exec(argument) ?? [];
  if (name === undefined) {
    throw usage(`Field criterion must be FIELD=VALUE, FIELD!=VALUE or FIELD~TEXT, was ${argument}`);
  }
  const comparison: Comparison = { field: name, operator: operator === '~' ? 'contains' : '=', value };
  // Says so if there is no such value.
  field.test(comparison, { accounts, seen: () => {} });
  const isUser = usualKind(name) === 'uid' || usualKind(name) === 'gid';
  if (isUser && operator !== '~') noteUnknownAccount(asked, comparison, accounts);
  const note = unknownField(name);
  if (note !== undefined) asked.notes = [...(asked.notes ?? []), note];
  const is = leaf('field', comparison);
  asked.also = [...(asked.also ?? []), operator === '!=' ? ({ kind: 'not', of: is } satisfies Criterion) : is];
}

function noteUnknownAccount(
  asked: Asked,
  { field: name, value }: Comparison,
  accounts: ArgumentContext['accounts'],
): void {
  if (/^-?\d+$|^unset$/.test(value)) return;
  const isUser = usualKind(name) === 'uid';
  const id = isUser ? accounts.userId(value) : accounts.groupId(value);
  if (id === undefined) {
    asked.unknownName ??= { name: value, message: `${value} is no ${isUser ? 'user' : 'group'} here or in the log` };
  }
}
