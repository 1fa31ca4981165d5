/**
 * Events of logs that there are too many of to stand open side by side: each is read before its turn, one after the
 * other, and what a merge will want of it waits in one file without a name.
 *
 *   | length, batch | length, batch | … | length, batch | …
 *   └──────── one lane ────────────────┘└── the next ──
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { AuditError } from '../errors.js';
import type { Source } from '../input/source.js';
import type { Batch } from '../log/batch.js';
import { EVENT } from '../log/batch-layout.js';
import { appendEvent, closedBatch, emptyBatch } from '../log/open-batch.js';
import type { Stamp } from '../log/stamp.js';
import { systemReason } from '../tables/reason.js';
import { Lane } from './lane.js';
import { scan } from './scan.js';
import type { ScanOptions, ScanResult } from './scan-options.js';

/** Where files live that may be large: /tmp often is memory. */
const LARGE_TEMPORARY = '/var/tmp';
const LENGTH = 4;
/** Bytes of all batches that wait in memory, and of one at least and at most. */
const WAITING = 64 << 20;
const LEAST_BLOCK = 1 << 13;
const MOST_BLOCK = 1 << 18;

interface Spilled {
  readonly batch: Batch;
  /** See `ScanOptions.batch`. */
  readonly behind: Stamp | undefined;
}

/** Bytes of a batch, where so many lanes may wait. */
export function blockSize(lanes: number): number {
  return Math.max(LEAST_BLOCK, Math.min(MOST_BLOCK, Math.floor(WAITING / lanes)));
}

export class Spill {
  readonly #fd: number;
  /** Bytes of a batch that waits in memory. */
  readonly #block: number;
  #end = 0;

  /** Throws AuditError 'output' if the file cannot be made. */
  constructor(block: number) {
    this.#block = block;
    this.#fd = nameless();
  }

  /** Reads the logs to their end. */
  async read(
    sources: readonly Source[],
    options: ScanOptions,
  ): Promise<{ readonly lane: Lane; readonly result: ScanResult }> {
    let next = this.#end;
    let open = emptyBatch();
    let behind: Stamp | undefined;
    const write = (): void => {
      if (open.nodes.count > 0) this.#write({ batch: closedBatch(open), behind });
      open = emptyBatch();
    };
    const result = await scan(sources, {
      ...options,
      batch: (batch, leftOut) => {
        behind = leftOut;
        for (let event = 0, line = 0; event < batch.events.length; event += EVENT) {
          line = appendEvent(open, batch, event, line);
          if (open.size >= this.#block) write();
        }
        write(); // the batch's bytes are overwritten
      },
    });
    const last = this.#end;
    const putNext = (): void => {
      if (next === last) return;
      const { batch, behind, end } = this.#read(next);
      next = end;
      lane.put(batch, behind);
    };
    const lane = new Lane(putNext);
    putNext();
    return { lane, result };
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(spilled: Spilled): void {
    const bytes = serialize(spilled);
    const length = Buffer.alloc(LENGTH);
    length.writeUInt32LE(bytes.length);
    try {
      for (const part of [length, bytes])
        for (let at = 0; at < part.length; ) {
          const written = writeSync(this.#fd, part, at, part.length - at, this.#end);
          at += written;
          this.#end += written;
        }
    } catch (error) {
      throw failure('writing', error);
    }
  }

  #read(at: number): Spilled & { readonly end: number } {
    const bytes = this.#bytes(at + LENGTH, this.#bytes(at, LENGTH).readUInt32LE());
    const spilled: Spilled = deserialize(bytes); // what `#write` was given
    return { ...spilled, end: at + LENGTH + bytes.length };
  }

  #bytes(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let got = 0, done = 0; done < length; done += got) {
      try {
        got = readSync(this.#fd, bytes, done, length - done, at + done);
      } catch (error) {
        throw failure('reading', error);
      }
      if (got === 0) throw failure('reading', undefined);
    }
    return bytes;
  }
}

/** A file for this user alone, that is gone when it is closed, however the run ends. */
function nameless(): number {
  const folder = process.env.TMPDIR || (existsSync(LARGE_TEMPORARY) ? LARGE_TEMPORARY : tmpdir());
  const name = path.join(folder, `ts-audit-${randomBytes(8).toString('hex')}`);
  try {
    const fd = openSync(name, 'wx+', 0o600);
    rmSync(name);
    return fd;
  } catch (error) {
    throw failure('making', error, ` in ${folder}`);
  }
}

function failure(doing: string, cause: unknown, where = ''): AuditError {
  const what = `Error ${doing} a temporary file${where} for events of logs that there are too many of to be open at once`;
  return new AuditError('output', cause === undefined ? what : `${what} (${systemReason(cause)})`, { cause });
}
