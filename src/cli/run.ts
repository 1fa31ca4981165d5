/** Runs a program in a process: descriptors and arguments in, exit status out. The only place that ends the process. */
import { fstatSync, writeSync } from 'node:fs';
import { Out } from '../bytes/out.js';
import { toBytes } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import type { Io, Main } from './io.js';
import type { Pager } from './pager.js';

/** Major number 1, minor 3 (Linux Documentation/admin-guide/devices.txt). */
const NULL_DEVICE = 0x103;

/** `load` fetches the program. */
export async function run(load: () => Promise<{ readonly main: Main }>): Promise<void> {
  const argv = process.argv.slice(2).map(toBytes);
  const { io, close } = processIo();
  const status = await statusOf(async () => (await load()).main(argv, io), io);
  await close();
  process.exit(status);
}

async function statusOf(program: () => Promise<number>, io: Io): Promise<number> {
  let status: number;
  try {
    status = await program();
  } catch (error) {
    status = await report(error, io);
  }
  try {
    io.out.flush();
  } catch (error) {
    return report(error, io);
  }
  return status;
}

/** One clear line for every error; a reader that went away (`| head`) is a quiet, normal end. */
async function report(error: unknown, io: Io): Promise<number> {
  if (error instanceof AuditError) {
    if (error.code === 'closed-pipe') return 0;
    if (error.message !== '') io.err(error.message + (error.endLine ? '\n' : ''));
    return error.exitStatus;
  }
  io.err(`Internal error: ${toBytes(await unexpected(error, io))}\n`);
  return 1;
}

/** What a report of it needs: the place in the sources, with `TS_AUDIT_DEBUG` the whole way there. */
async function unexpected(error: unknown, { env }: Io): Promise<string> {
  if (!(error instanceof Error)) return String(error);
  const { innermostPlace, readableStack } = await import('./stack.js');
  const stack = error.stack ?? '';
  if (env.TS_AUDIT_DEBUG) return readableStack(stack);
  const place = innermostPlace(stack);
  return `${error.message}${place === undefined ? '' : ` (${place}; TS_AUDIT_DEBUG=1 tells more)`}`;
}

/** `close` waits for a pager that is still open. */
function processIo(): { readonly io: Io; readonly close: () => Promise<void> } {
  let pager: Pager | undefined;
  const shown = terminal();
  const io: Io = {
    out: new Out((chunk) => (pager ? pager.write(chunk) : writeFully(1, chunk))),
    err: (text) => {
      try {
        if (shown.out) io.out.flush(); // both are read on one screen, in this order
        if (pager) pager.err(text);
        else writeFully(2, Buffer.from(text, 'latin1'));
      } catch {
        // Nobody can be told that standard error is gone.
      }
    },
    env: process.env,
    stdin: 0,
    terminal: shown,
    ...(shown.out && {
      page: async () => {
        pager ??= await pagerFor(shown.columns);
      },
    }),
  };
  return { io, close: async () => pager?.end().catch(() => {}) };
}

async function pagerFor(columns: number): Promise<Pager | undefined> {
  const { createPager, pagerCommand } = await import('./pager.js');
  const command = pagerCommand(process);
  const rows = process.stdout.rows || 24; // a serial console may say 0
  const isRoot = process.geteuid?.() === 0;
  return command === undefined
    ? undefined
    : createPager(command, { env: process.env, rows, columns, isRoot, writeFully });
}

/** Node's streams take longer to load than a small log to search, so they are only asked about what may be a terminal. */
function terminal(): Io['terminal'] {
  const out = isCharacterDevice(1) && process.stdout.isTTY === true;
  return {
    out,
    err: isCharacterDevice(2) && process.stderr.isTTY === true,
    columns: (out && process.stdout.columns) || 80, // a serial console may say 0
  };
}

/** The null device excepted. */
function isCharacterDevice(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isCharacterDevice() && stat.rdev !== NULL_DEVICE;
  } catch {
    return false; // closed
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of `bytes`, waiting when a non-blocking reader is slow. */
function writeFully(fd: number, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 1);
      else if (code === 'EPIPE') throw new AuditError('closed-pipe', '');
      else throw new AuditError('output', `Error writing output (${String(code)})`, { cause: error });
    }
  }
}
