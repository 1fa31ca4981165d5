/** Splunk's HTTP Event Collector: an object an event, one behind the other. */
import { milliseconds, TAKEN, type Target } from '../target.js';

export const splunkHec: Target = {
  schemes: ['splunk-hec'],
  port: 8088,
  path: (given) => (given === '' || given === '/' ? '/services/collector/event' : given),
  tokenKind: 'Splunk',
  format: 'json',
  contentType: 'application/json',
  // The event is JSON already, and as large as they come.
  body: (events) =>
    events
      .map(({ row, text, host }) => {
        const around = { time: milliseconds(row) / 1000, host, source: row.stream, sourcetype: 'ts-audit' };
        return `${JSON.stringify(around).slice(0, -1)},"event":${text}}`;
      })
      .join('\n'),
  judge: () => TAKEN,
};
