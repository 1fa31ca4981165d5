/** Rules and commands on standard input. They are read whole before anything is done with them. */
import { fstatSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import { endingSignals } from '../../control/reload/held-signals.js';
import { AuditError } from '../../errors.js';
import { systemCode, systemReason } from '../../tables/reason.js';

const CHUNK = 65536;
const AGAIN_MS = 10;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** The rest of a descriptor as a byte string. Throws `AuditError` ('input'). */
export function readInput(fd: number): string {
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(CHUNK);
  for (;;) {
    try {
      const length = readSync(fd, buffer, 0, CHUNK, null);
      if (length === 0) return Buffer.concat(chunks).toString('latin1');
      chunks.push(Buffer.from(buffer.subarray(0, length)));
    } catch (error) {
      // Another program has left the pipe or terminal in a state where reading does not wait.
      if (systemCode(error) !== 'EAGAIN') throw unreadable(error);
      Atomics.wait(pause, 0, 0, AGAIN_MS);
    }
  }
}

/** The same where a signal may come before the end; it says then that nothing was done. Throws `AuditError`. */
export async function readInputUnlessStopped(fd: number): Promise<string> {
  if (fd !== 0 || !mayKeepWaiting(fd)) return readInput(fd);
  let stop: (signal: NodeJS.Signals) => void = () => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = (signal) => reject(stoppedBy(signal));
  });
  for (const signal of endingSignals) process.on(signal, stop);
  try {
    return await Promise.race([wholeStream(process.stdin), stopped]);
  } finally {
    for (const signal of endingSignals) process.off(signal, stop);
  }
}

function mayKeepWaiting(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() || stat.isCharacterDevice();
}

async function wholeStream(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  } catch (error) {
    throw unreadable(error);
  }
  return Buffer.concat(chunks).toString('latin1');
}

function unreadable(error: unknown): AuditError {
  return new AuditError('input', `Standard input cannot be read (${systemReason(error)})`, { cause: error });
}

function stoppedBy(signal: NodeJS.Signals): AuditError {
  return new AuditError('rule', `${signal} came before standard input ended: nothing of it was done`, {
    exitStatus: 128 + constants.signals[signal],
  });
}
