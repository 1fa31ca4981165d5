/** A field by the name that the log gives it. */
import { someField } from '../../log/fields.js';
import { anywhere } from '../criteria/text.js';
import type { FieldSource } from './source.js';
import { isVaried, kindIn, longestWord, usualKind, valueKind } from './value-kind.js';

/** `type`: only in records of this type. Names in capitals are found in the enriched part (`AUID=alice`). */
export function rawField(name: string, type: number | undefined): FieldSource {
  const isCapital = /[A-Z]/.test(name);
  const kind = usualKind(name);
  const usual = valueKind(kind);
  return {
    some: ({ records }, visit) => {
      for (const record of records) {
        if (type !== undefined && record.type !== type) continue;
        if (someField(record.text, name, (raw) => visit(raw, record))) return true;
        if (isCapital && someField(record.enriched ?? '', name, (raw) => visit(raw, record))) return true;
      }
      return false;
    },
    kindOf: (raw, record) => valueKind(kindIn(name, record.type, raw)),
    usual,
    equalNeedles: (written) => {
      if (!isVaried(name)) return usual.needles(written, name);
      // Where it is no number or name, its text stands in quotes or in hex digits.
      return ONLY_TEXTS.test(name) && !/^[\da-fx]*$/i.test(written) ? anywhere(longestWord(written)) : undefined;
    },
    textNeedles: (text) => anywhere(kind === 'proctitle' || isVaried(name) ? longestWord(text) : text),
    presence: [{ kind: 'text', text: `${name}=` }],
  };
}

/** Of the fields whose kind varies: the later arguments of programs. */
const ONLY_TEXTS = /^(msg|a([4-9]|\d\d).*)$/;
