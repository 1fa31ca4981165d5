/** Chunks cut anywhere → byte strings of whole lines, without the last one's newline. */
const NEWLINE = 0x0a;

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
