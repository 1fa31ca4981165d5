/** Programs of the system that unpack or fetch logs. */
import { helperEnvironment } from '../../helper-environment.js';

export interface HelperEnd {
  /** Why it failed, in a few words; undefined if it did not. */
  readonly problem: string | undefined;
  /** Lines that it wrote to standard error; a byte string. */
  readonly said: readonly string[];
}

export interface HelperRun {
  readonly input?: AsyncGenerator<Buffer>;
  /** What the program is needed for: `to unpack it`. */
  readonly purpose: string;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** What a program writes, chunk by chunk. One that the reader leaves early is ended. */
export async function* helperOutput(
  program: string,
  words: readonly string[],
  { input, purpose, signal }: HelperRun,
): AsyncGenerator<Buffer, HelperEnd, undefined> {
  const { execa } = await import('execa');
  const child = execa(program, words, {
    env: helperEnvironment(),
    stdin: input ?? 'ignore',
    ...(signal && { cancelSignal: signal }),
    encoding: 'buffer',
    buffer: { stdout: false },
    reject: false,
  });
  try {
    for await (const chunk of child.stdout) yield chunk;
    const { failed, code, stderr, originalMessage } = await child;
    const said = Buffer.from(stderr)
      .toString('latin1')
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (!failed) return { problem: undefined, said };
    if (code === 'ENOENT') return { problem: `${program} is needed ${purpose}, but not installed`, said };
    return { problem: said[0]?.trim() || (originalMessage ?? 'it failed'), said };
  } finally {
    child.kill(); // still running if the reader stopped early
    await child;
  }
}
