/**
 * How the values of a field compare with what is written in a query, by the kind of the field (`tables/field-kinds.tsv`):
 * names are understood where the kind has them, the log's own first.
 */

import { kindOf, kindOfName } from '../../interpret/kind.js';
import { TRUSTED_APP } from '../../tables/generated/record-type.js';
import type { Kind } from '../../tables/generated/tables.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { anywhere, inField } from '../criteria/text.js';
import { account } from './kinds/account.js';
import { architecture } from './kinds/architecture.js';
import { enumeration } from './kinds/enumeration.js';
import { exitValue } from './kinds/exit-value.js';
import { fileMode } from './kinds/file-mode.js';
import { interpreted } from './kinds/interpreted.js';
import { outcome } from './kinds/outcome.js';
import { systemCall } from './kinds/system-call.js';
import type { ValueKind } from './value-test.js';
import { decimal, digits, hexadecimal, plainText, stringText, titleText, untilNul } from './value-text.js';

const plain: ValueKind = {
  equal: (written) => {
    const number = decimal(written);
    return (raw) => {
      const text = plainText(raw);
      return raw === written || text === written || (number !== undefined && decimal(text) === number);
    };
  },
  someOf: (written) => {
    const texts = new Set(written);
    const numbers = new Set(written.map(decimal).filter((number) => number !== undefined));
    return (raw) => {
      const text = plainText(raw);
      const number = decimal(text);
      return texts.has(raw) || texts.has(text) || (number !== undefined && numbers.has(number));
    };
  },
  text: plainText,
  isUnsure: true,
  number: (text) => decimal(plainText(text)),
  needles: (written, field) => {
    const number = decimal(written);
    if (number !== undefined) return [{ kind: 'signed', prefix: `${field}=`, value: String(number) }];
    const [, encoded] = anywhere(written);
    const starts = ['', '"', "'"].map((quote) => ({ kind: 'text', text: `${field}=${quote}${written}` }) as const);
    return encoded ? [...starts, encoded] : starts;
  },
};

const string: ValueKind = {
  equal: (written) => (raw) => {
    const text = stringText(raw);
    return text === written || raw === written || untilNul(text) === written;
  },
  someOf: (written) => {
    const texts = new Set(written);
    return (raw) => {
      const text = stringText(raw);
      return texts.has(text) || texts.has(raw) || texts.has(untilNul(text));
    };
  },
  text: stringText,
  needles: (written, field) => inField(`${field}=`, written),
};

/** Several keys of one record are separated by the byte 1. */
const keys: ValueKind = {
  text: stringText,
  needles: string.needles,
  equal: (written) => (raw) => raw === written || stringText(raw).split('\x01').includes(written),
};

const title: ValueKind = {
  equal: (written) => (raw) => titleText(raw) === written || raw === written,
  text: titleText,
  needles: (written) => anywhere(longestWord(written)),
};

/** Blanks may be NULs. */
export function longestWord(text: string): string {
  return text.split(' ').reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

/** Numbers that are logged in hexadecimal digits without a prefix. */
const register: ValueKind = {
  equal: (written, field, surroundings) => {
    const number = hexadecimal(written);
    if (number === undefined) return interpreted.equal(written, field, surroundings);
    return (raw) => raw === written || hexadecimal(raw) === number;
  },
  text: digits,
  number: hexadecimal,
  needles: () => undefined,
};

/** Capabilities as bits; one of them by its name. */
const capabilities: ValueKind = {
  ...register,
  equal: (written, field, surroundings) => {
    const bit = valueTable(tables.capabilities).value(written.replace(/^cap_/i, ''));
    if (bit === undefined) return register.equal(written, field, surroundings);
    return (raw) => (((hexadecimal(raw) ?? 0n) >> BigInt(bit)) & 1n) === 1n;
  },
};

const kinds: { readonly [K in Kind]?: ValueKind } = {
  raw: plain,
  'mac-label': plain,
  addr: plain,
  uid: account('user'),
  gid: account('group'),
  syscall: systemCall,
  arch: architecture,
  exit: exitValue,
  errno: exitValue,
  escaped: string,
  'escaped-file': string,
  'escaped-key': keys,
  'tty-data': string,
  proctitle: title,
  mode: fileMode,
  'mode-short': fileMode,
  success: outcome,
  signal: enumeration(tables.signals, 'signal', 'SIG'),
  capability: enumeration(tables.capabilities, 'capability', 'cap_'),
  session: enumeration(undefined, 'session', ''),
  'cap-bitmap': capabilities,
  'syscall-arg0': register,
  'syscall-arg1': register,
  'syscall-arg2': register,
  'syscall-arg3': register,
};

export function valueKind(kind: Kind): ValueKind {
  return kinds[kind] ?? interpreted;
}

/** Names whose kind depends on the record type or on the value. */
const VARIED = /^(a\d.*|saddr|msg|mode|fp|id)$/;

/** The kind of a value in a record. */
export function kindIn(field: string, type: number, raw: string): Kind {
  if (field === 'acct') return 'escaped';
  // Whatever a trusted program logs: what can be a number is one here.
  return type === TRUSTED_APP ? usualKind(field) : kindOf(field, type, raw);
}

/** The kind that a name has in most records. */
export function usualKind(field: string): Kind {
  return kindOfName(field) ?? 'raw';
}

export function isVaried(field: string): boolean {
  return VARIED.test(field);
}
