/** Texts of seconds, for a minute at once where they differ in the digits of the second alone. */

export interface SecondTexts {
  /** First second, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** Those of the first second. */
  readonly texts: readonly string[];
  /** Where the two digits of the second stand: number of the text, place in it. */
  readonly digits: readonly (readonly [text: number, at: number])[];
}

const MINUTE = 60;
/** Seconds of a minute whose texts tell where its digits are; no digit is the same in two of them. */
const PROBES: readonly number[] = [37, 59];
const ZEROS = '00';

/**
 * The texts of the minute around a second; of the second alone where its digits are not all that changes in them. Undefined: it has
 * none. `expected`: where the digits stood in another minute. It is asked first whether they do here, too.
 */
export function secondTexts(
  sec: number,
  times: (sec: number) => readonly string[] | undefined,
  expected: SecondTexts['digits'] = [],
): SecondTexts | undefined {
  const from = sec - (sec % MINUTE);
  const texts = times(from);
  if (texts === undefined) return alone(sec, times);
  const probes = PROBES.map((second) => ({ digits: String(second), texts: times(from + second) ?? [] }));
  const minute = { from, to: from + MINUTE, texts };
  if (probes.every((probe) => areEqual(withDigits(texts, expected, probe.digits), probe.texts)))
    return { ...minute, digits: expected };
  const digits: (readonly [number, number])[] = [];
  for (const [number, text] of texts.entries()) {
    const others = probes.map((probe) => ({ digits: probe.digits, text: probe.texts[number] ?? '' }));
    const places = digitPlaces(text, others);
    if (places === undefined) return alone(sec, times);
    for (const at of places) digits.push([number, at]);
  }
  return { ...minute, digits };
}

function alone(sec: number, times: (sec: number) => readonly string[] | undefined): SecondTexts | undefined {
  const texts = times(sec);
  return texts && { from: sec, to: sec + 1, texts, digits: [] };
}

/** Undefined: there are no zeros in these places. */
function withDigits(
  texts: readonly string[],
  places: SecondTexts['digits'],
  digits: string,
): readonly string[] | undefined {
  const changed = [...texts];
  for (const [number, at] of places) {
    const text = changed[number];
    if (!text?.startsWith(ZEROS, at)) return undefined;
    changed[number] = `${text.slice(0, at)}${digits}${text.slice(at + ZEROS.length)}`;
  }
  return changed;
}

function areEqual(some: readonly string[] | undefined, others: readonly string[]): boolean {
  return some?.length === others.length && some.every((text, i) => text === others[i]);
}

/** Undefined: they differ in something else. */
function digitPlaces(
  text: string,
  others: readonly { readonly digits: string; readonly text: string }[],
): readonly number[] | undefined {
  const places: number[] = [];
  if (others.some((other) => other.text.length !== text.length)) return undefined;
  for (let at = 0; at < text.length; at++) {
    if (others.every((other) => other.text[at] === text[at])) continue;
    const isPair = text.startsWith(ZEROS, at) && others.every((other) => other.text.startsWith(other.digits, at));
    if (!isPair) return undefined;
    places.push(at);
    at++;
  }
  return places;
}
