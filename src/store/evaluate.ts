/** A predicate on columns that are at hand. What stores are told in their own language means the same. */
import type { Predicate } from './predicate.js';
import type { ColumnName, Row } from './row.js';

/** Columns of neighbouring rows, each from the same row on. */
export type Columns = { readonly [K in ColumnName]?: readonly Row[K][] };

/** The columns that it is about. */
export function columnsOf(predicate: Predicate): ReadonlySet<ColumnName> {
  const columns = new Set<ColumnName>();
  const visit = (part: Predicate): void => {
    if (part.kind === 'and' || part.kind === 'or') part.of.forEach(visit);
    else if (part.kind === 'not') visit(part.of);
    else columns.add('column' in part ? part.column : part.kind);
  };
  visit(predicate);
  return columns;
}

/** Whether it holds for row `i` of the columns, which are all that it is about. */
export function evaluator(predicate: Predicate, columns: Columns): (i: number) => boolean {
  switch (predicate.kind) {
    case 'and': {
      const parts = predicate.of.map((part) => evaluator(part, columns));
      return (i) => parts.every((holds) => holds(i));
    }
    case 'or': {
      const parts = predicate.of.map((part) => evaluator(part, columns));
      return (i) => parts.some((holds) => holds(i));
    }
    case 'not': {
      const holds = evaluator(predicate.of, columns);
      return (i) => !holds(i);
    }
    case 'number': {
      const values = new Set(predicate.values);
      const column = of(columns, predicate.column);
      return (i) => values.has(column[i] ?? Number.NaN);
    }
    case 'exit': {
      const column = of(columns, 'exit');
      return (i) => column[i] === predicate.value;
    }
    case 'types': {
      const values = new Set(predicate.values);
      const column = of(columns, 'types');
      return (i) => column[i]?.some((type) => values.has(type)) === true;
    }
    case 'bits': {
      const column = of(columns, predicate.column);
      return (i) => ((column[i] ?? 0) & predicate.bits) !== 0;
    }
    case 'text': {
      const column = of(columns, predicate.column);
      const holds = textTest(predicate);
      return (i) => holds(column[i]);
    }
    case 'texts': {
      const column = of(columns, predicate.column);
      const holds = textTest(predicate);
      return (i) => column[i]?.some(holds) === true;
    }
  }
}

function of<K extends ColumnName>(columns: Columns, name: K): readonly Row[K][] {
  const column: readonly Row[K][] | undefined = columns[name];
  if (!column) throw new Error(`the column ${name} is not at hand`);
  return column;
}

function textTest({ text, whole }: { readonly text: string; readonly whole: boolean }): (value?: string) => boolean {
  return whole ? (value) => value === text : (value) => value?.includes(text) === true;
}
