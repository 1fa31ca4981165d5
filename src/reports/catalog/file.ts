/** -f: files. */
import type { Attributes } from '../../attributes/attributes.js';
import { auidColumn, eventColumn, exeColumn, successColumn, syscallColumn } from '../columns.js';
import type { Report } from '../report.js';

export const file: Report = {
  name: 'file',
  choice: { spellings: ['-f', '--file'], section: 'Objects', text: 'files', refusesWord: true },
  option: '-f',
  groups: ['nametype'],
  shape: {
    kind: 'listing',
    selects: ({ attributes }) => attributes.files !== undefined,
    columns: [
      { key: 'file', title: 'file', absent: '', escaped: true, text: ({ attributes }) => shownFile(attributes) },
      syscallColumn,
      successColumn,
      exeColumn('?', 'escaped'),
      auidColumn,
      eventColumn,
    ],
    summary: {
      items: 'text',
      key: 'file',
      escaped: true,
      reads: ['files'],
      count: ({ attributes }, add) => {
        for (const file of attributes.files ?? []) add(file);
      },
    },
  },
};

/**
 * The first file that is not a parent directory. BUG? Its name type runs to the end of the record, so a parent of a
 * kernel that logs anything behind `nametype=PARENT` is shown after all.
 */
function shownFile({ files = [], nameTypes = [] }: Attributes): string | undefined {
  if (files.length === 1) return files[0];
  return files.find((_, i) => nameTypes[i] !== 'PARENT');
}
