/** --tty: what was typed. */
import { isNoInput, terminalInput } from '../../interpret/kinds/terminal-input.js';
import { auidColumn, commColumn, eventColumn, terminalColumn } from '../columns.js';
import type { Reading } from '../reading.js';
import type { Report } from '../report.js';
import { typeSet } from '../types.js';

const types = typeSet('TTY', 'USER_TTY');

export const tty: Report = {
  name: 'tty',
  choice: { spellings: ['--tty'], section: 'What was run', text: 'what was typed' },
  option: '--tty',
  shape: {
    kind: 'listing',
    differsInShape: true,
    types,
    selects: (reading) => types.has(reading.firstType),
    columns: [
      eventColumn,
      auidColumn,
      terminalColumn('?'),
      {
        key: 'session',
        title: 'sess',
        absent: '?',
        numeric: true,
        text: ({ attributes }) => String(attributes.session),
        data: ({ attributes }) => (attributes.session >= 4294967294 ? null : attributes.session),
      },
      commColumn('?'),
      { key: 'data', title: 'data', absent: '?', text: typed },
    ],
    // BUG? A row without data ends after the time, and the next row goes on in the same line.
    breaksOff: (reading) => typed(reading) === undefined,
  },
};

/** What was typed according to the first record, key by key; undefined when it has no `data=`. */
function typed({ event }: Reading): string | undefined {
  const text = event.records[0]?.text ?? '';
  const at = text.indexOf('data=');
  if (at < 0) return undefined;
  const rest = text.slice(at + 'data='.length);
  const space = rest.lastIndexOf(' ');
  const value = space < 0 ? rest : rest.slice(0, space);
  return isNoInput(value) ? `conversion error(${value})` : terminalInput(value);
}
