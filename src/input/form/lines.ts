/** Forms in which a line holds a record or none. */
import { chunksOf, madeOf, type Reader } from '../reader.js';

const NEWLINE = 0x0a;

/** Whether one of the whole lines of `head` is such a one. */
export function someLine(head: Buffer, is: (line: string) => boolean): boolean {
  return head.toString('latin1').split('\n').some(is);
}

/** Byte strings without newline → the record to read instead; lines without one are passed over. */
export function linesToLog(bytes: Reader, recordOf: (line: string) => string | undefined): Reader {
  const { isBetweenChunks: _, ...reader } = madeOf(bytes, converted(bytes, recordOf));
  return reader;
}

async function* converted(bytes: Reader, recordOf: (line: string) => string | undefined): AsyncGenerator<Buffer> {
  for await (const lines of wholeLines(chunksOf(bytes))) {
    let log = '';
    for (const line of lines.split('\n')) {
      const record = recordOf(line);
      if (record !== undefined) log += `${record}\n`;
    }
    if (log !== '') yield Buffer.from(log, 'latin1');
  }
}

/** Chunks cut anywhere → byte strings of whole lines, without the last one's newline. */
export async function* wholeLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string> {
  const pending: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      pending.push(chunk);
      continue;
    }
    yield Buffer.concat([...pending, chunk.subarray(0, end)]).toString('latin1');
    pending.length = 0;
    pending.push(chunk.subarray(end + 1));
  }
  const rest = Buffer.concat(pending).toString('latin1');
  if (rest !== '') yield rest;
}
