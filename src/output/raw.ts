/** The lines of an event as they were in the log. */
import type { Out } from '../bytes/out.js';
import type { AuditEvent } from '../log/event.js';
import type { Formatter } from './formatter.js';

const GROUP_SEPARATOR = '\x1d';

export class RawFormatter implements Formatter {
  event(event: AuditEvent, out: Out): void {
    // BUG? One enriched record in the event, and all records get a separator.
    const isEnriched = event.records.some((record) => record.isEnriched);
    for (const record of event.records) {
      if (isEnriched) out.write(`${record.text}${GROUP_SEPARATOR}${record.enriched ?? ''}\n`);
      else out.write(`${record.text}\n`);
    }
  }
}
