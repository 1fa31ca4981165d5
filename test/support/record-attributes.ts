/**
 * `npx tsx test/support/record-attributes.ts [draw]`: writes what the extractor tells of the events in `fixtures/attributes.jsonl.gz`, after
 * an attribute was added, say; `draw` draws other events, of all classes of records, whole and damaged, and keeps some of each sort. Look at the
 * difference before it is committed: what is right was settled beside the original (`npm run fuzz -- reference`), here it is only kept.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Group } from '../../src/attributes/extractor.js';
import * as tables from '../../src/tables/generated/tables.js';
import { rows } from '../../src/tables/lookup.js';
import { type Asked, ATTRIBUTES_FILE, groups, recordedEvents, type Told, told } from '../attributes/told.js';
import { mutated } from '../fuzz/mutate.js';
import { type Random, randomOf } from '../fuzz/random.js';
import { logPieces } from '../fuzz/seeds.js';

const DRAWS = 60_000;
/** Of one sort. */
const KEPT = 2;
const LONGEST = 1200;
const SEED = 20_261_127;

const NUMBERS = [
  '12',
  '0',
  '1',
  '4294967295',
  '4294967296',
  '99999999999999999999999',
  '-13',
  '-9223372036854775808',
  'x',
  '',
  '7f',
];
const TEXTS = [
  ...[
    '"cat"',
    '"',
    '""',
    '636174',
    '6361740',
    '63617',
    '(null)',
    '(none)',
    '"a b"',
    'cat',
    './x',
    '"../x"',
    '"./x"',
    '".x"',
    '/x',
  ],
  ...[
    '00636174',
    '6B31016B32',
    '016B31',
    '"k1\x01k2"',
    '',
    '?',
    '6',
    'zz',
    '2F',
    "u:r'",
    'a,b',
    'o:r)',
    'DENIED',
    '"DENIED"',
  ],
];
const RESULTS = [
  'yes',
  'no',
  '1',
  '0',
  "success'",
  "failed'",
  'failed',
  'success)',
  'Failed)',
  'failed)',
  "1'",
  '(null)',
];
const ADDRESSES = [
  ...[
    '020000500A0000010000000000000000',
    '01002F746D702F6120620000',
    '01000063617400',
    '0100',
    '010061',
    '01',
    '0',
    '(null)',
    '(',
  ],
  ...[
    '0A0000500000000020010DB800000000000000000000000100000000',
    '0A00005000000000FE80000000000000000000000000000107000000',
  ],
  ...['0A00005000000000', '02000050', '100000000000', '01000000', '0100610', '', '100'],
];
const ENDS = [' ', ' ', ' ', ' ', ' ', ' ', '', ',', ')', "'", ' a', ' s', "'"];

const classes = [...new Set(rows(tables.recordTypes).map((row) => row.search_class))];
const typesOf = (className: tables.RecordClass): readonly string[] =>
  rows(tables.recordTypes).flatMap((row) => (row.search_class === className ? [row.name] : []));

/** The fields that a class is read by, in their order, with values of all kinds. */
function fieldsOf(className: tables.RecordClass, random: Random): string {
  const steps = rows(tables.searchExtraction).filter(
    (row) => row.class === className || (className !== 'task' && row.class === 'task' && random.oneIn(2)),
  );
  const fields = steps
    .filter(() => !random.oneIn(9))
    .map((row) => {
      const token = random.pick(row.token.replaceAll('<sp>', ' ').replace(/ \(.*/, '').split('|'));
      return `${token.replace(/^-$/, '')}${valueFor(row, random)}${random.pick(ENDS)}`;
    });
  if (random.oneIn(6))
    fields.splice(
      random.int(fields.length + 1),
      0,
      random.pick(['auid=7 ', 'key="k" ', 'name="/n" ', 'avc:  denied  { a b } for ']),
    );
  return fields.join('');
}

function valueFor({ token, value, stores }: tables.SearchExtractionRow, random: Random): string {
  if (token === 'saddr=') return random.pick(ADDRESSES);
  if (token.startsWith('avc:'))
    return random.pick([' denied  { read } for ', ' granted  { a b}', ' denied {   } x', ' denied { x', '{}', '']);
  if (/res|success/.test(token) || stores === 'success') return random.pick(RESULTS);
  return random.pick(/num|int|hex/.test(value) ? NUMBERS : [...TEXTS, ...NUMBERS.slice(0, 3)]);
}

function line(random: Random, pieces: readonly string[]): string {
  if (random.oneIn(3)) {
    const lines = random.pick(pieces).split('\n');
    return mutated(random.pick(lines), random, pieces).replaceAll('\n', ' ');
  }
  const className = random.pick(classes);
  const type = random.pick(typesOf(className));
  const text = `type=${random.oneIn(30) ? 'UNKNOWN[1499]' : type} msg=audit(1700000000.001:7): ${fieldsOf(className, random)}`;
  return random.oneIn(8) ? mutated(text, random, pieces).replaceAll('\n', ' ') : text;
}

function asked(random: Random, pieces: readonly string[]): Asked {
  const lines = Array.from({ length: random.oneIn(3) ? 2 : 1 }, () => line(random, pieces));
  const some = (): readonly Group[] => groups.filter(() => random.oneIn(4));
  const wanted = random.oneIn(2)
    ? groups
    : random.oneIn(2)
      ? some()
      : groups.filter((_, i) => i === random.int(groups.length));
  return { lines, wanted, malformed: random.oneIn(4) ? 'skip' : 'keep', debug: random.oneIn(3) };
}

/** Events are of one sort when the last record is of the same class and was read as far for as many questions. */
function sortOf({ lines, wanted, malformed }: Asked, { attributes, said, texts }: Told): string {
  const type = /type=(\S*)/.exec(lines.at(-1) ?? '')?.[1] ?? '';
  const className = rows(tables.recordTypes).find((row) => row.name === type)?.search_class ?? 'unknown';
  const rc = /rc"?[=:]\d+/.exec(said + JSON.stringify(attributes?.malformed ?? ''))?.[0];
  return [className, rc, malformed, Math.min(wanted.length, 2), JSON.stringify(texts).length > 2].join();
}

function drawn(): readonly Asked[] {
  const random = randomOf(SEED);
  const pieces = logPieces();
  const counts = new Map<string, number>();
  return Array.from({ length: DRAWS }, () => asked(random, pieces)).filter((event) => {
    const sort = sortOf(event, told(event));
    const count = counts.get(sort) ?? 0;
    counts.set(sort, count + 1);
    return count < KEPT && event.lines.join('').length < LONGEST;
  });
}

const events = process.argv[2] === 'draw' ? drawn() : recordedEvents();
const rowsOfEvents = events.map(({ lines, wanted, malformed, debug }) => {
  const event = { lines, wanted, malformed, debug };
  return `${JSON.stringify({ ...event, tells: told(event) })}\n`;
});
writeFileSync(ATTRIBUTES_FILE, gzipSync(rowsOfEvents.join(''), { level: 9 }));
console.log(`${events.length} events`);
