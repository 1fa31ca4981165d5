/** One log to read. `path` is a byte string, as messages show it. */
export interface Input {
  readonly kind: 'file' | 'pipe';
  readonly path: string;
}
