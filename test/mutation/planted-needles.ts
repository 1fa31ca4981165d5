/**
 * `npx tsx test/mutation/planted-needles.ts [CRITERION]`: plants wrong needles of each kind in each criterion, one at a time, and tells
 * after how many draws of the property of `test/query/needles.test.ts` it is found. One that is not found within a minute makes the
 * exit status 1: the drawing is too tame.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Needle, NeedleGroup } from '../../src/log/scan/needle.js';
import { criteria, criterionNames } from '../../src/query/criteria/list.js';
import type { LeafName } from '../../src/query/criterion.js';
import { needlesOf } from '../../src/query/needles.js';
import { found } from '../query/found.js';
import { accounts, query, search } from '../query/needle-draw.js';

const SEED = 20_261_127;
/** Of processor time. */
const MOST_MICROSECONDS = 60e6;
const DRAWS = 100;
/** Queries among which the mistake must be possible at least once. */
const SAMPLE = 2000;

/** Undefined: this kind of mistake cannot be made here. */
type Plant = (group: NeedleGroup | undefined, value: unknown) => NeedleGroup | undefined;

const changed = (group: NeedleGroup | undefined, change: (needle: Needle) => Needle): NeedleGroup | undefined =>
  group && group.length > 0 ? group.map(change) : undefined;

const plants: Readonly<Record<string, Plant>> = {
  'a byte more': (group) =>
    changed(group, (needle) => {
      if ('text' in needle) return { ...needle, text: `${needle.text}0` };
      return 'value' in needle ? { ...needle, value: `${needle.value}0` } : needle;
    }),
  'another prefix': (group) =>
    group?.some((needle) => 'value' in needle)
      ? changed(group, (needle) => ('value' in needle ? { ...needle, prefix: `x${needle.prefix}` } : needle))
      : undefined,
  'the first missing': (group) => (group && group.length > 1 ? group.slice(1) : undefined),
  'the last missing': (group) => (group && group.length > 1 ? group.slice(0, -1) : undefined),
  'where there is none': (group, value) => {
    const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : value;
    return group === undefined && /^(string|number)$/.test(typeof text) && text !== ''
      ? [{ kind: 'text', text: String(text) }]
      : undefined;
  },
};

/** In pieces: lines of a node that no piece before had are looked at whatever they hold. */
const isSame = fc.asyncProperty(search, fc.integer({ min: 30, max: 5000 }), async ({ lines, query: asked }, piece) => {
  const log = Buffer.from(lines.join(''), 'latin1');
  assert.deepEqual(await found(log, asked, accounts, true, piece), await found(log, asked, accounts, false, 1 << 20));
});

interface Needled {
  needles: (value: unknown) => NeedleGroup | undefined;
}

interface Draws {
  readonly draws: number;
  readonly isFound: boolean;
}

/** Draws until the mistake shows; undefined: it cannot be made with any value that is drawn. */
async function drawsUntilFound(name: LeafName, plant: Plant): Promise<Draws | undefined> {
  const criterion = criteria[name] as unknown as Needled;
  const right = criterion.needles;
  let made = 0;
  criterion.needles = (value) => {
    const group = right(value);
    const wrong = plant(group, value);
    if (wrong) made++;
    return wrong ?? group;
  };
  try {
    for (const asked of fc.sample(query, { numRuns: SAMPLE, seed: SEED })) needlesOf(asked);
    if (made === 0) return undefined;
    const started = process.cpuUsage();
    for (let draws = 0; ; draws += DRAWS) {
      const { failed, numRuns } = await fc.check(isSame, { numRuns: DRAWS, seed: SEED + draws, endOnFailure: true });
      if (failed) return { draws: draws + numRuns, isFound: true };
      const { user, system } = process.cpuUsage(started);
      if (user + system > MOST_MICROSECONDS) return { draws: draws + DRAWS, isFound: false };
    }
  } finally {
    criterion.needles = right;
  }
}

const [, , wanted] = process.argv;
// The serial stands in every header, so no needle of it is wrong.
for (const name of criterionNames.filter((one) => one !== 'serial' && (wanted === undefined || one === wanted))) {
  for (const [kind, plant] of Object.entries(plants)) {
    const result = await drawsUntilFound(name, plant);
    if (!result) continue;
    const { draws, isFound } = result;
    console.log(
      `${name.padEnd(10)} ${kind.padEnd(20)} ${isFound ? `found after ${draws} draws` : `NOT FOUND in ${draws}`}`,
    );
    if (!isFound) process.exitCode = 1;
  }
}
