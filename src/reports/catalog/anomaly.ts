/** -n: anomalies that the kernel or an intrusion detection system found. */
import { auidColumn, eventColumn, exeColumn, hostColumn, terminalColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('2100-2199', '1700-1799', 'SECCOMP');

export const anomaly: Report = {
  name: 'anomaly',
  choice: { spellings: ['-n', '--anomaly'], section: 'Decisions', text: 'anomalies', refusesWord: true },
  option: '-n',
  shape: {
    kind: 'listing',
    types,
    columns: [
      typeColumn,
      { ...exeColumn('?', 'escaped'), text: ({ attributes }) => attributes.exe ?? attributes.comm },
      terminalColumn('?'),
      hostColumn('?'),
      auidColumn,
      eventColumn,
    ],
    summary: typeSummary,
  },
};
