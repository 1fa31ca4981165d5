/** A file by its path: a log of any form, or a pipe or device that has a name. */
import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import type { PartOf, Window } from './again/window.js';
import { descriptorReader, readAsync, readNow } from './descriptor.js';
import { firstStampOf, firstStampOfLine, lastStampOf } from './first-stamp.js';
import { asLog, formOf } from './form/forms.js';
import { hasForeignLine, mixed } from './form/mixed.js';
import { HEAD, type Reader } from './reader.js';
import { type FileIdentity, type Source, type TimeSpan, UNKNOWN_SPAN } from './source.js';

/** Places inside a large file that are looked at, and bytes of each. */
const SAMPLES = 32;
const SAMPLE = 1 << 13;

export function fileSource(path: string): Source {
  let span: Promise<TimeSpan> | undefined;
  return {
    name: path,
    identity: () => identityOf(path),
    size: () => regular(path)?.size ?? 0,
    canReopen: () => regular(path) !== undefined,
    canSeek: () => regular(path) !== undefined && isPlain(path),
    span: () => {
      span ??= spanOf(path).catch(() => UNKNOWN_SPAN);
      return span;
    },
    open: (part) => openFile(path, part),
  };
}

/** Throws what `node:fs` throws if the file cannot be examined. */
export function fileIdentity(path: string): FileIdentity {
  const { dev, ino } = statSync(toPath(path), { bigint: true });
  return { dev, inode: ino };
}

function identityOf(path: string): FileIdentity | undefined {
  try {
    return fileIdentity(path);
  } catch {
    return undefined; // opening it will say why
  }
}

function regular(path: string): Stats | undefined {
  try {
    const stats = statSync(toPath(path));
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined; // opening it will say why
  }
}

function isPlain(path: string): boolean {
  try {
    return withFile(path, (fd) => isPlainFile(fd, fstatSync(fd).size));
  } catch {
    return false;
  }
}

async function spanOf(path: string): Promise<TimeSpan> {
  const stats = regular(path);
  if (!stats) return UNKNOWN_SPAN; // it would lose what is read here
  const [head, tail] = withFile(path, (fd) => [part(fd, 0), part(fd, Math.max(0, stats.size - HEAD))] as const);
  if (formOf(head).isPlain && !endsForeign(tail)) return { first: firstStampOfLine(head), last: lastStampOf(tail) };
  const log = await openFile(path);
  try {
    const space = Buffer.alloc(HEAD);
    let length = 0;
    for (let got = -1; length < HEAD && got !== 0; length += got) got = await log.read(space.subarray(length));
    return { ...UNKNOWN_SPAN, first: firstStampOf(space.subarray(0, length)) };
  } finally {
    await log.close();
  }
}

function withFile<T>(path: string, look: (fd: number) => T): T {
  const fd = openSync(toPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return look(fd);
  } finally {
    closeSync(fd);
  }
}

function part(fd: number, offset: number, length: number = HEAD): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readNow(fd, bytes, offset));
}

/**
 * Its bytes are log lines from the start to the end: a daemon that was replaced by another may have gone on in the file, and
 * been replaced again. All of a large one cannot be looked at before it is read; what is missed there is told afterwards.
 */
function isPlainFile(fd: number, size: number): boolean {
  if (formOf(part(fd, 0)).isPlain !== true) return false;
  if (size <= HEAD) return true;
  if (isForeignAt(fd, size - HEAD, HEAD)) return false;
  const samples = Math.min(SAMPLES, Math.floor(size / HEAD) - 1);
  for (let i = 1; i <= samples; i++) if (isForeignAt(fd, Math.floor((size * i) / (samples + 1)), SAMPLE)) return false;
  return true;
}

/** What cannot be read there is met again behind all that can. */
function isForeignAt(fd: number, offset: number, length: number): boolean {
  try {
    return endsForeign(part(fd, offset, length));
  } catch {
    return false;
  }
}

/** The first line of a piece may be a part of one. */
function endsForeign(tail: Buffer): boolean {
  const text = tail.toString('latin1');
  const start = text.indexOf('\n') + 1;
  return start > 0 && hasForeignLine(text.slice(start));
}

async function openFile(path: string, partOf?: PartOf): Promise<Reader> {
  const { fd, size } = opened(path);
  const bytes = descriptorReader(fd, path, size, async () => closeSync(fd));
  try {
    // Looked at without being read: all a log of hundreds of GB needs is to be read as it stands.
    if (size > 0 && isPlainFile(fd, size)) {
      const window = partOf?.(fd);
      return window ? windowReader(fd, path, window) : bytes;
    }
    // What its beginning looks like is not all that it is.
    const isPlainAtFirst = size > 0 && formOf(part(fd, 0)).isPlain;
    return isPlainAtFirst ? mixed.toLog(bytes, path) : await asLog(bytes, path);
  } catch (error) {
    await bytes.close();
    throw error instanceof AuditError ? error : readingError(path, error);
  }
}

function windowReader(fd: number, path: string, { from, to }: Window): Reader {
  let at = from;
  return {
    isPipe: false,
    read: async (space) => {
      const length = Math.min(space.length, to - at);
      if (length <= 0) return 0;
      const got = await readAsync(fd, space.subarray(0, length), at).catch((error: unknown) => {
        throw readingError(path, error);
      });
      at += got;
      return got;
    },
    close: async () => closeSync(fd),
  };
}

function readingError(path: string, cause: unknown): AuditError {
  return new AuditError('input', `Error reading ${path} (${systemReason(cause)})`, { cause });
}

/** `size`: of a regular file; 0 for anything else. */
function opened(path: string): { readonly fd: number; readonly size: number } {
  try {
    const fd = openSync(toPath(path), 'r');
    const stat = fstatSync(fd);
    return { fd, size: stat.isFile() ? stat.size : 0 };
  } catch (error) {
    throw new AuditError('input', `Error opening ${path} (${systemReason(error)})`, { cause: error });
  }
}
