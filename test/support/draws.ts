/**
 * How property tests draw: loaded before every test file (`run.ts`), and by those that say how much. The same examples in every
 * run, so that one that fails can be repeated; `SEED=random` draws others, and a failure tells its seed. `DRAWS=10` draws ten
 * times as much.
 */
import fc from 'fast-check';

const { SEED = '20261127', DRAWS = '1' } = process.env;
const seed = SEED === 'random' ? undefined : Number(SEED);
const times = Number(DRAWS);
if (seed !== undefined && !Number.isInteger(seed)) throw new Error(`SEED=${SEED} is neither a whole number nor random`);
if (!(times > 0)) throw new Error(`DRAWS=${DRAWS} is no number above 0`);

/** Of examples that a property test usually draws. */
export function draws(usual: number): number {
  return Math.ceil(usual * times);
}

/** Of a property test that does not say. */
const USUAL = 100;
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(seed !== undefined && { seed }), numRuns: draws(USUAL) });
