/** A file by its path: a log of any form, or a pipe or device that has a name. */
import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import type { PartOf, Window } from './again/window.js';
import { descriptorReader, readAsync } from './descriptor.js';
import { firstStampOf } from './first-stamp.js';
import { asLog } from './form/forms.js';
import { mixed } from './form/mixed.js';
import { type Looking, looking } from './look.js';
import { HEAD, type Reader } from './reader.js';
import { type FileIdentity, type Source, type TimeSpan, UNKNOWN_SPAN } from './source.js';

export function fileSource(path: string): Source {
  let span: Promise<TimeSpan> | undefined;
  const look = looking();
  return {
    name: path,
    identity: () => identityOf(path),
    size: () => regular(path)?.size ?? 0,
    canReopen: () => regular(path) !== undefined,
    canSeek: () => regular(path) !== undefined && isPlain(path, look),
    span: () => {
      span ??= spanOf(path, look).catch(() => UNKNOWN_SPAN);
      return span;
    },
    open: (part) => openFile(path, look, part),
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

function isPlain(path: string, look: Looking): boolean {
  try {
    return withFile(path, (fd) => look(fd, fstatSync(fd)).isPlain);
  } catch {
    return false;
  }
}

async function spanOf(path: string, look: Looking): Promise<TimeSpan> {
  if (!regular(path)) return UNKNOWN_SPAN; // it would lose what is read here
  const { span } = withFile(path, (fd) => look(fd, fstatSync(fd)));
  if (span !== UNKNOWN_SPAN) return span;
  const log = await openFile(path, look);
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

async function openFile(path: string, look: Looking, partOf?: PartOf): Promise<Reader> {
  const { fd, stats } = opened(path);
  const size = stats.isFile() ? stats.size : 0;
  const bytes = descriptorReader(fd, path, size, async () => closeSync(fd));
  try {
    if (size === 0) return await asLog(bytes, path);
    const { isPlain, isPlainAtFirst } = look(fd, stats);
    // Looked at without being read: all a log of hundreds of GB needs is to be read as it stands.
    if (isPlain) {
      const window = partOf?.(fd);
      return window ? windowReader(fd, path, window) : bytes;
    }
    // What its beginning looks like is not all that it is.
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

function opened(path: string): { readonly fd: number; readonly stats: Stats } {
  try {
    const fd = openSync(toPath(path), 'r');
    return { fd, stats: fstatSync(fd) };
  } catch (error) {
    throw new AuditError('input', `Error opening ${path} (${systemReason(error)})`, { cause: error });
  }
}
