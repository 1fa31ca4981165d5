/**
 * The checkpoint file: where the last search ended, so that the next one shows only what is new. One `Checkpoint` lives
 * through a run: `load`, then `shows` for each completed event, then `save`.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemCode, systemReason } from '../../tables/reason.js';
import type { FileIdentity, Source } from '../source.js';
import { prepareFile, replaceFile } from './state-file.js';

/** What identifies an event in time (the log's `EventId`). */
interface EventId {
  readonly sec: number;
  readonly milli: number;
  readonly serial: number;
  readonly node: string | undefined;
}

/** An event as a checkpoint knows it. `type` is that of its first record. */
export interface CheckpointEvent extends EventId {
  readonly type: number;
}

/** What a checkpoint file says. */
export interface CheckpointData extends FileIdentity {
  /** Undefined if the file has no `output=` line. */
  readonly event: CheckpointEvent | undefined;
}

const LINE_LIMIT = 1022;
const UNSIGNED_MAX = 18446744073709551615n;
const NONE: CheckpointEvent = { node: undefined, sec: 0, milli: 0, serial: 0, type: 0 };

const unusable = (message: string): AuditError => new AuditError('checkpoint', message, { exitStatus: 10 });

/** Undefined if there is no such file: a first run. */
export function readCheckpoint(path: string): CheckpointData | undefined {
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    if (error instanceof AuditError) throw error;
    const code = systemCode(error);
    if (code === 'ENOENT') return undefined;
    // A directory opens, but has no lines.
    if (code !== 'EISDIR') throw unusable(`Cannot open checkpoint file - ${path}: ${systemReason(error)}`);
    text = '';
  }
  return parseCheckpoint(text, path);
}

/** A pipe that somebody planted there does not hold the run up. */
function read(path: string): string {
  const file = openSync(toPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (fstatSync(file).isFIFO()) throw unusable(`Cannot open checkpoint file - ${path}: it is a pipe`);
    return readFileSync(file, 'latin1');
  } finally {
    closeSync(file);
  }
}

export function parseCheckpoint(text: string, path: string): CheckpointData {
  const found: { dev: bigint; inode: bigint; event: CheckpointEvent | undefined } = {
    dev: 0n,
    inode: 0n,
    event: undefined,
  };
  const errors: string[] = [];
  for (const line of pieces(text)) {
    const error = readLine(line, found);
    if (error === undefined) continue;
    errors.push(error);
    break;
  }
  if (found.dev === 0n || found.inode === 0n) errors.push(`Missing dev/inode lines from checkpoint file ${path}`);
  if (errors.length > 0) throw unusable(errors.join('\n'));
  return found;
}

/** The lines, without newlines; what is longer than the limit continues as a line of its own. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(at, Math.min(end, at + LINE_LIMIT)).split('\0', 1)[0] ?? '';
    at = end - at < LINE_LIMIT ? end + 1 : at + LINE_LIMIT;
  }
}

/** What is wrong with the line, if anything. */
function readLine(
  line: string,
  found: { dev: bigint; inode: bigint; event: CheckpointEvent | undefined },
): string | undefined {
  for (const key of ['dev', 'inode'] as const) {
    if (!line.startsWith(`${key}=`)) continue;
    const value = identityNumber(line.slice(key.length + 1), key === 'dev');
    found[key] = BigInt.asUintN(64, value);
    return value > UNSIGNED_MAX || value < -UNSIGNED_MAX ? `Malformed ${key} checkpoint line - [${line}]` : undefined;
  }
  if (!line.startsWith('output=')) return `Unknown checkpoint line - [${line}]`;
  const space = line.indexOf(' ');
  if (space < 0) return `Malformed output/event checkpoint line near node - [${line}]`;
  found.event = parseEvent(line.slice('output='.length, space), line.slice(space));
  return found.event ? undefined : `Malformed output/event checkpoint line after node - [${line.slice(0, space)}]`;
}

/** As strtoul does, hexadecimal or by prefix; 0 without digits, and what follows them doesn't count. */
function identityNumber(text: string, isHex: boolean): bigint {
  const pattern = isHex ? /^\s*([+-]?)(?:0x)?([0-9a-f]+)/i : /^\s*([+-]?)(0x[0-9a-f]+|0[0-7]*|[0-9]+)/i;
  const [, sign, digits = '0'] = pattern.exec(text) ?? [];
  const prefixed = isHex ? `0x${digits}` : /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
  return sign === '-' ? -BigInt(prefixed) : BigInt(prefixed);
}

/** `SEC.MSEC:SERIAL 0xTYPE`, as scanf reads it: blanks may stand before numbers. */
function parseEvent(node: string, text: string): CheckpointEvent | undefined {
  const found = /^\s*([+-]?\d+)\.\s*([+-]?\d+):\s*([+-]?\d+)(?!\d)\s*0x\s*(-?)(?:0[xX])?([0-9a-fA-F]+)/.exec(text);
  if (!found) return undefined;
  const [sec, milli, serial] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (milli > 0xffffffff) return undefined;
  const type = Number.parseInt(`${found[4]}${found[5]}`, 16) | 0;
  return { node: node.startsWith('-') ? undefined : node, sec, milli, serial, type };
}

