/** Loki's push: a line is the event as JSON; few labels, as each set of them is a stream of its own there. */
import { milliseconds, type Sent, TAKEN, type Target } from '../target.js';

export const loki: Target = {
  schemes: ['loki'],
  port: 3100,
  path: (given) => (given === '' || given === '/' ? '/loki/api/v1/push' : given),
  tokenKind: 'Bearer',
  format: 'json',
  contentType: 'application/json',
  body: (events) => JSON.stringify({ streams: streamsOf(events) }),
  judge: () => TAKEN,
};

function streamsOf(events: readonly Sent[]): readonly object[] {
  const streams = new Map<string, { stream: object; values: [string, string][] }>();
  for (const { row, text, host } of events) {
    const labels = { job: 'ts-audit', host, stream: row.stream };
    const key = JSON.stringify(labels);
    const found = streams.get(key) ?? { stream: labels, values: [] };
    streams.set(key, found);
    found.values.push([`${BigInt(milliseconds(row)) * 1_000_000n}`, text]);
  }
  return [...streams.values()];
}
