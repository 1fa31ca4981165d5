/** The most memory that a program took: what the machine gave at most, all threads together. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const BIN = path.resolve(import.meta.dirname, '../../bin');
const MEASURE = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' kB'));`;

export interface Peak {
  readonly megabytes: number;
  /** Of wall time. */
  readonly seconds: number;
  readonly status: number | null;
  readonly stderr: string;
}

export interface PeakOptions {
  /** What comes through a pipe. */
  readonly stdin?: Iterable<Buffer>;
  /** Gets the output piece by piece. */
  readonly shown?: (piece: Buffer) => void;
  /** As many as the program is to believe in, which starts threads by them. */
  readonly processors?: number | undefined;
}

/** Runs one of the programs. */
export async function peakOf(
  program: string,
  argv: readonly string[],
  { stdin, shown, processors }: PeakOptions = {},
): Promise<Peak> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-peak-'));
  const file = path.join(folder, 'measure.cjs');
  const machine = processors === undefined ? '' : `require('node:os').availableParallelism = () => ${processors};\n`;
  writeFileSync(file, `${machine}if (require('node:worker_threads').isMainThread) ${MEASURE}`);
  const begun = performance.now();
  // What node calls a pipe is a socket, which is no log to the programs.
  const piped = ['sh', '-c', 'cat | exec "$@"', 'sh', process.execPath];
  const [command = '', ...words] = stdin ? piped : [process.execPath];
  const child = spawn(command, [...words, '--require', file, path.join(BIN, program), ...argv]);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let stderr = '';
  child.stderr.setEncoding('latin1').on('data', (piece: string) => {
    stderr += piece;
  });
  child.stdout.on('data', (piece: Buffer) => shown?.(piece));
  // A program that has seen enough closes the pipe.
  await pipeline(Readable.from(stdin ?? []), child.stdin).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const status = await ended;
  rmSync(folder, { recursive: true });
  const megabytes = Number(/peak (\d+) kB/.exec(stderr)?.[1]) / 1024;
  return { megabytes, seconds: (performance.now() - begun) / 1000, status, stderr };
}