/** The file's text for the log `identity` and the last event. */
export function formatCheckpoint({ dev, inode, event }: CheckpointData): string {
  const { node, sec, milli, serial, type } = event ?? NONE;
  const hex = (value: bigint): string => value.toString(16).toUpperCase();
  return (
    `dev=0x${hex(dev)}\ninode=${inode}\n` +
    `output=${node ?? '-'} ${sec}.${String(milli).padStart(3, '0')}:${serial} 0x${hex(BigInt(type >>> 0))}\n`
  );
}

export class Checkpoint {
  readonly path: string;
  /** What was loaded; undefined on a first run. */
  readonly data: CheckpointData | undefined;
  readonly #fromTime: boolean;
  #showing: boolean;
  #last: CheckpointEvent | undefined;
  #finish: () => void = () => {};

  /** `fromTime`: `-ts checkpoint` was given, only the time of the checkpoint counts. */
  constructor(path: string, data: CheckpointData | undefined, fromTime: boolean) {
    this.path = path;
    this.data = data;
    this.#fromTime = fromTime;
    this.#showing = !data?.event?.sec;
  }

  static load(path: string, fromTime: boolean): Checkpoint {
    return new Checkpoint(path, readCheckpoint(path), fromTime);
  }

  /** The run begins behind what was shown, so all it gets is new. */
  resume(): void {
    this.#showing = true;
    this.#last = this.data?.event;
  }

  /** Events are new from here on. */
  get isShowing(): boolean {
    return this.#showing;
  }

  /** For `discoverSources`: undefined on a first run. */
  get search(): { readonly identity: FileIdentity | undefined } | undefined {
    return this.data && { identity: this.#fromTime ? undefined : this.data };
  }

  /**
   * Whether this completed event may be shown; called for every one in order of release, matching or not. The next run
   * begins behind the last one with `remembers`. Throws when the checkpoint cannot belong to this log.
   */
  shows(id: EventId, firstType: number, matched: boolean, remembers = true): boolean {
    const shown = this.#showing || this.#reaches(id, firstType, matched);
    if (remembers) this.#last = { node: id.node, sec: id.sec, milli: id.milli, serial: id.serial, type: firstType };
    return shown;
  }

  #reaches(id: EventId, firstType: number, matched: boolean): boolean {
    const mark = this.data?.event ?? NONE;
    if (this.#fromTime && (id.sec > mark.sec || (id.sec === mark.sec && id.milli >= mark.milli))) {
      this.#showing = true;
      return true;
    }
    const isMark =
      id.sec === mark.sec &&
      id.milli === mark.milli &&
      id.serial === mark.serial &&
      firstType === mark.type &&
      id.node === mark.node;
    if (isMark) {
      this.#showing = true; // from the next one on
      return false;
    }
    if (matched && id.sec - mark.sec > 2) {
      throw new AuditError(
        'checkpoint',
        `Corrupted checkpoint file. Inode match, but newer complete event (${stamp(id)}) found before loaded checkpoint ${stamp(mark)}`,
        { exitStatus: 12 },
      );
    }
    return false;
  }

  /** Writes the file and returns what it says; `log` is the file read last. */
  save(log: Source): CheckpointData {
    return this.#write(identityOf(log), (text) => replaceFile(this.path, text));
  }

  /**
   * The same while the run goes on, for a log that may have another name by now: writes a file beside it, which
   * `finishSaving` puts in its place. Whenever the run ends, one of the two is there, whole.
   */
  prepareSaving({ dev, inode }: FileIdentity): CheckpointData {
    return this.#write({ dev, inode }, (text) => {
      this.#finish = prepareFile(this.path, text);
    });
  }

  finishSaving(): void {
    this.#saving(this.#finish);
  }

  #write(identity: FileIdentity, write: (text: string) => void): CheckpointData {
    const data: CheckpointData = { ...identity, event: this.#last };
    this.#saving(() => write(formatCheckpoint(data)));
    return data;
  }

  #saving(write: () => void): void {
    try {
      write();
    } catch (error) {
      const message = `Cannot open checkpoint file - ${this.path}: ${systemReason(error)}`;
      throw new AuditError('checkpoint', message, { exitStatus: 11 });
    }
  }
}

function stamp({ sec, milli, serial }: EventId): string {
  return `${sec}.${String(milli).padStart(3, '0')}:${serial}`;
}

function identityOf({ name, identity }: Source): FileIdentity {
  const found = identity();
  if (found) return found;
  const message = `Cannot stat audit file for checkpoint details - ${name}: No such file or directory`;
  throw new AuditError('checkpoint', message, { exitStatus: 11 });
}
