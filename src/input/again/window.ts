/**
 * Which part of a large log can hold a span of time, so that `-ts recent --trust-order` on 100 GB reads megabytes. Stamps are
 * sampled over the whole file; nothing is left out unless they rise all the way, and a margin covers the small disorder of
 * busy hosts. A clock that was set back and caught up between two samples cannot be seen, which is why this is only done
 * when asked for.
 */
import { fstatSync, readSync } from 'node:fs';

/** Smaller files are read whole: that takes no longer than a few samples. */
const SMALLEST = 16 << 20;
const STEP = 1 << 20;
const MOST_SAMPLES = 1024;
/** More than the longest line, so there is a whole one in it. */
const SAMPLE = 20_000;
/** Seconds by which neighbouring records may be out of order. */
const MARGIN = 120;

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Which part of a plain file, open as `fd`, to read; undefined: all of it. */
export type PartOf = (fd: number) => Window | undefined;

/** For logs whose stamps rise: the part that can hold the seconds from `start` to `end`; 0 or undefined: no limit. */
export function partByTime(span: { readonly start?: number | undefined; readonly end?: number | undefined }): PartOf {
  return (fd) => windowOf(fd, span.start || undefined, span.end || undefined);
}

interface Sample {
  /** Where the line begins. */
  readonly offset: number;
  readonly sec: number;
}

/** Offsets of whole lines, or undefined when the whole file must be read. `fd` is an open file; nothing is moved in it. */
export function windowOf(
  fd: number,
  start: number = Number.NEGATIVE_INFINITY,
  end: number = Number.POSITIVE_INFINITY,
): Window | undefined {
  const stats = fstatSync(fd);
  if (!stats.isFile() || stats.size < SMALLEST || (start < 0 && end === Number.POSITIVE_INFINITY)) return undefined;
  const samples = risingSamples(fd, stats.size);
  if (!samples) return undefined;
  const from = samples.findLast(({ sec }: Sample) => sec < start - MARGIN)?.offset ?? 0;
  const to = samples.find(({ sec }: Sample) => sec > end + MARGIN)?.offset ?? Number.POSITIVE_INFINITY;
  return from === 0 && to === Number.POSITIVE_INFINITY ? undefined : { from, to };
}

function risingSamples(fd: number, size: number): readonly Sample[] | undefined {
  const step = Math.max(STEP, Math.ceil(size / MOST_SAMPLES));
  const samples: Sample[] = [];
  for (let at = 0; at < size - SAMPLE; at += step) {
    const sample = sampleAt(fd, at);
    const before = samples.at(-1);
    if (!sample || (before && sample.sec < before.sec - MARGIN / 2)) return undefined;
    samples.push(sample);
  }
  return samples;
}

const space = Buffer.allocUnsafe(SAMPLE);

/** The first whole line from `at` on that has a stamp. */
function sampleAt(fd: number, at: number): Sample | undefined {
  const text = space.toString('latin1', 0, readSync(fd, space, 0, SAMPLE, at));
  const start = at === 0 ? 0 : text.indexOf('\n') + 1;
  const found = /^(?:node=\S+ )?type=\S+ msg=audit\((\d{1,10})\.\d+:\d+\)/m.exec(text.slice(start));
  return found ? { offset: at + start + found.index, sec: Number(found[1]) } : undefined;
}
