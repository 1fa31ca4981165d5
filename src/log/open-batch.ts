/** Batches that are put together event by event from others. */

import type { Batch } from './batch.js';
import { EVENT, endAt, kindAt, LINE, LINE_KIND, linesEnd, newlineOfKind, startAt } from './batch-layout.js';
import { nodeOf, OpenNodes } from './batch-nodes.js';

export interface OpenBatch {
  readonly bytes: Uint8Array[];
  /** Bytes so far. */
  size: number;
  readonly events: number[];
  readonly lines: number[];
  readonly nodes: OpenNodes;
  isClean: boolean;
}

export function emptyBatch(): OpenBatch {
  return { bytes: [], size: 0, events: [], lines: [], nodes: new OpenNodes(), isClean: true };
}

/** The batch as it stands, in memory of its own. */
export function closedBatch({ bytes, events, lines, nodes, isClean }: OpenBatch): Batch {
  return {
    bytes: Buffer.concat(bytes),
    events: Float64Array.from(events),
    lines: Int32Array.from(lines),
    nodes: nodes.closed(),
    isClean,
  };
}

/** Adds the event at `event` of `events`, whose lines begin at `line` of `lines`; returns where the next one's begin. */
export function appendEvent(
  to: OpenBatch,
  { bytes, events, lines, nodes, isClean }: Batch,
  event: number,
  line: number,
): number {
  const end = linesEnd(events, event, line);
  const from = startAt(lines, line);
  const last = end - LINE;
  const behind = endAt(lines, last) + newlineOfKind(kindAt(lines, last));
  const shift = to.size - from;
  lines.subarray(line, end).forEach((unit, i) => {
    to.lines.push(i % LINE === LINE_KIND ? unit : unit + shift);
  });
  to.events.push(...events.subarray(event, event + EVENT));
  to.nodes.add(nodeOf(nodes, event / EVENT));
  to.isClean &&= isClean;
  to.bytes.push(bytes.subarray(from, behind));
  to.size += behind - from;
  return end;
}
