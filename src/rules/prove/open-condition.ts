/**
 * A condition that a call and its files leave open, by the attributes that it hangs on. One about the files of an event
 * holds if it holds for any of them (`filetype!=`: for all), each of which has attributes of its own: `ouid@1000001` is
 * the owner of the file with that inode number.
 */
import { compare } from '../model/compare.js';
import { conditionName, hasNoReturn, holdsFor, type Trial } from '../model/conditions.js';
import { type EventName, exactly, type FilterEvent } from '../model/event.js';
import { type NumberField, operatorSymbol, type RuleField } from '../rule.js';
import { attributesOf, isOfFile, ofFile } from './variables.js';

export interface OpenCondition {
  readonly field: RuleField;
  readonly parts: readonly Part[];
  /** All parts must hold, not only one. */
  readonly isAll: boolean;
}

export interface Part {
  /** None, one or two. */
  readonly attributes: readonly string[];
  holds(event: FilterEvent): boolean;
  /** The same by the value alone, where the condition compares one number with another. */
  readonly ofNumber?: (value: number) => boolean;
  /** What is known already, by the attributes' values; nothing else of the event counts. */
  readonly answers: Answers;
}

/** `at`: place of the one name that a rule of the inode table is tried with. */
export function openCondition(field: RuleField, event: FilterEvent, at: number | undefined): OpenCondition {
  const attributes = attributesOf(field, event.arch ?? 0, event.syscall ?? -1);
  const isAll = conditionName(field) === 'filetype' && operatorSymbol(field.operator) === '!=';
  if (!attributes.some(isOfFile))
    return {
      field,
      isAll,
      parts: [
        {
          attributes,
          holds: (asked) => isTrue(field, asked),
          ...(numbers.has(conditionName(field)) && 'value' in field && { ofNumber: comparing(field) }),
          answers: answersOf(field, event),
        },
      ],
    };
  const parts = (event.names ?? []).flatMap((name, i): Part[] => {
    const looksAtOne = at !== undefined && !looksAtAll.has(conditionName(field));
    if ((looksAtOne && i !== at) || holdsFor(field, trialOf(event, name, looksAtOne)) !== 'unknown') return [];
    return [
      {
        attributes: attributes.map((attribute) => (isOfFile(attribute) ? ofFile(attribute, name.ino) : attribute)),
        holds: (asked) => isTrue(field, asked, asked.names?.[i], looksAtOne),
        answers: answersOf(field, event, name),
      },
    ];
  });
  return { field, isAll, parts };
}

/** Conditions that look at one number of the process and nothing else. */
const numbers: ReadonlySet<string> = new Set([
  ...['pid', 'ppid', 'uid', 'euid', 'suid', 'fsuid', 'auid', 'sgid', 'fsgid', 'sessionid', 'pers'],
]);

function comparing({ operator, value }: NumberField): (value: number) => boolean {
  return (known) => compare(operator, exactly(known), value) === true;
}

/** By the value of an attribute, or the text of two. */
export type Answers = Map<number | string, boolean>;

const answers = new WeakMap<RuleField, Map<string, Answers>>();

/** `perm` also looks at the call; all files are asked alike, but for those that are missing. */
function answersOf(field: RuleField, { arch, syscall }: FilterEvent, name?: EventName): Answers {
  const ofField = answers.get(field) ?? new Map<string, Answers>();
  answers.set(field, ofField);
  const asked = name ? String(name.ino === null) : conditionName(field) === 'perm' ? `${arch} ${syscall}` : '';
  const known = ofField.get(asked) ?? new Map();
  ofField.set(asked, known);
  return known;
}

/** Also on rules of the inode table. */
const looksAtAll: ReadonlySet<string> = new Set(['filetype', 'field_compare']);

function isTrue(field: RuleField, event: FilterEvent, name?: EventName, looksAtOne = false): boolean {
  return holdsFor(field, trialOf(event, name, looksAtOne)) === true;
}

function trialOf(event: FilterEvent, name: EventName | undefined, looksAtOne: boolean): Trial {
  const names = name ? [name] : event.names;
  return { event, names, ...(looksAtOne && { name }), hasResult: !hasNoReturn(event), paths: {} };
}

const signatures = new WeakMap<OpenCondition, string>();

export function signatureOf(condition: OpenCondition): string {
  let signature = signatures.get(condition);
  if (signature === undefined) {
    const { field, parts } = condition;
    const text = `${field.field} ${field.operator} ${'text' in field ? field.text : field.value}`;
    signature = parts.length === 1 ? `${text} ${parts[0]?.attributes.join()}` : text;
    signatures.set(condition, signature);
  }
  return signature;
}
