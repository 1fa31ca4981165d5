/** Fields that the log has in several forms, or not by this name: one file each, and its line in `list.ts`. */
import type { AuditEvent } from '../../../log/event.js';
import type { NeedleGroup } from '../../../log/scan/needle.js';
import { anywhere } from '../../criteria/text.js';
import type { Visit } from '../source.js';
import type { Tools } from '../tools.js';
import type { ValueKind } from '../value-test.js';
import { decimal } from '../value-text.js';

export interface DerivedField {
  /** One line for the manual. */
  readonly text: string;
  readonly kind: ValueKind;
  readonly some: (event: AuditEvent, visit: Visit, tools: Tools) => boolean;
  /** What must be loaded. */
  readonly needs?: 'network' | 'statements';
  readonly equalNeedles?: (written: string) => NeedleGroup | undefined;
  readonly textNeedles?: (text: string) => NeedleGroup | undefined;
  readonly presence?: NeedleGroup;
}

/** Values that are texts already. */
export const decodedText: ValueKind = {
  equal: (written) => (text) => text === written,
  someOf: (written) => {
    const texts = new Set(written);
    return (text) => texts.has(text);
  },
  text: (text) => text,
  needles: () => undefined,
};

/** Values that are decimal numbers. */
export const decodedNumber: ValueKind = {
  equal: (written) => {
    const number = decimal(written);
    return (text) => text === written || (number !== undefined && decimal(text) === number);
  },
  text: (text) => text,
  number: decimal,
  needles: () => undefined,
};

/** The longest part of a text without the characters of `separators`, where that stands in one piece in the log. */
export function longestPiece(text: string, separators: RegExp): NeedleGroup | undefined {
  const piece = text.split(separators).reduce((longest, part) => (part.length > longest.length ? part : longest), '');
  return piece === '' ? undefined : anywhere(piece);
}
