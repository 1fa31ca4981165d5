/** Texts of seconds, for an hour or a minute at once where they differ in the digits of minute and second alone. */

/** Two digits of a text: its number, their place in it, and how many seconds their number counts. */
export type Digits = readonly [text: number, at: number, unit: Unit];
type Unit = 1 | 60;

export interface SecondTexts {
  /** First second, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** Those of the first second. */
  readonly texts: readonly string[];
  /** Where minute and second stand. */
  readonly digits: readonly Digits[];
}

/** Seconds of a span whose texts tell where its digits are; no digit is the same in two of them, and one is the last second. */
interface Probe {
  readonly second: number;
  readonly digits: readonly (readonly [text: string, unit: Unit])[];
}

interface Span {
  readonly length: number;
  /** Seconds behind a multiple of the length: clocks of some zones show half an hour, or a quarter, when UTC shows a full one. */
  readonly shift: number;
  readonly probes: readonly Probe[];
}

const MINUTE = 60;
const HOUR = 3600;
const QUARTER = 900;
const ZEROS = '00';

const hourProbes: readonly Probe[] = [
  {
    second: 37 * MINUTE + 26,
    digits: [
      ['37', MINUTE],
      ['26', 1],
    ],
  },
  {
    second: HOUR - 1,
    digits: [
      ['59', MINUTE],
      ['59', 1],
    ],
  },
];
const minuteProbes: readonly Probe[] = [37, 59].map((second) => ({ second, digits: [[String(second), 1]] }));

/** In the order in which they are tried. */
const SPANS: readonly Span[] = [
  ...[0, 2, 1, 3].map((quarters) => ({ length: HOUR, shift: quarters * QUARTER, probes: hourProbes })),
  { length: MINUTE, shift: 0, probes: minuteProbes },
];

/**
 * The texts of the hour or minute around a second; of the second alone where these digits are not all that changes in them.
 * Undefined: it has none. `expected`: where the digits stood in another span. It is asked first whether they do here, too.
 */
export function secondTexts(
  sec: number,
  times: (sec: number) => readonly string[] | undefined,
  expected: SecondTexts['digits'] = [],
): SecondTexts | undefined {
  for (const span of SPANS) {
    const found = textsIn(span, sec, times, expected);
    if (found) return found;
  }
  const texts = times(sec);
  return texts && { from: sec, to: sec + 1, texts, digits: [] };
}

function textsIn(
  { length, shift, probes }: Span,
  sec: number,
  times: (sec: number) => readonly string[] | undefined,
  expected: SecondTexts['digits'],
): SecondTexts | undefined {
  const from = Math.floor((sec - shift) / length) * length + shift;
  const texts = times(from);
  if (texts === undefined) return undefined;
  const others = probes.map((probe) => ({ ...probe, texts: times(from + probe.second) ?? [] }));
  const span = { from, to: from + length, texts };
  if (others.every((other) => areEqual(withDigits(texts, expected, other), other.texts)))
    return { ...span, digits: expected };
  const digits: Digits[] = [];
  for (const [number, text] of texts.entries()) {
    const places = digitPlaces(
      text,
      others.map((other) => ({ digits: other.digits, text: other.texts[number] ?? '' })),
    );
    if (places === undefined) return undefined;
    for (const [at, unit] of places) digits.push([number, at, unit]);
  }
  return { ...span, digits };
}

/** Undefined: there are no zeros in these places. */
function withDigits(
  texts: readonly string[],
  places: SecondTexts['digits'],
  { digits }: Probe,
): readonly string[] | undefined {
  const changed = [...texts];
  for (const [number, at, unit] of places) {
    const text = changed[number];
    const written = digits.find(([, of]) => of === unit)?.[0];
    if (written === undefined || !text?.startsWith(ZEROS, at)) return undefined;
    changed[number] = `${text.slice(0, at)}${written}${text.slice(at + ZEROS.length)}`;
  }
  return changed;
}

function areEqual(some: readonly string[] | undefined, others: readonly string[]): boolean {
  return some?.length === others.length && some.every((text, i) => text === others[i]);
}

/** Undefined: they differ in something else. */
function digitPlaces(
  text: string,
  others: readonly { readonly digits: Probe['digits']; readonly text: string }[],
): readonly (readonly [at: number, unit: Unit])[] | undefined {
  const places: (readonly [number, Unit])[] = [];
  if (others.some((other) => other.text.length !== text.length)) return undefined;
  for (let at = 0; at < text.length; at++) {
    if (others.every((other) => other.text[at] === text[at])) continue;
    const unit = text.startsWith(ZEROS, at) ? unitAt(at, others) : undefined;
    if (unit === undefined) return undefined;
    places.push([at, unit]);
    at++;
  }
  return places;
}

/** Of the digits that stand there in all of these texts. */
function unitAt(
  at: number,
  others: readonly { readonly digits: Probe['digits']; readonly text: string }[],
): Unit | undefined {
  const units: readonly Unit[] = [1, MINUTE];
  return units.find((unit) =>
    others.every(({ digits, text }) => digits.some(([written, of]) => of === unit && text.startsWith(written, at))),
  );
}
