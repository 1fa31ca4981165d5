/** What the benchmark of the log tools runs: logs, their sizes, commands. */
import { reports } from '../../src/reports/catalog.js';
import type { LogShape } from './make-log.js';

export type ShapeName = 'quiet' | 'busy' | 'unknown-uids';

export const SHAPES: Readonly<Record<ShapeName, Omit<LogShape, 'megabytes'>>> = {
  quiet: { rate: 2, shuffle: false },
  busy: { rate: 5000, shuffle: true },
  'unknown-uids': { rate: 2, shuffle: false, uidOffset: 700_000 },
};

export interface Work {
  readonly tool: 'ausearch' | 'aureport';
  readonly args: readonly string[];
  /** The original cannot be asked this. */
  readonly oursOnly?: true;
}

const SEARCHES = [
  ['-m', 'AVC'], ['-p', '12345'], ['-k', 'exec'], ['-c', 'sudo'], ['-a', '99999'], ['-x', '/usr/bin/su'], ['-f', '/etc/shadow'],
  ['-sv', 'no', '-k', 'access'], ['-i', '-k', 'exec'], ['--raw'], [], ['-i'], ['--format', 'csv'], ['--format', 'text'],
]; // biome-ignore format: one glance
/** Formats of ours; expressions: selective, half selective, unselective. */
const OWN_SEARCHES = [
  ['--format', 'json'], ['--format', 'ecs'], ['--format', 'ocsf'], ['--format', 'otlp'],
  ['--expr', 'key = exec'], ['--expr', 'key = exec and pid = 12345'], ['--where', 'exe=/usr/bin/su'], ['--expr', 'cmd ~ "^sudo "'],
  ['--expr', 'pid > 30000'], ['--expr', 'action = opened-file'],
]; // biome-ignore format: one glance
/** All that the original has. */
const SUMMARIES = reports.flatMap(({ option, shape }) =>
  option && shape.kind === 'listing' && shape.summary ? [[option, '--summary']] : [],
);
const REPORTS = [[], ['-x', '--summary', '-i'], ['-s', '-i'], ...SUMMARIES];

export const WORK: readonly Work[] = [
  ...SEARCHES.map((args): Work => ({ tool: 'ausearch', args })),
  ...OWN_SEARCHES.map((args): Work => ({ tool: 'ausearch', args, oursOnly: true })),
  ...REPORTS.map((args): Work => ({ tool: 'aureport', args })),
];

export const nameOf = ({ tool, args }: Work): string => [tool, ...args].join(' ');

/** `256`: one file of so many MB; `5x8`: a folder with five files of 8 MB, as auditd leaves them by default. */
export interface LogSize {
  readonly text: string;
  readonly files: number;
  readonly megabytes: number;
}

export function logSize(text: string): LogSize {
  const [, files = '1', megabytes] = /^(?:(\d+)x)?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (megabytes === undefined) throw new Error(`a size is 256 (MB) or 5x8 (files x MB), not ${text}`);
  return { text, files: Number(files), megabytes: Number(megabytes) };
}
