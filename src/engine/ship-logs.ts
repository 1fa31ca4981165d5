/** Which logs of a stream are new, and where to go on in the one that was read last. */
import { statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { peek, type Reader } from '../input/reader.js';
import type { Source } from '../input/source.js';
import { HEAD_LENGTH, headOf, isLog, type KnownLog, type Position } from '../store/position.js';

/** A log that was written to so lately may have an event that goes on. */
const QUIET_MS = 3000;
const NEWLINE = 10;

export interface LogStart {
  readonly name: string;
  /** How it begins: the mark by which it is known later. */
  readonly head: Omit<KnownLog, 'start'>;
  /** Where it begins in the stream; undefined: it is new. */
  readonly start: number | undefined;
  /** Somebody is writing it. */
  readonly isWritten: boolean;
  /** Its bytes that are to be read. */
  open(): Promise<Reader>;
}

export interface LogStarts {
  readonly logs: readonly LogStart[];
  /** Logs were removed before they were shipped. */
  readonly isOvertaken: boolean;
  readonly notes: readonly string[];
}

/** `name`: of the stream; `sources`: the logs of one family, oldest first. Throws `output` when others are shipped under that name. */
export async function logStarts(name: string, sources: readonly Source[], position: Position): Promise<LogStarts> {
  const begun = await Promise.all(sources.map(beginningOf));
  const current = position.logs.at(-1);
  const at = current ? begun.findLastIndex(({ head }) => isLog(current, head)) : -1;
  const isKnown = ({ head }: Beginning): boolean => position.logs.some((log) => isLog(log, head));
  const hasLines = ({ head, isWritten }: Beginning): boolean =>
    head.length > 0 && !(isWritten && !head.includes(NEWLINE));
  const fresh = (from: number): readonly LogStart[] =>
    begun
      .slice(from)
      .filter((one) => hasLines(one) && !isKnown(one))
      .map(newLog);
  const found = begun[at];
  if (current && found) {
    const skip = position.offset - current.start;
    const notes = begun
      .slice(0, at)
      .filter((one) => hasLines(one) && !isKnown(one))
      .map(({ source }) => `NOTE - ${source.name} is older than what is stored, and is left out`);
    if (found.source.canSeek() && found.source.size() < skip)
      notes.push(`WARNING - ${found.source.name} is shorter than what is stored of it`);
    return { logs: [knownLog(found, current, skip), ...fresh(at + 1)], isOvertaken: false, notes };
  }
  if (begun.some((one) => hasGrown(one, position)))
    throw new AuditError('output', `another log is shipped as ${name}: --as gives each a name of its own`);
  const logs = fresh(0);
  return { logs, isOvertaken: current !== undefined && logs.length > 0, notes: [] };
}

/** More is in it than was stored before another log was begun. */
function hasGrown({ source, head }: Beginning, { logs }: Position): boolean {
  const at = logs.findIndex((log) => isLog(log, head));
  const [known, next] = [logs[at], logs[at + 1]];
  return known !== undefined && next !== undefined && source.canSeek() && source.size() > next.start - known.start;
}

interface Beginning {
  readonly source: Source;
  /** Its first bytes. */
  readonly head: Buffer;
  readonly isWritten: boolean;
  readonly reader: () => Promise<Reader>;
}

async function beginningOf(source: Source): Promise<Beginning> {
  const { head, bytes } = await peek(await source.open());
  const isOnce = !source.canReopen();
  if (!isOnce) await bytes.close();
  return {
    source,
    head: head.subarray(0, HEAD_LENGTH),
    isWritten: isWritten(source),
    reader: async () => (isOnce ? bytes : source.open()),
  };
}

function newLog({ source: { name }, head, isWritten, reader }: Beginning): LogStart {
  return {
    name,
    head: { head: headOf(head, head.length), length: head.length },
    start: undefined,
    isWritten,
    open: reader,
  };
}

function knownLog({ source, isWritten, reader }: Beginning, { start, head, length }: KnownLog, skip: number): LogStart {
  const open = (): Promise<Reader> =>
    source.canSeek() ? source.open(() => ({ from: skip, to: Number.POSITIVE_INFINITY })) : without(skip, reader);
  return { name: source.name, head: { head, length }, start, isWritten, open };
}

/** What can't seek is read from its start. */
async function without(skip: number, open: () => Promise<Reader>): Promise<Reader> {
  const reader = await open();
  const space = Buffer.allocUnsafe(1 << 18);
  for (let left = skip; left > 0; ) {
    const got = await reader.read(space.subarray(0, Math.min(left, space.length)));
    if (got === 0) break;
    left -= got;
  }
  return reader;
}

function isWritten(source: Source): boolean {
  if (!source.canSeek()) return false;
  const stats = statSync(toPath(source.name), { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < QUIET_MS;
}
