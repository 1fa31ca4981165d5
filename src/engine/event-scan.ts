/** All events of the logs, one after the other, for what needs to have seen each of them. */
import type { Input } from '../input/input.js';
import { eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { scanInputs } from './merge.js';
import type { ScanResult } from './scan.js';

export interface EventScan {
  readonly inputs: readonly Input[];
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** Called in the order of release; the event is good until it returns. */
  readonly each: (event: AuditEvent) => void;
  /** Called now and then with the number of bytes read. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

export function scanEvents({ inputs, timeout, each, progress }: EventScan): Promise<ScanResult> {
  return scanInputs(inputs, {
    timeout,
    start: undefined,
    end: undefined,
    badStamp: () => {},
    needles: [],
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => {
      for (const event of eventsOf(batch)) each(event);
    },
    between: (bytes) => {
      progress?.(bytes);
      return false;
    },
  });
}
