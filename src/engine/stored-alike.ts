/** What the columns of events that were counted say, as reports see events. */
import { initialAttributes } from '../attributes/attributes.js';
import { toBytes } from '../bytes/text.js';
import type { Alike } from '../reports/alike.js';
import { URING } from '../store/attribute-columns.js';
import type { CountedRows } from '../store/count.js';

export function alikeOf({ types = [], auidName, files, keys, ...values }: CountedRows['values']): Alike {
  const { arch, comm, exe, hostname, terminal, acct } = values;
  const text = (value: string | undefined): string | undefined => (value === undefined ? undefined : toBytes(value));
  const initial = initialAttributes();
  return {
    types,
    auidName: text(auidName),
    attributes: {
      pid: values.pid ?? initial.pid,
      auid: values.auid ?? initial.auid,
      syscall: values.syscall ?? initial.syscall,
      success: values.success,
      arch: arch === URING ? 'uring' : arch,
      ...{ comm: text(comm), exe: text(exe), hostname: text(hostname), terminal: text(terminal), acct: text(acct) },
      ...(files && { files: files.map(toBytes) }),
      ...(keys && { keys: keys.map(toBytes) }),
    },
  };
}
