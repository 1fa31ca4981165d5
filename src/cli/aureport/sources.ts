/** The logs that a command line of aureport names. */
import { discoverSources } from '../../input/discover.js';
import type { Source } from '../../input/source.js';
import type { Looked } from '../../store/open.js';
import type { Io } from '../io.js';
import { storedSources } from '../stores.js';
import type { ReportConfig } from './config.js';

type Named = Pick<ReportConfig, 'inputs' | 'journals' | 'systemLogs' | 'start' | 'access'> &
  Partial<Pick<ReportConfig, 'end'>>;

/** `fail` takes the line about one of several that can't be read; `looked`: what the run looks at in a store. */
export function reportSources(
  { inputs, journals, systemLogs, start, end = 0, access }: Named,
  logFile: string,
  io: Io,
  fail?: (line: string) => void,
  looked: Looked = {},
): Promise<readonly Source[]> {
  return discoverSources({
    paths: inputs,
    journals,
    systemLogs,
    logFile,
    stdin: io.stdin,
    start: start || undefined,
    end: end || undefined,
    stores: storedSources(looked, access, io),
    note: (line) => io.err(`${line}\n`),
    fail,
  });
}
