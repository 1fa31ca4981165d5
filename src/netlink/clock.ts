/**
 * Milliseconds of a clock that never goes back. `performance.now()` would first load node's module for measuring, which is
 * a millisecond of every run that asks the kernel something.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1_000_000;
}
