import type { Out } from '../bytes/out.js';

/** Everything a program touches besides files: given by `cli/run.ts`, faked by tests. Texts are byte strings. */
export interface Io {
  readonly out: Out;
  /** Writes to standard error at once. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Descriptor of standard input. */
  readonly stdin: number;
  readonly terminal: { readonly out: boolean; readonly err: boolean; readonly columns: number };
}

/** A program: arguments as byte strings, without interpreter and script. The result is the exit status. */
export type Main = (argv: readonly string[], io: Io) => Promise<number>;
