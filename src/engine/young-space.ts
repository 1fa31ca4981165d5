/**
 * The room that V8 gives to new objects. It grows to 32 MB in a long run, and stays in memory, though all that lives for long in
 * one of ours are tables of what the log says again and again. A room of 2 MB takes as much processor time: 256 MB as json .88
 * of it, as -i .93, as ecs 1.08, each 25 MB smaller (-i 11).
 */
import { setFlagsFromString } from 'node:v8';

/** V8's own number of times by which the room grows, and the one that keeps it as it is. */
const GROWTH = { usual: 2, none: 1 } as const;
/** Of inputs whose size is known, and of what has been read of others: in a shorter run it does not grow by much. */
const LARGE = 48 << 20;
const LONG = 8 << 20;

let isKept = false;

/** To be called at the start and while reading. `total`: bytes of all inputs; 0 when that is not known. */
export function keepYoungSpace(total: number, read: number): void {
  if (isKept || !(total > LARGE || (total === 0 && read > LONG))) return;
  isKept = true;
  setFlagsFromString(`--semi-space-growth-factor=${GROWTH.none}`);
  // V8 refuses a code cache that was made under other flags, and one may be made at the exit (cli/code-cache.ts).
  process.prependOnceListener('exit', () => setFlagsFromString(`--semi-space-growth-factor=${GROWTH.usual}`));
}
