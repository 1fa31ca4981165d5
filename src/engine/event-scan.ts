/** All events of the logs, one after the other, for what needs to have seen each of them. */
import type { Source } from '../input/source.js';
import { eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { scanSources } from './merge.js';
import type { ScanOptions, ScanResult } from './scan.js';

export interface EventScan {
  readonly sources: readonly Source[];
  readonly failed?: ScanOptions['failed'];
  readonly understood?: ScanOptions['understood'];
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** Called in the order of release; the event is good until it returns. */
  readonly each: (event: AuditEvent) => void;
  /** Called now and then with the number of bytes read. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

export function scanEvents({ sources, timeout, each, progress, failed, understood }: EventScan): Promise<ScanResult> {
  return scanSources(sources, {
    failed,
    understood,
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
