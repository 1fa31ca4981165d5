/** Criteria that compare a text: it must occur in what the event has, or be equal to it. */
import type { Attributes, Group } from '../../attributes/attributes.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { Asked } from '../asked.js';
import type { Text } from '../criterion.js';
import type { CriterionKind, CriterionOption } from './descriptor.js';

/** Missing texts never match. */
export type TextTest = (text: string | undefined) => boolean;

export function textTest({ text: asked, whole }: Text): TextTest {
  return whole ? (text) => text === asked : (text) => text?.includes(asked) === true;
}

export type TextName = 'file' | 'hostname' | 'terminal' | 'exe' | 'comm' | 'key' | 'uuid' | 'vm' | 'subject' | 'object';

interface TextKind {
  readonly group: Group;
  /** True when some text of the event suits. */
  readonly some: (attributes: Attributes, holds: TextTest) => boolean;
  readonly needles: (text: string) => NeedleGroup | undefined;
  readonly options: CriterionKind<Text>['options'];
}

export function textCriterion({ group, some, needles, options }: TextKind): CriterionKind<Text> {
  return {
    groups: [group],
    byShape: true,
    test: (value) => {
      const holds = textTest(value);
      return { on: 'attributes', holds: (attributes) => some(attributes, holds) };
    },
    needles: ({ text }) => needles(text),
    options,
  };
}

/** Keeps the argument as it is. */
export function takeText(name: TextName): CriterionOption['take'] {
  return (asked, argument) => setText(asked, name, argument);
}

export function setText(asked: Asked, name: TextName, text: string): void {
  asked[name] = { text, whole: false };
}

/** The text itself stands in some line. */
export function literal(text: string): NeedleGroup {
  return [{ kind: 'text', text }];
}

/** The text in the value of a field. */
export function inField(prefix: string, text: string): NeedleGroup {
  return [{ kind: 'string', prefix, value: text }];
}

/** The text in the value of any field. */
export function anywhere(text: string): NeedleGroup {
  // A last digit 0 need not be written (bytes/encoded.ts).
  const digits = Buffer.from(text, 'latin1').toString('hex').replace(/0$/, '');
  return [
    { kind: 'text', text },
    { kind: 'hex', text: digits },
  ];
}
