/**
 * Reads documents of `--format json` back into the log they were made from: every record carries its line. Lines that
 * are no such documents are passed on unchanged, so that the reader deals with them as with any log line.
 */
import { toBytes } from '../../bytes/text.js';
import { chunksOf, madeOf } from '../reader.js';
import type { Form } from './form.js';
import { wholeLines } from './whole-lines.js';

const START = '{"schema_version":';

/** The events of a log in an order that is kept. */
export const json: Form = {
  name: 'json',
  sniff: (head) => head.toString('latin1', 0, START.length) === START,
  toLog: (bytes) => {
    const { isBetweenChunks, ...reader } = madeOf(bytes, jsonToLog(chunksOf(bytes)));
    return { ...reader, isBetweenEvents: isBetweenChunks };
  },
};

/** The log lines of one document (a line of the file without its newline), newlines included. All are byte strings. */
export function linesOfDocument(document: string): string {
  const records = recordsOf(document);
  return records === undefined ? `${document}\n` : records.map(lineOf).join('');
}

/** The same for a whole stream of chunks, which may be cut anywhere: one piece of log a document. */
export async function* jsonToLog(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const documents of wholeLines(chunks)) yield* logOf(documents);
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
