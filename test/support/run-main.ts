/** Runs a program inside the test, with descriptors that are strings. */
import { Out } from '../../src/bytes/out.js';
import type { Io, Main } from '../../src/cli/io.js';
import { AuditError } from '../../src/errors.js';

/** Texts are byte strings. */
export interface MainResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MainSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: Partial<Io['terminal']>;
}

/** Errors become their line and exit status, as `cli/run.ts` makes of them. */
export async function runMain(
  main: Main,
  argv: readonly string[],
  { env = {}, terminal = {} }: MainSurroundings = {},
): Promise<MainResult> {
  let stdout = '';
  let stderr = '';
  const out = new Out((chunk) => {
    stdout += chunk.toString('latin1');
  });
  const io: Io = {
    out,
    err: (text) => {
      stderr += text;
    },
    env: { LC_ALL: 'C', TZ: 'UTC', ...env },
    stdin: -1,
    terminal: { out: false, err: false, columns: 80, ...terminal },
  };
  let status: number;
  try {
    status = await main(argv, io);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    io.err(error.message + (error.endLine ? '\n' : ''));
    status = error.exitStatus;
  }
  out.flush();
  return { status, stdout, stderr };
}
