/**
 * Whether rows show their node is decided by the first rows, which are held back for it: with one node the column says
 * nothing. A log that mentions a second node only after that gets the column if the first one had a name.
 */
import type { GridRow, Layout } from './grid.js';

const HELD = 20_000;

export interface NodeAwareLayout {
  /** Called once, before all rows. */
  header(nodes: boolean): void;
  row(row: GridRow, nodes: boolean): void;
  end(): void;
}

export function withNodeColumn(layout: NodeAwareLayout): Layout {
  let nodes: boolean | undefined; // undecided
  const held: GridRow[] = [];
  const decide = (decision: boolean): void => {
    nodes = decision;
    layout.header(decision);
    for (const row of held) layout.row(row, decision);
    held.length = 0;
  };
  return {
    row: (row) => {
      if (nodes !== undefined) return layout.row(row, nodes);
      held.push(row);
      if (row.node !== held[0]?.node) decide(true);
      else if (held.length === HELD) decide(row.node !== undefined);
    },
    end: () => {
      if (nodes === undefined) decide(false);
      layout.end();
    },
  };
}
