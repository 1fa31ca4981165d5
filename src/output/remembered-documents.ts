/** Documents of JSON formats that put an event's fields together: written once for all events of a shape. */
import type { Out } from '../bytes/out.js';
import { lastingBytes } from '../bytes/text.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent } from '../log/event.js';
import type { Pattern, Piece } from '../log/parts/pattern.js';
import { EventShapes } from '../normalize/event-shapes.js';
import type { Normalizer } from '../normalize/normalizer.js';
import { DocumentHoles, type HoledDocument, holeText } from './document-holes.js';
import type { Formatter } from './formatter.js';
import type { JsonFields } from './json-fields.js';

/** Longer documents are not remembered. */
const LONGEST_KEPT = 16_384;
/** What a fill takes besides: functions and what they hold. */
const FILL_BYTES = 400;

/** Its pieces one behind the other, as a buffer takes more memory than most of them are long. */
interface Known extends Pick<HoledDocument, 'holes' | 'fills'> {
  readonly bytes: Buffer;
  /** Where each piece ends. */
  readonly ends: readonly number[];
}

export class RememberedDocuments {
  readonly #shapes = new EventShapes<Known>();
  readonly #holes: DocumentHoles;
  readonly #json: JsonFields;
  readonly #normalizer: Normalizer;
  readonly #make: (event: AuditEvent, holes: DocumentHoles) => string;
  #event: AuditEvent | undefined;
  #values: string[] = [];

  /** `make`: the document as JSON, in which what differs between events of a shape is a hole. */
  constructor(
    json: JsonFields,
    interpreter: Interpreter,
    normalizer: Normalizer,
    make: (event: AuditEvent, holes: DocumentHoles) => string,
  ) {
    this.#json = json;
    this.#normalizer = normalizer;
    this.#make = make;
    this.#holes = new DocumentHoles(json, interpreter, this.#shapes.parts);
  }

  /** As a format whose times are numbers, in plain digits below that many seconds. */
  formatter(plainSeconds: number): Formatter {
    return {
      event: (event, out, isWorth) => this.write(event, out, isWorth),
      patterns: {
        times: (sec) => (sec < plainSeconds ? [] : undefined),
        identity: [],
        pattern: () => this.pattern(),
      },
    };
  }

  /** One line. `isWorth` of false: it is not to be remembered. */
  write(event: AuditEvent, out: Out, isWorth?: boolean): void {
    this.#event = event;
    const known = this.#shapes.get(event, isWorth);
    if (known === undefined || !this.#fill(known, event)) this.#writeFresh(event, out);
    else {
      const { bytes, ends } = known;
      for (let i = 0, start = 0; i < ends.length; i++) {
        if (i > 0) out.write(this.#values[i - 1] ?? '');
        const end = ends[i] ?? start;
        out.writeBytes(bytes, start, end);
        start = end;
      }
    }
  }

  /** Of the event that was written last; `before`: what stands in front of its document. */
  pattern(before: readonly Piece[] = []): Pattern | undefined {
    const event = this.#event;
    const kept = this.#shapes.last;
    if (event === undefined || kept === undefined) return undefined;
    const { bytes, ends, holes, fills } = kept.value;
    const filling = fills.map((fill, i) => (fill.isSet && !holes.includes(i) ? [] : fill.pieces(event)));
    if (!filling.every((each) => each !== undefined)) return undefined;
    const unset = filling.filter((_, i) => !fills[i]?.isSet);
    const all: Piece[] = [...before, ...unset.flat()];
    let start = 0;
    for (const [i, end] of ends.entries()) {
      all.push({ kind: 'slice', bytes, start, end });
      start = end;
      const fill = holes[i];
      if (fill !== undefined) all.push(...(filling[fill] ?? []));
    }
    return { pieces: all, asks: kept.asks };
  }

  /** The texts of the holes; false when one is set that was not, or the reverse: then keys differ. */
  #fill({ fills, holes }: Known, event: AuditEvent): boolean {
    const values = fills.map(({ fill }) => fill(event));
    if (fills.some(({ isSet }, i) => isSet !== (values[i] !== undefined && values[i] !== ''))) return false;
    this.#values = holes.map((fill) => holeText(values[fill] ?? ''));
    return true;
  }

  #writeFresh(event: AuditEvent, out: Out): void {
    const { fields, texts } = this.#json;
    fields.load(event.records);
    fields.lookedPassing.length = 0;
    texts.reset();
    const { keeps } = this.#shapes;
    this.#holes.begin(event, keeps);
    const { pieces, holes, fills, values } = this.#holes.end(`${this.#make(event, this.#holes)}\n`);
    out.write(pieces.map((piece, i) => (i === 0 ? piece : `${values[i - 1]}${piece}`)).join(''));
    let length = 0;
    const ends = pieces.map((piece) => {
      length += piece.length;
      return length;
    });
    if (length > LONGEST_KEPT || !keeps) return;
    const looked = [...fields.lookedPassing, ...this.#normalizer.lookedPassing];
    const known = { bytes: lastingBytes(pieces.join('')), ends, holes, fills };
    this.#shapes.keep(known, length + fills.length * FILL_BYTES, looked);
  }
}
