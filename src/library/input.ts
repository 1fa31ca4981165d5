/** What the library reads logs from. */
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { toBytes } from '../bytes/text.js';
import { AuditError, usage } from '../errors.js';
import { discoverSources } from '../input/discover.js';
import { asLog } from '../input/form/forms.js';
import { oldestFirst } from '../input/order.js';
import { fromChunks } from '../input/reader.js';
import { type Source, UNKNOWN_SPAN } from '../input/source.js';

/**
 * A log: a path (Unicode) or file URL of a file, of a directory of rotated logs, or a shell pattern; the bytes of a log; or a
 * stream of them. Of any form that the tools read: plain, compressed, JSON, kernel log, syslog, journal.
 */
export type LogInput = string | URL | Uint8Array | Readable;

/** The sources of one or more logs; `start`: rotated logs that end before it are left out; `signal` ends streams. */
export async function sourcesOf(
  input: LogInput | readonly LogInput[],
  start: number | undefined,
  signal?: AbortSignal,
): Promise<readonly Source[]> {
  const inputs: readonly LogInput[] = isSeveral(input) ? input : [input];
  const sources: Source[] = [];
  const paths: string[] = [];
  for (const [i, one] of inputs.entries()) {
    if (typeof one === 'string') paths.push(toBytes(one));
    else if (one instanceof URL) paths.push(toBytes(fileURLToPath(one)));
    else if (one instanceof Uint8Array) sources.push(bytesSource(`input ${i + 1}`, one));
    else if (one instanceof Readable) sources.push(streamSource(`input ${i + 1}`, one, signal));
    else throw usage(`A log is a path, URL, Buffer or Readable, not ${String(one)}`);
  }
  const named = paths.length === 0 ? [] : await namedSources(paths, start);
  return inputs.length > 1 ? oldestFirst([...named, ...sources]) : [...named, ...sources];
}

function isSeveral(input: LogInput | readonly LogInput[]): input is readonly LogInput[] {
  return Array.isArray(input);
}

function namedSources(paths: readonly string[], start: number | undefined): Promise<readonly Source[]> {
  return discoverSources({
    ...{ paths, systemLogs: false, logFile: '', stdin: -1, start, note: () => {} },
    // Several are read as far as they can be by the tools, which say what they leave out; here nobody would hear it.
    fail: (line) => {
      throw new AuditError('input', line);
    },
  });
}

function bytesSource(name: string, bytes: Uint8Array): Source {
  const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = async function* (): AsyncGenerator<Buffer> {
    if (chunk.length > 0) yield chunk;
  };
  return {
    ...unplaced(name),
    size: () => chunk.length,
    canReopen: () => true,
    open: () => asLog(fromChunks(chunks()), name),
  };
}

function streamSource(name: string, stream: Readable, signal: AbortSignal | undefined): Source {
  // A read that waits for a silent stream ends with it.
  signal?.addEventListener('abort', () => stream.destroy(), { once: true });
  const bytes = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk);
  };
  const reader = () => ({ ...fromChunks(bytes(), async () => void stream.destroy()), isPipe: true });
  return { ...unplaced(name), open: () => asLog(reader(), name) };
}

function unplaced(name: string): Omit<Source, 'open'> {
  return {
    name,
    identity: () => undefined,
    size: () => 0,
    canReopen: () => false,
    canSeek: () => false,
    span: async () => UNKNOWN_SPAN,
  };
}
