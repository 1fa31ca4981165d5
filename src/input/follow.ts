/**
 * A log that grows: its bytes as they are written, through rotation, copytruncate, deletion and return.
 *
 *                     more bytes
 *                   ┌────────────┐
 *                   ▼            │      the path names another file, ours is quiet
 *   start ───▶ reading one file ─┴──────────────────────────────────────────────┐
 *                   │  ▲  ▲                                                     ▼
 *   bytes before    │  │  └──── from 0 ◀── the rotated files written after ours, oldest first,
 *   ours changed,   │  │                   then the path itself
 *   or size shrank  ▼  └─ from where we were
 *        the copy that begins with what we read; without one the file again, from 0
 *
 * It polls: that works on every file system, and twenty looks a second cost nothing. Nothing is kept of what was read but
 * the end of it, to recognise the file by.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import { readNow } from './descriptor.js';
import { type FollowPlace, GivenBytes, isSameFile } from './given-bytes.js';
import { isCopyOf, newestOf, type OpenFile } from './open-file.js';
import { type FamilyMember, familyOf } from './rotated.js';
import { isPacked } from './rotated-name.js';

/** Between two looks. */
const POLL_MS = 50;
/** A rotated file that was not written for so long is done with; a writer may go on until it is told to reopen. */
const QUIET_MS = 300;
/** Bytes before the place reached that tell whether the file still is what was read. */
const TAIL = 256;
const CHUNK = 1 << 18;
const NOT_THERE = 'is not there';
const NANOSECONDS = 1_000_000_000n;
/** How often a rotation may come between listing the files and opening one. */
const RENAMED_MEANWHILE = 10;

export interface FollowOptions {
  /** A byte string. */
  readonly path: string;
  /**
   * Where to begin: at the end of what is there now; with the oldest of the log's files that was written at or after a time
   * in seconds; or at a place of an earlier run, which is asked for again when the log was rotated in the meantime.
   */
  readonly from: 'end' | { readonly since: number } | (() => FollowPlace | undefined);
  /** Takes a line about bytes that may be missing, without newline. */
  readonly note: (line: string) => void;
}

