/**
 * Reads documents of `--format json` back into the log they were made from: every record carries its line. Lines that
 * are no such documents are passed on unchanged, so that the reader deals with them as with any log line.
 */
import { toBytes } from '../../bytes/text.js';

const NEWLINE = 0x0a;
const START = '{"schema_version":';

/** True when a file that starts with these bytes holds JSON documents. */
export function isJsonLog(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, START.length)).toString('latin1') === START;
}

/** The log lines of one document (a line of the file without its newline), newlines included. All are byte strings. */
export function linesOfDocument(document: string): string {
  const records = recordsOf(document);
  return records === undefined ? `${document}\n` : records.map(lineOf).join('');
}

/** The same for a whole stream of chunks, which may be cut anywhere: one piece of log a document. */
export async function* jsonToLog(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  const pending: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      pending.push(chunk);
      continue;
    }
    const whole = Buffer.concat([...pending, chunk.subarray(0, end)]).toString('latin1');
    pending.length = 0;
    pending.push(chunk.subarray(end));
    yield* logOf(whole.slice(0, -1));
  }
  const rest = Buffer.concat(pending).toString('latin1');
  if (rest !== '') yield* logOf(rest);
}

function* logOf(documents: string): Generator<Buffer> {
  for (const document of documents.split('\n')) yield Buffer.from(linesOfDocument(document), 'latin1');
}

function recordsOf(document: string): readonly unknown[] | undefined {
  if (!document.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(document, 'latin1').toString('utf8'));
    const records = member(parsed, 'records');
    return Array.isArray(records) ? records : undefined;
  } catch {
    return undefined;
  }
}

function lineOf(record: unknown): string {
  const base64 = member(record, 'line_base64');
  const text = member(record, 'line');
  const line =
    typeof base64 === 'string'
      ? Buffer.from(base64, 'base64').toString('latin1')
      : typeof text === 'string'
        ? toBytes(text)
        : '';
  // A NUL ends a line for the log reader, so the record comes back as one without newline.
  return member(record, 'newline') === false ? `${line}\0\n` : `${line}\n`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
