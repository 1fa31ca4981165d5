/** The logs that a command line of aureport names. */
import { discoverInputs } from '../../input/discover.js';
import type { Input } from '../../input/input.js';
import type { Io } from '../io.js';
import type { ReportConfig } from './config.js';

type Named = Pick<ReportConfig, 'input' | 'systemLogs' | 'start'>;

export function reportInputs({ input, systemLogs, start }: Named, logFile: string, io: Io): readonly Input[] {
  return discoverInputs({
    paths: input === undefined ? [] : [input],
    systemLogs,
    logFile,
    stdin: io.stdin,
    start: start || undefined,
    note: (line) => io.err(`${line}\n`),
  });
}
