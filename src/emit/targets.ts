/** THE list of servers that take events. Adding one is a file in `targets/` and a line here. */
import type { Target } from './target.js';
import { elasticsearch } from './targets/elasticsearch.js';
import { loki } from './targets/loki.js';
import { otlp } from './targets/otlp.js';
import { splunkHec } from './targets/splunk-hec.js';

export const targets: readonly Target[] = [elasticsearch, otlp, loki, splunkHec];

export function targetOf(scheme: string): Target | undefined {
  return targets.find(({ schemes }) => schemes.includes(scheme));
}
