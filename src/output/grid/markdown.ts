/** Rows as a Markdown table. */
import type { Out } from '../../bytes/out.js';
import { type Datum, type GridColumn, type Layout, printable } from './grid.js';
import { withNodeColumn } from './node-column.js';

export function markdownLayout(columns: readonly GridColumn[], out: Out): Layout {
  let rows = 0;
  return withNodeColumn({
    header: (nodes) => {
      const titles = ['#', ...(nodes ? ['node'] : []), ...columns.map(({ title }) => title)];
      const rules = ['--:', ...(nodes ? ['---'] : []), ...columns.map(({ numeric }) => (numeric ? '--:' : '---'))];
      out.write(`${line(titles)}${line(rules)}`);
    },
    row: ({ node, cells }, nodes) => {
      rows++;
      out.write(line([rows, ...(nodes ? [node ?? null] : []), ...cells].map(cellText)));
    },
    end: () => {},
  });
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function cellText(value: Datum): string {
  // Text must stay text: no cell may end, no markup may begin.
  return value === null ? '' : printable(String(value)).replace(/[\\|`*_<>[\]#~]/g, '\\$&');
}
