/** What a long scan tells on standard error: a line that renews itself on a terminal, and `--stats` at the end. */
import { type Source, totalSize } from '../input/source.js';
import type { ScanCounts } from '../log/assemble/assembler-options.js';
import type { Io } from './io.js';

const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;

export interface Progress {
  /** `bytes` have been read so far. */
  readonly update: (bytes: number) => void;
  readonly clear: () => void;
}

export function showProgress(sources: readonly Source[], io: Io): Progress {
  const total = totalSize(sources);
  const started = performance.now();
  let next = started + FIRST_AFTER_MS;
  let shown = false;
  return {
    update: (bytes) => {
      const now = performance.now();
      if (now < next) return;
      next = now + EVERY_MS;
      shown = true;
      const speed = bytes / 1e6 / ((now - started) / 1000);
      const part = total > 0 ? ` of ${megabytes(total)}, ${Math.min(100, Math.floor((100 * bytes) / total))} %` : '';
      io.err(`\r\x1b[K${megabytes(bytes)}${part}, ${speed.toFixed(0)} MB/s`);
    },
    clear: () => {
      if (shown) io.err('\r\x1b[K');
    },
  };
}

export interface ScanSize {
  readonly bytes: number;
  readonly events: number;
  readonly passedOver: number;
  readonly counts: ScanCounts;
}

/** `matched` is undefined for reports, which look at every event. */
export function statsLine(files: number, size: ScanSize, matched: number | undefined, seconds: number): string {
  const { bytes, events, passedOver, counts } = size;
  return (
    `${files} ${files === 1 ? 'file' : 'files'}, ${megabytes(bytes)}, ${counts.lines} lines (${counts.rejected} malformed), ` +
    `${passedOver > 0 ? `${passedOver} other lines, ` : ''}` +
    `${events} events, ${matched === undefined ? '' : `${matched} matched, `}${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s\n`
  );
}

/** Said when memory did not allow to wait for the end of every event; undefined when it did. */
export function forcedLine({ forced }: ScanCounts): string | undefined {
  if (forced === 0) return undefined;
  const events = forced === 1 ? '1 event was' : `${forced} events were`;
  return `${events} shown before the end: too many lines of unfinished events had to be held at once\n`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
