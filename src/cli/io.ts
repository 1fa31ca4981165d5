import type { Out } from '../bytes/out.js';
import type { ColourChoice } from './colour.js';

/** Everything a program touches besides files: given by `cli/run.ts`, faked by tests. Texts are byte strings. */
export interface Io {
  readonly out: Out;
  /** Writes to standard error at once. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Descriptor of standard input. */
  readonly stdin: number;
  readonly terminal: { readonly out: boolean; readonly err: boolean; readonly columns: number };
  /** Output that is longer than the screen goes through a pager from here on. There where a terminal shows it. */
  readonly page?: () => Promise<void>;
  /** What was asked for. */
  readonly screen?: ScreenChoice;
}

export interface ScreenChoice {
  readonly colour: ColourChoice;
  /** Tables may be wider than the window. */
  readonly wide: boolean;
}

/** A program: arguments as byte strings, without interpreter and script. The result is the exit status. */
export type Main = (argv: readonly string[], io: Io) => Promise<number>;
