/** Elasticsearch and OpenSearch: `_bulk` with ids that are made of the events, so one that is sent again is there once. */
import { type Answer, asObject, members, type Sent, TAKEN, type Target, type Verdict } from '../target.js';

const CONFLICT = 409;
const TOO_MANY = 429;

export const elasticsearch: Target = {
  schemes: ['elasticsearch', 'opensearch'],
  port: 9200,
  path: (given) => (/^\/[^/]+$/.test(given) ? `${given}/_bulk` : undefined),
  tokenKind: 'ApiKey',
  format: 'ecs-bulk',
  contentType: 'application/x-ndjson',
  body: (events: readonly Sent[]) => events.map(({ text }) => `${text}\n`).join(''),
  judge: itemsVerdict,
};

/** Each event has an answer of its own. */
function itemsVerdict({ body }: Answer): Verdict {
  const { errors, items } = members(body);
  if (errors === false) return TAKEN;
  if (!Array.isArray(items)) return { kind: 'later', text: 'it does not say what became of the events' };
  const later: number[] = [];
  let reason = '';
  for (const [place, item] of items.entries()) {
    const { status, error } = asObject(asObject(item).create);
    const code = Number(status);
    if (code < 300 || code === CONFLICT) continue; // it is there already
    const { type, reason: why } = asObject(error);
    const text = `${type ?? `status ${code}`}${why === undefined ? '' : `: ${why}`}`;
    if (code !== TOO_MANY && code < 500) return { kind: 'refused', place, text };
    later.push(place);
    reason ||= text;
  }
  return later.length === 0 ? TAKEN : { kind: 'later', places: later, text: reason };
}
