/** What could not be read or not be understood: said in a line each, and what the exit status makes of it. */
import { AuditError } from '../errors.js';
import type { Source } from '../input/source.js';
import type { Main } from './io.js';

/** Exit statuses of `--strict`; without it they are the original's. */
export const STRICT = { usage: 2, input: 3 } as const;

/** Sources that are named one by one. */
const MOST_NAMED = 10;

export class InputTrouble {
  readonly #say: (line: string) => void;
  #unreadable = 0;
  #strange = 0;
  #sources = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** To be told before any of them is read. */
  expect(sources: readonly Source[]): void {
    this.#sources = sources.length;
  }

  /** One of several logs cannot be read. */
  readonly fail = (line: string): void => {
    this.#unreadable++;
    this.#say(line);
  };

  /** See ScanOptions. A log that is the only one and can't even be opened ends the run. */
  readonly failed = (error: AuditError, begun: boolean): void => {
    if (!begun && this.#sources === 1) throw error;
    this.fail(error.message);
  };

  /** See ScanOptions. A line here and there happens; where most are strange, the log is no audit log. */
  readonly understood = (name: string, lines: number, rejected: number): void => {
    if (rejected * 2 <= lines) return;
    this.#strange++;
    if (this.#strange > MOST_NAMED) return;
    const which = rejected === lines ? 'no line' : `${rejected} lines`;
    const what = rejected === lines ? 'is an audit record' : 'are no audit records';
    this.#say(`NOTE - ${which} of ${lines} in ${name} ${what}`);
  };

  /** After everything: `status` is the original's. */
  end(status: number, strict: boolean): number {
    const unnamed = this.#strange - MOST_NAMED;
    if (unnamed > 0) this.#say(`NOTE - nor are most lines in ${unnamed} other logs`);
    if (strict && this.#unreadable + this.#strange > 0) return STRICT.input;
    return this.#unreadable > 0 ? 1 : status;
  }
}

/** With `--strict` an error that ends the run has the exit status of its own. */
export function strictly(run: Main, isStrict: (argv: readonly string[]) => boolean = hasStrict): Main {
  return async (argv, io) => {
    try {
      return await run(argv, io);
    } catch (error) {
      throw isStrict(argv) ? withStrictStatus(error) : error;
    }
  };
}

const hasStrict = (argv: readonly string[]): boolean => argv.includes('--strict');

export function withStrictStatus(error: unknown): unknown {
  if (!(error instanceof AuditError) || (error.code !== 'usage' && error.code !== 'input')) return error;
  const { code, message, cause, endLine } = error;
  return new AuditError(code, message, { cause, endLine, exitStatus: STRICT[code] });
}
