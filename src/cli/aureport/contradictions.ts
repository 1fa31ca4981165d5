/** Options that would leave others without effect: said in a line, never ignored. */
import { usage } from '../../errors.js';
import type { ReportConfig, ReportDraft } from './config.js';

/** Throws `usage` where the command line asks for two answers, or says more about one that was not asked for. */
export function refuseContradictions(draft: ReportDraft): void {
  const { report, by, columns, histogram, distinct, sort, parts, partsLimit, html, compare, story, sql } = draft;
  const answers = [
    ...(sql === undefined ? [] : ['--sql']),
    ...(parts === undefined ? [] : ['--parts']),
    ...(draft.nodes ? ['--nodes'] : []),
    ...(html === undefined ? [] : ['--html']),
    ...(compare ? ['--compare'] : []),
    ...(draft.follow !== undefined || draft.live ? [draft.live ? '--live' : '--follow'] : []),
    ...(story ? ['session' in story ? '--story' : '--story-of'] : []),
  ];
  const [answer, other] = answers;
  if (answer !== undefined && other !== undefined) throw usage(`${answer} and ${other} exclude each other`);
  const reports = [...(by ? ['--by'] : []), ...(columns ? ['--columns'] : []), ...(report ? ['another report'] : [])];
  const [first, second] = reports;
  if (first !== undefined && second !== undefined) throw usage(`${first} and ${second} exclude each other`);
  if (answer !== undefined && answer !== '--live' && answer !== '--follow') {
    if (first !== undefined) throw usage(`${answer} and ${first} exclude each other`);
    if (histogram !== undefined) throw usage(`${answer} and --histogram exclude each other`);
  }
  if (distinct && !by) throw usage('--distinct goes with --by');
  if (sort !== undefined && !by) throw usage('--sort goes with --by');
  if (partsLimit !== undefined && parts === undefined) throw usage('--parts-limit goes with --parts');
}

/** For what is about all events: a choice of some would change nothing. */
export function refuseChoice({ criterion, filter }: ReportConfig, why: string): void {
  const isFiltered = filter.outcome !== undefined || filter.without !== undefined || !filter.configChanges;
  if (criterion || isFiltered) throw usage(why);
}
