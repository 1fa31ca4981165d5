/** What is legal, or fails with a misleading reason, because a file does not hold what its author sees. */
import { unsigned32 } from '../../bytes/numeric-argument.js';
import { fieldByName } from '../fields.js';
import type { FileLine, Word } from '../file.js';
import { operators } from '../rule.js';

export interface Suspect {
  /** From 1, in bytes. */
  readonly column: number;
  readonly reason: string;
  readonly hint: string;
}

interface Lookalike {
  /** UTF-8, as a byte string. */
  readonly bytes: RegExp;
  readonly name: string;
  readonly hint: string;
}

const QUOTE_HINT = 'quotes are nothing special in rules; write a blank in a word as \\ and blank';
const DASH_HINT = 'options start with a plain hyphen (-)';

/** Characters that word processors and web pages put in the place of plain ones. */
const lookalikes: readonly Lookalike[] = [
  { bytes: /\xef\xbb\xbf/g, name: 'a byte order mark', hint: 'save the file as UTF-8 without BOM' },
  { bytes: /\xc2\xa0/g, name: 'a no-break space', hint: 'it separates no words; write a blank' },
  { bytes: /\xe2\x80[\x80-\x8f\xaf]|\xe3\x80\x80/g, name: 'a space that is no blank', hint: 'write a blank' },
  { bytes: /\xe2\x80[\x90-\x95]|\xe2\x88\x92/g, name: 'a dash that is no hyphen', hint: DASH_HINT },
  { bytes: /\xe2\x80[\x98-\x9f]/g, name: 'a typographic quote', hint: QUOTE_HINT },
];

export function suspectsOf(line: FileLine): readonly Suspect[] {
  return [...bytes(line), ...line.words.flatMap((word, i) => loose(word, line.words[i - 1]))];
}

function bytes({ text, isCut, words }: FileLine): readonly Suspect[] {
  const found: Suspect[] = [];
  const add = (column: number, reason: string, hint: string): void => void found.push({ column, reason, hint });
  if (isCut) add(text.length + 1, 'a NUL byte ends the line here', 'what follows is not read; take the byte out');
  const tab = text.indexOf('\t');
  if (tab >= 0) add(tab + 1, 'a tab is part of the word', 'separate words with blanks');
  if (text.endsWith('\r')) {
    add(text.length, 'a carriage return is part of the last word', 'save the file with Unix line ends');
  }
  if (/\\\r?$/.test(text)) add(text.length, 'a backslash at the end continues nothing', 'write the rule on one line');
  const quoted = words.find((word) => /^["']|["']$/.test(word.text) || /=["']/.test(word.text));
  if (quoted) add(quoted.column, 'a quote is part of the word', 'write a blank in a word as \\ and blank');
  for (const { bytes: pattern, name, hint } of lookalikes) {
    const match = pattern[Symbol.matchAll](text).next().value;
    if (match) add(match.index + 1, `${name} is part of the word`, hint);
  }
  return found;
}

const C_NUMBER = /^[+-]?(?:0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i;
const amounts: ReadonlySet<string> = new Set(['-b', '-r', '--backlog_wait_time']);

/** Numbers that end early, and keys that the original would take apart. */
function loose(word: Word, before: Word | undefined): readonly Suspect[] {
  const suspect = (reason: string, hint: string): readonly Suspect[] => [{ column: word.column, reason, hint }];
  const option = before?.text ?? '';
  if (amounts.has(option) && isLoose(word.text)) return suspect(...readAs(word.text));
  const key = option === '-k' ? word.text : option === '-F' && /^key=/.test(word.text) ? word.text.slice(4) : undefined;
  if (key !== undefined && /[!<>&]=/.test(key)) {
    return suspect('an operator is part of the key', 'auditctl takes the key apart there and refuses the rule');
  }
  if (option === '-S') {
    const call = word.text.split(',').find(isLoose);
    return call === undefined ? [] : suspect(...readAs(call));
  }
  if (option !== '-F') return [];
  const operator = operators.find(({ symbol }) => word.text.includes(symbol))?.symbol;
  if (operator === undefined) return [];
  const [name = '', value = ''] = word.text.split(operator);
  const descriptor = fieldByName(name);
  return descriptor && !descriptor.isText && isLoose(value) ? suspect(...readAs(value)) : [];
}

function isLoose(value: string): boolean {
  return /^[+-]?[0-9]/.test(value) && !C_NUMBER.test(value);
}

function readAs(value: string): readonly [reason: string, hint: string] {
  const unsigned = unsigned32(value.replace(/^-/, '')) ?? 0;
  return [
    `${value} is read as ${value.startsWith('-') ? -unsigned : unsigned}`,
    'a number ends where it stops being one',
  ];
}
