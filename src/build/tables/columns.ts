/**
 * What a column of `src/tables/data/*.tsv` may hold. Each sort of column says which words are right, how a right word is
 * carried in the program, and which type the program sees.
 */

/** What a word is checked against. */
export interface Surroundings {
  /** The words of the same line by column. */
  readonly cells: ReadonlyMap<string, string>;
  /** Of the line, 1 for the first below the header. */
  readonly number: number;
  /** All words of a column of another table. */
  readonly column: (table: string, column: string) => ReadonlySet<string>;
}

export interface Column {
  /** TypeScript type of a row's member. Undefined: the column explains the line to people and is not carried. */
  readonly type: string | undefined;
  /** Behind the column's name in the carried text; see `src/tables/table.ts`, which reads it. */
  readonly code: string;
  /** A type that the column's type speaks of, by name. */
  readonly names?: readonly string[];
  /** What is wrong with a word; undefined for a right one. */
  readonly problem: (word: string, at: Surroundings) => string | undefined;
  readonly carried: (word: string) => string;
}

const same = (word: string): string => word;

/** Any words. */
export const text: Column = { type: 'string', code: '', problem: () => undefined, carried: same };

/** At least one letter. */
export const word: Column = { ...text, problem: (cell) => (cell === '' ? 'is empty' : undefined) };

/** For people who read the table. */
export const note: Column = { ...text, type: undefined };

/** 1, 2, 3 … line by line: the order counts, and is that of the file. */
export const order: Column = {
  ...note,
  problem: (cell, { number }) => (cell === String(number) ? undefined : `is not ${number}, the place of the line`),
};

/** A whole number, written in decimal. */
export const integer: Column = {
  type: 'number',
  code: '#',
  problem: (cell) => (/^-?(0|[1-9]\d*)$/.test(cell) && Number.isSafeInteger(Number(cell)) ? undefined : 'is no number'),
  carried: same,
};

/** A number written as `0x1f`, carried as a number. */
export const hexadecimal: Column = {
  ...integer,
  problem: (cell) => (/^0x[0-9a-f]+$/.test(cell) ? undefined : 'is no hexadecimal number (0x…)'),
  carried: (cell) => String(Number(cell)),
};

/** The number of another column once more, in hexadecimal with or without `0x`. */
export function hexadecimalOf(column: string): Column {
  return {
    ...note,
    problem: (cell, { cells }) =>
      Number(cell.replace(/^(0x)?/, '0x')) === Number(cells.get(column))
        ? undefined
        : `is not ${column} in hexadecimal`,
  };
}

/** Bytes as hex digits. */
export const hexDigits: Column = {
  ...text,
  problem: (cell) => (/^([0-9a-f]{2})+$/.test(cell) ? undefined : 'is not made of pairs of hex digits'),
};

/** Two words for true and false. */
export function either(yes: string, no: string): Column {
  return {
    type: 'boolean',
    code: '!',
    problem: (cell) => (cell === yes || cell === no ? undefined : `is neither "${yes}" nor "${no}"`),
    carried: (cell) => (cell === yes ? '1' : ''),
  };
}

/** One of a few words, which make a type of that name. */
export function oneOf(name: string, words: readonly string[]): Column {
  const known = new Set(words);
  return {
    type: name,
    code: '',
    names: [`export type ${name} =${words.map((member) => `\n  | '${member}'`).join('')};\n`],
    problem: (cell) => (known.has(cell) ? undefined : `is none of ${words.join(', ')}`),
    carried: same,
  };
}

/** A word of another table's column. */
export function wordOf(table: string, column: string): Column {
  return {
    ...text,
    problem: (cell, at) =>
      at.column(table, column).has(cell) ? undefined : `does not stand in ${table}.tsv (${column})`,
  };
}

/** What `pattern` allows; `what` completes "is no …". */
export function shaped(pattern: RegExp, what: string): Column {
  return { ...text, problem: (cell) => (pattern.test(cell) ? undefined : `is no ${what}`) };
}

/** Free words of which only the first matter, if they are among the given. */
export function startingWith(...starts: readonly string[]): Column {
  return {
    ...text,
    type: ["''", ...starts.map((start) => `'${start}'`)].join(' | '),
    carried: (cell) => starts.find((start) => cell.startsWith(start)) ?? '',
  };
}

/** The same column where a cell may be without a word: `undefined` in the row. */
export function optional(column: Column, none = ''): Column {
  return {
    ...column,
    type: column.type && `${column.type} | undefined`,
    code: `${column.code}?`,
    problem: (cell, at) => (cell === none ? undefined : column.problem(cell, at)),
    carried: (cell) => (cell === none ? '' : column.carried(cell)),
  };
}

/** Words with a comma (or something else) between them. */
export function listOf(column: Column, separator = ','): Column {
  return {
    ...column,
    type: column.type && `readonly ${column.type}[]`,
    code: `${column.code},`,
    problem: (cell, at) => first(cell, (part) => column.problem(part, at)),
    carried: (cell) => words(cell).map(column.carried).join(','),
  };

  function words(cell: string): readonly string[] {
    return cell === '' ? [] : cell.split(separator);
  }

  function first(cell: string, problem: (part: string) => string | undefined): string | undefined {
    for (const part of words(cell)) {
      const found = problem(part);
      if (found !== undefined) return words(cell).length === 1 ? found : `holds "${part}", which ${found}`;
    }
    return undefined;
  }
}

/** The same words, for the checks only. */
export function checked(column: Column): Column {
  return { ...column, type: undefined };
}
