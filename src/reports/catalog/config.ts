/** -c: changes of the configuration of auditing and of security modules. */
import { eventColumn, plainAuidColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet(
  'CONFIG_CHANGE',
  'DAEMON_CONFIG',
  'USYS_CONFIG',
  'NETFILTER_CFG',
  'FEATURE_CHANGE',
  'USER_MAC_CONFIG_CHANGE',
  '1403-1417',
);

export const config: Report = {
  name: 'config',
  choice: { spellings: ['-c', '--config'], section: 'The log itself', text: 'changes of configuration' },
  option: '-c',
  shape: {
    kind: 'listing',
    types,
    columns: [typeColumn, plainAuidColumn, successColumn, eventColumn],
    summary: typeSummary,
  },
};
