/** The lines of an event as they were in the log. */
import type { Out } from '../bytes/out.js';
import type { Batch, EventPlace } from '../log/batch.js';
import { EVENT, endAt, kindAt, LINE, linesEnd, newlineOfKind, startAt, textEndAt } from '../log/batch-layout.js';
import type { AuditEvent } from '../log/event.js';
import type { Pattern, Patterns, Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { FEW_LINES, type Formatter } from './formatter.js';

const GROUP_SEPARATOR = '\x1d';
const SEPARATOR_AND_END = Uint8Array.of(0x1d, 0x0a);
const END = Uint8Array.of(0x0a);

const SEPARATOR_AND_END_PIECE: Piece = { kind: 'literal', bytes: Buffer.from(SEPARATOR_AND_END) };
const END_PIECE: Piece = { kind: 'literal', bytes: Buffer.from(END) };

export class RawFormatter implements Formatter {
  readonly isRaw = true;
  readonly patterns: Patterns = { few: FEW_LINES, times: () => [], identity: [], pattern: () => this.#pattern() };
  #records: readonly AuditRecord[] = [];

  event(event: AuditEvent, out: Out): void {
    this.#records = event.records;
    // BUG? One enriched record in the event, and all records get a separator.
    const isEnriched = event.records.some((record) => record.isEnriched);
    for (const record of event.records) {
      if (isEnriched) out.write(`${record.text}${GROUP_SEPARATOR}${record.enriched ?? ''}\n`);
      else out.write(`${record.text}\n`);
    }
  }

  #pattern(): Pattern {
    const isEnriched = this.#records.some((record) => record.isEnriched);
    const pieces: Piece[] = [];
    for (const [number, record] of this.#records.entries()) {
      const isEnd = !isEnriched || record.isEnriched;
      pieces.push({ kind: 'line', number, names: true }, isEnd ? END_PIECE : SEPARATOR_AND_END_PIECE);
    }
    return { pieces };
  }

  /** The bytes go out almost as they are. */
  copy({ bytes, events, lines }: Batch, from: EventPlace, to: EventPlace, out: Out): void {
    // Bytes that are to be written unchanged.
    let begin = 0;
    let end = 0;
    for (let event = from.event, line = from.line; event < to.event; event += EVENT) {
      const next = linesEnd(events, event, line);
      const isEnriched = hasEnriched(lines, line, next);
      for (; line < next; line += LINE) {
        const start = startAt(lines, line);
        const lineEnd = endAt(lines, line);
        const hasNames = textEndAt(lines, line) < lineEnd;
        const newline = newlineOfKind(kindAt(lines, line));
        const asIs = newline === 1 && (!isEnriched || hasNames);
        if (start !== end) {
          out.writeBytes(bytes, begin, end);
          begin = start;
        }
        end = asIs ? lineEnd + 1 : lineEnd;
        if (asIs) continue;
        out.writeBytes(bytes, begin, end);
        out.writeBytes(isEnriched && !hasNames ? SEPARATOR_AND_END : END);
        end = lineEnd + newline;
        begin = end;
      }
    }
    out.writeBytes(bytes, begin, end);
  }
}

function hasEnriched(lines: Int32Array, from: number, to: number): boolean {
  for (let line = from; line < to; line += LINE) if (textEndAt(lines, line) < endAt(lines, line)) return true;
  return false;
}
