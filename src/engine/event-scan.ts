/** All events of the logs, one after the other, for what needs to have seen each of them. */
import type { Source } from '../input/source.js';
import { eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { scanSources } from './merge.js';
import type { ScanOptions, ScanResult } from './scan-options.js';

export interface EventScan
  extends Pick<ScanOptions, 'timeout' | 'start' | 'end' | 'failed' | 'understood'>,
    Partial<Pick<ScanOptions, 'needles' | 'badStamp'>> {
  readonly sources: readonly Source[];
  /** Called in the order of release; the event is good until it returns. */
  readonly each: (event: AuditEvent) => void;
  /** Called now and then with the number of bytes read. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

export function scanEvents({ sources, each, progress, ...options }: EventScan): Promise<ScanResult> {
  return scanSources(sources, {
    needles: [],
    badStamp: () => {},
    ...options,
    batch: (batch) => {
      for (const event of eventsOf(batch)) each(event);
    },
    between: (bytes) => {
      progress?.(bytes);
      return false;
    },
  });
}
