/** OpenTelemetry's protocol over HTTP, logs as JSON. */
import { asObject, members, type Sent, TAKEN, type Target } from '../target.js';

/** What the format writes around the resource of each event. */
const [BEFORE, BEHIND] = ['{"resourceLogs":[', ']}'];

export const otlp: Target = {
  schemes: ['otlp'],
  port: 4318,
  path: (given) => (given === '' || given === '/' ? '/v1/logs' : given),
  tokenKind: 'Bearer',
  format: 'otlp',
  contentType: 'application/json',
  body: (events: readonly Sent[]) =>
    `${BEFORE}${events.map(({ text }) => text.slice(BEFORE.length, -BEHIND.length)).join(',')}${BEHIND}`,
  judge: ({ body }) => {
    const { rejectedLogRecords, errorMessage } = asObject(members(body).partialSuccess);
    const count = Number(rejectedLogRecords ?? 0);
    return count > 0 ? { kind: 'refused', text: `${count} events: ${errorMessage ?? 'no reason'}` } : TAKEN;
  },
};
