/** Time stamps at the ends of a piece of log, in seconds, milliseconds behind the point; 0 where there is none. */

/** Bytes of the longest line. */
const LINE = 8970;

/** On the first line, which is where the original looks. */
export function firstStampOfLine(head: Buffer): number {
  const [line = ''] = head.toString('latin1', 0, LINE).split('\n', 1);
  return stampIn(line);
}

export function firstStampOf(head: Buffer): number {
  return stampIn(head.toString('latin1'));
}

export function lastStampOf(tail: Buffer): number {
  const text = tail.toString('latin1');
  return stampIn(text.slice(Math.max(0, text.lastIndexOf('audit('))));
}

function stampIn(text: string): number {
  return Number(/audit\((\d+\.\d{1,3})/.exec(text)?.[1] ?? 0);
}
