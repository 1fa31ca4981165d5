/** Output events as text, written once for all events of a shape. */
import { lastingText } from '../bytes/text.js';
import type { AuditEvent } from '../log/event.js';
import { EventShapes, type Kept } from './event-shapes.js';
import type { Normalizer } from './normalizer.js';
import type { OutputEvent } from './statement.js';

export interface DescribedEvent {
  readonly node: string | undefined;
  readonly typeName: string | undefined;
  readonly isNormalized: boolean;
  /** What `describe` said. */
  readonly text: string;
}

const LONGEST_KEPT = 2048;

export class DescribedEvents {
  readonly #normalizer: Normalizer;
  readonly #describe: (output: OutputEvent) => string;
  readonly #shapes = new EventShapes<readonly DescribedEvent[]>();

  /** `describe` must not tell what differs between events of a shape: time and serial number. */
  constructor(normalizer: Normalizer, describe: (output: OutputEvent) => string) {
    this.#normalizer = normalizer;
    this.#describe = describe;
  }

  /** Those of the last event, if they are kept. */
  get last(): Kept<readonly DescribedEvent[]> | undefined {
    return this.#shapes.last;
  }

  /** The output events of the event, in order. `isWorth` of false: they are not to be kept. */
  of(event: AuditEvent, isWorth?: boolean): readonly DescribedEvent[] {
    const known = this.#shapes.get(event, isWorth);
    if (known !== undefined) return known;
    const described: DescribedEvent[] = [];
    let size = 0;
    this.#normalizer.each(event, (output) => {
      const { node, typeName, findings } = output;
      const text = this.#describe(output);
      size += text.length;
      described.push({ node, typeName, isNormalized: findings.isNormalized, text });
    });
    if (size <= LONGEST_KEPT && this.#shapes.keeps)
      this.#shapes.keep(described.map(flat), size, this.#normalizer.lookedPassing);
    return described;
  }
}

/** With a copy of the text in one piece, so that what it was put together from does not stay alive. */
function flat(described: DescribedEvent): DescribedEvent {
  return { ...described, text: lastingText(described.text) };
}
