/** Whether the numbers of a kernel's memory agree with each other. */

/** What the numbers of a layout mean, by their names. Bytes of an area: the product of `room`. */
export interface Layout<N extends string> {
  readonly structs: readonly {
    /** The number that is its size, and its fields with the bytes of their types. */
    readonly size: N;
    readonly fields: Readonly<Partial<Record<N, 4 | 8>>>;
  }[];
  /** From low to high. */
  readonly areas: readonly { readonly at: N; readonly room: readonly (N | number)[] }[];
  readonly end: N;
  /** Bits of one number: each another one. */
  readonly bits?: readonly N[];
  /** Numbers that tell things apart, those of one list from each other. */
  readonly codes?: readonly (readonly N[])[];
}

/** What is wrong with the numbers; empty when they are as they should be. */
export function layoutFaults<N extends string>(numbers: Readonly<Record<N, number>>, layout: Layout<N>): string[] {
  return [
    ...structFaults(numbers, layout),
    ...areaFaults(numbers, layout),
    ...codeFaults(numbers, layout),
    ...unseen(numbers, layout),
  ];
}

/** Fields lie one behind the other, without a gap that a field would fit into, and where their types may lie. */
function structFaults<N extends string>(numbers: Readonly<Record<N, number>>, { structs }: Layout<N>): string[] {
  return structs.flatMap(({ size, fields }) => {
    const places = fieldsOf(fields)
      .map(([name, bytes]) => ({ name, bytes, at: numbers[name] }))
      .sort((one, other) => one.at - other.at);
    const faults = places.flatMap(({ name, bytes, at }, i) => {
      const before = places[i - 1];
      const free = before ? before.at + before.bytes : 0;
      if (at < free) return [`${name} lies inside ${before?.name}`];
      if (at % bytes !== 0) return [`${name} is not aligned to ${bytes} bytes`];
      return at - free >= bytes ? [`${name} leaves a gap before it`] : [];
    });
    const last = places.at(-1);
    const end = last ? last.at + last.bytes : 0;
    if (end > numbers[size]) faults.push(`${last?.name} ends behind ${size}`);
    const widest = Math.max(...places.map(({ bytes }) => bytes));
    if (numbers[size] % widest !== 0) faults.push(`${size} is no multiple of ${widest}`);
    return faults;
  });
}

function areaFaults<N extends string>(numbers: Readonly<Record<N, number>>, { areas, end }: Layout<N>): string[] {
  return areas.flatMap(({ at, room }, i) => {
    const next = areas[i + 1]?.at ?? end;
    const bytes = room.reduce(
      (product: number, each) => product * (typeof each === 'number' ? each : numbers[each]),
      1,
    );
    if (numbers[at] % 8 !== 0) return [`${at} is no multiple of 8`];
    return numbers[at] + bytes > numbers[next] ? [`what is at ${at} runs into ${next}`] : [];
  });
}

function codeFaults<N extends string>(
  numbers: Readonly<Record<N, number>>,
  { bits = [], codes = [] }: Layout<N>,
): string[] {
  const isBit = (number: number): boolean => number > 0 && (number & (number - 1)) === 0;
  const twice = (names: readonly N[]): string[] =>
    names.flatMap((name, i) => {
      const other = names.slice(0, i).find((each) => numbers[each] === numbers[name]);
      return other === undefined ? [] : [`${name} is the same as ${other}`];
    });
  const odd = bits.flatMap((name) => (isBit(numbers[name]) ? [] : [`${name} is no single bit`]));
  return [...odd, ...twice(bits), ...codes.flatMap(twice)];
}

/** A number that nobody looks at may be wrong. */
function unseen<N extends string>(numbers: Readonly<Record<N, number>>, layout: Layout<N>): string[] {
  const { structs, areas, end, bits = [], codes = [] } = layout;
  const seen = new Set<unknown>([
    ...bits,
    ...codes.flat(),
    ...structs.flatMap(({ size, fields }) => [size, ...Object.keys(fields)]),
    ...areas.flatMap(({ at, room }) => [at, ...room]),
    end,
  ]);
  return Object.keys(numbers).flatMap((name) => (seen.has(name) ? [] : [`${name} is not in the layout`]));
}

function fieldsOf<N extends string>(fields: Readonly<Partial<Record<N, 4 | 8>>>): (readonly [N, 4 | 8])[] {
  const found: (readonly [N, 4 | 8])[] = [];
  for (const name in fields) {
    const bytes = fields[name];
    if (bytes !== undefined) found.push([name, bytes]);
  }
  return found;
}
