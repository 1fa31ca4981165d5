/** Dates and times that somebody's locale wrote, back to seconds. */
import { cDefinition, type TimeDefinition } from '../../../locale/definition.js';
import { writeTime } from '../../../locale/format.js';
import type { TimeLocale } from '../../../locale/locale.js';
import { scanTime } from '../../../locale/scan.js';
import type { Zone } from '../../../locale/zone.js';

export class MomentReader {
  readonly #locale: TimeLocale;
  #text = '';
  #second: number | undefined;

  constructor(locale: TimeLocale) {
    this.#locale = locale;
  }

  /** Undefined: neither this locale nor plain C writes a time like that. */
  second(text: string): number | undefined {
    if (text === this.#text) return this.#second;
    const before = this.#second ?? 0;
    this.#text = text;
    this.#second = this.#read(text, this.#locale.definition, before) ?? this.#read(text, cDefinition, before);
    return this.#second;
  }

  #read(text: string, definition: TimeDefinition, before: number): number | undefined {
    const format = `${definition.date} %H:%M:%S`;
    const { year, month, day, hour, minute, second, length } = scanTime(text, format, definition) ?? { length: 0 };
    if (length !== text.length || year === undefined || month === undefined || day === undefined) return undefined;
    const fields = { year, month, day, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0 };
    const { zone } = this.#locale;
    const moments = [true, false].flatMap((dst) => zone.second(fields, dst) ?? []);
    const shown = moments.filter((moment) => isShown(moment, text, format, definition, zone)).sort((a, b) => a - b);
    // The hour that clocks show twice in autumn: events come in order.
    return shown.find((moment) => moment >= before) ?? shown[0];
  }
}

function isShown(moment: number, text: string, format: string, definition: TimeDefinition, zone: Zone): boolean {
  const parts = zone.parts(moment);
  return parts !== undefined && writeTime(format, parts, definition) === text;
}
