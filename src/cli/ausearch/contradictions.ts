/** Options that would leave others without effect: said in a line, never ignored. */
import { usage } from '../../errors.js';
import type { SearchConfig } from './config.js';

/** What `--tree` is told as. */
const TREE_FORMATS: ReadonlySet<string> = new Set(['default', 'interpret', 'text', 'json']);

/** Throws `usage` where the command line asks for two answers, or chooses from what is taken whole. */
export function refuseContradictions(config: SearchConfig): void {
  const { ship, follow, live, tree, lineage, checkpoint, format, justOne } = config;
  const whose = lineage && `--${lineage.direction}-of`;
  const view = tree ? '--tree' : whose;
  if (ship?.where !== undefined) refuseChoice(config, view);
  if (view !== undefined && (follow || live))
    throw usage(`${view} and ${live ? '--live' : '--follow'} exclude each other`);
  if (view !== undefined && checkpoint !== undefined) throw usage(`${view} and --checkpoint exclude each other`);
  if (tree && !TREE_FORMATS.has(format)) throw usage(`--tree is text, or --json; it has no form ${format}`);
  if (tree && justOne) throw usage('--tree and --just-one exclude each other');
}

/** Logs are shipped whole, each line once: what were left out now would be missed for ever. */
function refuseChoice({ query, expressions, journals, ...config }: SearchConfig, view: string | undefined): void {
  if (journals.length > 0) throw usage('--ship is for logs, not for --journal');
  const { criterion, start, end } = query;
  const chooses = criterion !== undefined || expressions.length > 0 || start !== undefined || end !== undefined;
  if (chooses || config.startsAtCheckpoint)
    throw usage('--ship puts whole logs into a store: no criteria and no times');
  if (view !== undefined) throw usage(`--ship and ${view} exclude each other`);
  if (config.checkpoint !== undefined)
    throw usage('--ship and --checkpoint exclude each other: the store knows how far it is');
  if (config.justOne) throw usage('--ship and --just-one exclude each other');
}
