/** Which events a report is about. */
import type { Attributes } from '../attributes/attributes.js';
import type { AuditEvent } from '../log/event.js';
import type { ReportFilter } from './job.js';
import { typeSet } from './types.js';

// BUG? --add and --delete take out the opposite instead of selecting, and look at nothing else.
const additions = typeSet(
  ...['ADD_USER', 'ADD_GROUP', 'MAC_CIPSOV4_ADD', 'MAC_MAP_ADD', 'MAC_IPSEC_ADDSA', 'MAC_IPSEC_ADDSPD'],
  'MAC_UNLBL_STCADD',
);
const deletions = typeSet(
  ...['DEL_USER', 'DEL_GROUP', 'MAC_CIPSOV4_DEL', 'MAC_MAP_DEL', 'MAC_IPSEC_DELSA', 'MAC_IPSEC_DELSPD'],
  'MAC_UNLBL_STCDEL',
);
const configChange = typeSet('CONFIG_CHANGE');

export function eventFilter(filter: ReportFilter): (event: AuditEvent, attributes: Attributes) => boolean {
  const success = filter.outcome === undefined ? undefined : filter.outcome === 'success' ? 1 : 0;
  const unwanted = [
    ...(filter.without === undefined ? [] : [filter.without === 'additions' ? additions : deletions]),
    ...(filter.configChanges ? [] : [configChange]),
  ];
  return (event, attributes) => {
    if (success !== undefined && attributes.success !== success) return false;
    const [first] = event.records;
    return first === undefined || !unwanted.some((types) => types.has(first.type));
  };
}
