/**
 * Output that is longer than the screen goes through a pager. Loaded for terminals only.
 *
 *   chunks ── held while they fit the screen ──┬─ longer ──────────────────→ a pipe of our own ─→ $AUDIT_PAGER
 *                                              └─ end, or nothing came for a while ────────────→ the terminal
 *
 * Node's pipes to children keep what a child does not read in memory; a FIFO makes the writer wait instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { helperEnvironment, pagerEnvironment } from '../helper-environment.js';

export interface Screen {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly rows: number;
  readonly columns: number;
  readonly isRoot: boolean;
  /** Writes all to a descriptor. Throws `AuditError`. */
  readonly writeFully: (fd: number, chunk: Buffer) => void;
}

export interface Pager {
  readonly write: (chunk: Buffer) => void;
  /** For standard error; a byte string. */
  readonly err: (text: string) => void;
  /** The user has seen enough. */
  readonly end: () => Promise<void>;
}

const USUAL = 'less -FRX';
const LONGEST_HOLD_MS = 1000;
const STDOUT = 1;
const STDERR = 2;

/** The command; undefined: no pager is wanted, or none can be. */
export function pagerCommand({ env }: Pick<Screen, 'env'>): string | undefined {
  const command = env.AUDIT_PAGER ?? env.PAGER ?? USUAL;
  const isWanted = command.trim() !== '' && command !== 'cat' && env.TERM !== undefined && env.TERM !== 'dumb';
  return isWanted ? command : undefined;
}

export function createPager(command: string, screen: Screen): Pager {
  const { rows, writeFully } = screen;
  let held: Buffer[] = [];
  let lines = 0;
  let isHolding = true;
  let paged: Paged | undefined;
  const later: string[] = [];

  const release = (): void => {
    isHolding = false;
    clearTimeout(timer);
    const chunks = held;
    held = [];
    for (const chunk of chunks) writeFully(paged?.fd ?? STDOUT, chunk);
    if (paged === undefined) sayLater();
  };
  const sayLater = (): void => {
    for (const text of later.splice(0)) writeFully(STDERR, Buffer.from(text, 'latin1'));
  };
  const timer = setTimeout(release, LONGEST_HOLD_MS);
  timer.unref();

  return {
    write: (chunk) => {
      if (!isHolding) return writeFully(paged?.fd ?? STDOUT, chunk);
      held.push(Buffer.from(chunk)); // it is not ours
      lines += screenLines(chunk, screen.columns);
      if (lines < rows) return;
      paged = startPager(command, screen);
      release();
    },
    err: (text) => {
      const isProgress = text.startsWith('\r'); // has no place in a pager
      if (paged === undefined && (isProgress || held.length === 0)) writeFully(STDERR, Buffer.from(text, 'latin1'));
      else if (!isProgress) later.push(text);
    },
    end: async () => {
      if (isHolding) release();
      if (paged === undefined) return;
      closeSync(paged.fd);
      const status = await paged.ended;
      sayLater();
      if (status === 0) return;
      const said = `The pager '${command}' ended with exit status ${status}; --no-pager goes without\n`;
      writeFully(STDERR, Buffer.from(said));
    },
  };
}

interface Paged {
  /** What it reads is written here. */
  readonly fd: number;
  /** Exit status. */
  readonly ended: Promise<number>;
}

/** Undefined where there is no such program, or no place for the pipe. */
function startPager(command: string, { env, isRoot }: Screen): Paged | undefined {
  const own = pagerEnvironment(env, isRoot ? 0 : undefined);
  const [program = ''] = command.trim().split(/\s+/);
  const options = { env: own, stdio: 'ignore' } as const;
  if (spawnSync('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', program], options).status !== 0) return undefined;
  const pipe = openPipe();
  if (pipe === undefined) return undefined;
  const child = spawn('/bin/sh', ['-c', command], { env: own, stdio: [pipe.read, 'inherit', 'inherit'] });
  closeSync(pipe.read);
  // Ctrl-C is for the pager.
  process.on('SIGINT', () => {});
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (status) => resolve(status ?? 0));
    child.once('error', () => resolve(127));
  });
  return { fd: pipe.write, ended };
}

function openPipe(): { readonly read: number; readonly write: number } | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-pager-'));
    const fifo = path.join(folder, 'fifo');
    if (spawnSync('mkfifo', ['-m', '600', fifo], { env: helperEnvironment() }).status !== 0) return undefined;
    // Both ends at once, so that neither open waits for the other.
    const both = openSync(fifo, constants.O_RDWR);
    const pipe = { read: openSync(fifo, constants.O_RDONLY), write: openSync(fifo, constants.O_WRONLY) };
    closeSync(both);
    return pipe;
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines on the screen: long ones take several. */
function screenLines(chunk: Buffer, columns: number): number {
  let lines = 0;
  for (let at = 0; at < chunk.length; ) {
    const end = chunk.indexOf(0x0a, at);
    const next = end < 0 ? chunk.length : end + 1;
    lines += Math.max(1, Math.ceil((next - at - 1) / columns));
    at = next;
  }
  return lines;
}
