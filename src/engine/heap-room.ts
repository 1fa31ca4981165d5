/**
 * The room that V8 gives to objects, though all that lives for long in one of ours are tables of what the log says again and
 * again, or, of a hostile log, once.
 *
 * That for new ones grows to 32 MB in a long run, and stays in memory. A room of 2 MB takes as much processor time: 256 MB as
 * json .88 of it, as -i .93, as ecs 1.08, each 25 MB smaller (-i 11). That for old ones grows to four times of what was alive
 * when last counted; with half as much again for room 300,000 keys, each once, take 138 MB instead of 203 on one processor and
 * 189 instead of 267 with a worker, for as much processor time (json, -i, -l, -x --summary -i of 128 MB: .90 to 1.03 of it).
 */
import { setFlagsFromString } from 'node:v8';

/** V8's flags, as they are usually (0: as V8 thinks best) and here. */
const flags = {
  'semi-space-growth-factor': { usual: 2, small: 1 },
  'heap-growing-percent': { usual: 0, small: 50 },
} as const;
/** Of inputs whose size is known, and of what has been read of others: in a shorter run they do not grow by much. */
const LARGE = 48 << 20;
const LONG = 8 << 20;

let isKept = false;

/** To be called at the start and while reading. `total`: bytes of all inputs; 0 when that is not known. */
export function keepHeapSmall(total: number, read: number): void {
  if (isKept || !(total > LARGE || (total === 0 && read > LONG))) return;
  isKept = true;
  setFlags('small');
  // V8 refuses a code cache that was made under other flags, and one may be made at the exit (cli/code-cache.ts).
  process.prependOnceListener('exit', () => setFlags('usual'));
}

/**
 * To be called before workers begin or end, and when they have begun. V8 refuses them a code cache that was made under other flags,
 * and takes a growth factor of one for a mistake when it makes another heap: it is two from then on, for this one, too.
 */
export function heapAsUsual(): void {
  if (isKept) setFlags('usual');
}

export function heapSmallAgain(): void {
  if (isKept) setFlags('small');
}

function setFlags(which: 'usual' | 'small'): void {
  for (const [name, value] of Object.entries(flags)) setFlagsFromString(`--${name}=${value[which]}`);
}