export class FollowedLog {
  readonly #options: FollowOptions;
  readonly #space: Buffer = Buffer.allocUnsafe(CHUNK);
  #file: OpenFile | undefined;
  readonly #given = new GivenBytes();
  #quietSince = 0;
  #stopped = false;
  #saidMissing = false;
  /** Why nothing could be opened. */
  #obstacle = NOT_THERE;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** Never ends unless stopped. A chunk is the caller's until the next one is asked for. */
  async *chunks(): AsyncGenerator<Buffer> {
    this.#begin();
    while (!this.#stopped) {
      const chunk = this.#look();
      if (chunk) yield chunk;
      else await pause(POLL_MS);
    }
    this.#close();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Before places are asked for: a log that was emptied since the last look holds nothing of what was read. */
  noticeTruncation(): void {
    if (this.#file && this.#isOverwritten(this.#file)) this.#afterTruncation(this.#file);
  }

  /** Where byte `at` of those given out lies; undefined before the first file was there, and where it was lost since. */
  placeOf(at: number): FollowPlace | undefined {
    return this.#given.placeOf(at);
  }

  /** Places before `at` will not be asked for any more. */
  forgetBefore(at: number): void {
    this.#given.forgetBefore(at);
  }

  #begin(): void {
    const { from, path: name, note } = this.#options;
    if (from === 'end') this.#open(name, 'end');
    else if (typeof from === 'object') this.#beginWith(from.since);
    else if (!this.#goOnAt(from)) {
      note('the log that was followed before is gone; events may be missing, going on with the oldest file there is');
      this.#beginWith(0);
    }
  }

  #goOnAt(from: () => FollowPlace | undefined): boolean {
    for (let tries = 0; tries < RENAMED_MEANWHILE; tries++) {
      const place = from();
      const found = place && familyOf(this.#options.path).find((one) => isSameFile(one, place));
      if (!found) return false;
      if (this.#openMember(found, place.offset)) return true;
    }
    return false;
  }

  /** Older files can't hold anything of that time or later. */
  #beginWith(since: number): void {
    const isNeeded = ({ written }: FamilyMember): boolean => written >= BigInt(since) * NANOSECONDS;
    for (const { path } of familyOf(this.#options.path).filter((file) => isPacked(file.path) && isNeeded(file)))
      this.#options.note(`${path} is packed: its events are not shown by --follow`);
    for (let tries = 0; tries < RENAMED_MEANWHILE; tries++) {
      const files = familyOf(this.#options.path).filter(({ path }) => !isPacked(path));
      const first = files.find(isNeeded) ?? files.at(-1);
      if (!first || this.#openMember(first, 'start')) return;
    }
  }

  /** The next bytes, if there are some. */
  #look(): Buffer | undefined {
    const file = this.#file;
    if (!file) return this.#open(this.#options.path, 'start') ? this.#read() : this.#missing();
    if (this.#isOverwritten(file)) return this.#afterTruncation(file);
    const missed = file.offset === 0 ? this.#copiedUnread(file) : undefined;
    if (missed && this.#openMember(missed, 'start')) return this.#read();
    const chunk = this.#read();
    if (chunk) {
      this.#quietSince = 0;
      return chunk;
    }
    if (!this.#isReplaced(file)) {
      this.#quietSince = 0;
      return undefined;
    }
    // Not `performance`: it takes a millisecond to load, and process.uptime() does as well.
    const now = process.uptime() * 1000;
    if (this.#quietSince === 0) this.#quietSince = now;
    return now - this.#quietSince < QUIET_MS ? undefined : this.#next(file);
  }

  #missing(): undefined {
    if (!this.#saidMissing) this.#options.note(`${this.#options.path} ${this.#obstacle}; waiting for it`);
    this.#saidMissing = true;
    return undefined;
  }

  #read(): Buffer | undefined {
    const file = this.#file;
    if (!file) return undefined;
    const length = this.#readAt(file);
    if (length === 0) return undefined;
    const chunk = this.#space.subarray(0, length);
    this.#given.add(file, length);
    file.offset += length;
    file.tail = Buffer.concat([file.tail, chunk.subarray(-TAIL)]).subarray(-TAIL);
    return chunk;
  }

  #readAt({ fd, offset }: OpenFile): number {
    try {
      return readNow(fd, this.#space, offset);
    } catch (error) {
      throw new AuditError('input', `Error reading ${this.#options.path} (${systemReason(error)})`, { cause: error });
    }
  }

  /** Size shrank, or what stood before the place reached is something else now: the log was emptied and begun anew. */
  #isOverwritten(file: OpenFile): boolean {
    if (fstatSync(file.fd).size < file.offset) return true;
    const now = Buffer.alloc(file.tail.length);
    const length = readSync(file.fd, now, 0, now.length, file.offset - now.length);
    return !now.subarray(0, length).equals(file.tail);
  }

  /** Nothing has been read of the file yet, and meanwhile it was filled, copied and emptied. */
  #copiedUnread(file: OpenFile): FamilyMember | undefined {
    return familyOf(this.#options.path).find(
      (member) =>
        !isSameFile(member, file) &&
        member.written > file.others &&
        !isPacked(member.path) &&
        member.path !== this.#options.path,
    );
  }

  /** copytruncate: what came between our last read and the copy stands in the copy alone, so that is read to its end first. */
  #afterTruncation(file: OpenFile): undefined {
    const copy = familyOf(this.#options.path).findLast((member) => isCopyOf(file, member));
    if (copy) {
      // Renamed meanwhile: the next look finds it.
      if (this.#openMember(copy, file.offset)) this.#given.move(file, copy);
      return;
    }
    this.#given.move(file, undefined);
    this.#options.note(`${this.#options.path} was emptied; what was written just before may be missing`);
    file.offset = 0;
    file.tail = Buffer.alloc(0);
  }

  /** The path names another file, or one that is there again. */
  #isReplaced({ dev, inode }: OpenFile): boolean {
    const stat = statSync(toPath(this.#options.path), { bigint: true, throwIfNoEntry: false });
    return stat !== undefined && (stat.ino !== inode || stat.dev !== dev);
  }

  /** Goes on with the oldest file written after ours; what is left of an unfinished line is ended. */
  #next(file: OpenFile): Buffer | undefined {
    const later = this.#laterThan(file);
    const next = later.find((member) => !isPacked(member.path));
    for (const { path: name } of later.slice(0, next ? later.indexOf(next) : 0))
      this.#options.note(`${name} was packed before it was read; its events are missing here`);
    const isCut = file.tail.length > 0 && file.tail.at(-1) !== 10;
    this.#quietSince = 0;
    if (!next) return undefined;
    if (!this.#openMember(next, 'start')) return this.#obstacle === NOT_THERE ? undefined : this.#missing();
    if (!isCut) return this.#read();
    this.#given.addLineEnd();
    return Buffer.from('\n');
  }

  /** Of several that were written within one tick of the clock, the names say which came first. */
  #laterThan(file: OpenFile): readonly FamilyMember[] {
    const family = familyOf(this.#options.path);
    const place = family.findIndex((member) => isSameFile(member, file));
    if (place >= 0) return family.slice(place + 1);
    const written = fstatSync(file.fd, { bigint: true }).mtimeNs;
    return family.filter((member) => member.written >= written);
  }

  /** As `#open`; false as well if the name belongs to another file by now, or the file has become shorter. */
  #openMember(member: FamilyMember, at: number | 'start'): boolean {
    return this.#open(member.path, at, member);
  }

  /** True when the file could be opened. */
  #open(name: string, at: number | 'start' | 'end', expected?: FamilyMember): boolean {
    let fd: number;
    this.#obstacle = NOT_THERE;
    try {
      fd = openSync(toPath(name), constants.O_RDONLY | constants.O_NONBLOCK); // a pipe does not hold us up
    } catch (error) {
      // Not there yet, or gone since it was listed: the next look tells.
      if (!isMissing(error)) this.#obstacle = `cannot be opened (${systemReason(error)})`;
      return false;
    }
    const stats = fstatSync(fd, { bigint: true });
    const { dev, ino, size } = stats;
    if (!stats.isFile()) {
      this.#obstacle = 'is no file';
      closeSync(fd);
      return false;
    }
    if (expected && (!isSameFile(expected, { dev, inode: ino }) || (typeof at === 'number' && at > size))) {
      closeSync(fd);
      return false;
    }
    this.#close();
    const offset = at === 'start' ? 0 : at === 'end' ? Number(size) : Math.min(at, Number(size));
    const tail = Buffer.alloc(Math.min(TAIL, offset));
    readSync(fd, tail, 0, tail.length, offset - tail.length);
    this.#file = { fd, dev, inode: ino, offset, tail, others: newestOf(familyOf(this.#options.path), ino) };
    this.#given.begin(this.#file);
    this.#saidMissing = false;
    return true;
  }

  #close(): void {
    if (this.#file) closeSync(this.#file.fd);
    this.#file = undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
