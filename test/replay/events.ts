/** Events of the recorded logs in fixtures/. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readEvents } from '../../src/library/read-events.js';
import type { AuditEvent } from '../../src/log/event.js';

const logFolder = path.resolve(import.meta.dirname, '../../fixtures/logs');

export async function recordedEvents(): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  const names = readdirSync(logFolder).filter((name) => name.endsWith('.log'));
  for await (const event of readEvents(names.map((name) => path.join(logFolder, name)))) events.push(event);
  return events;
}
