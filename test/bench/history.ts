/** What was measured, kept: a line of `history.tsv` a command. A reader can plot it, the README's table is made of it. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import type { Run } from './measure.js';

const FILE = path.join(import.meta.dirname, 'history.tsv');
const COLUMNS = [
  'date', 'commit', 'machine', 'node', 'accounts', 'shape', 'size', 'command',
  'seconds', 'cpuSeconds', 'megabytes', 'originalSeconds', 'originalCpuSeconds', 'originalMegabytes', 'same',
] as const; // biome-ignore format: one glance

export type HistoryLine = Readonly<Record<(typeof COLUMNS)[number], string>>;

export interface Measured {
  readonly accounts: string;
  readonly shape: string;
  readonly size: string;
  readonly command: string;
  readonly ours: Run;
  readonly original: Run | undefined;
}

export function record({ ours, original, ...what }: Measured): void {
  const line: HistoryLine = {
    date: new Date().toISOString().slice(0, 10),
    commit: spawnSync('git', ['describe', '--always', '--dirty'], {
      cwd: import.meta.dirname,
      encoding: 'latin1',
    }).stdout.trim(),
    machine: `${cpus().length} x ${cpus()[0]?.model ?? '?'}`,
    node: process.version,
    ...what,
    seconds: ours.seconds.toFixed(3),
    cpuSeconds: ours.cpuSeconds.toFixed(3),
    megabytes: ours.megabytes.toFixed(0),
    originalSeconds: original?.seconds.toFixed(3) ?? '-',
    originalCpuSeconds: original?.cpuSeconds.toFixed(3) ?? '-',
    originalMegabytes: original?.megabytes.toFixed(0) ?? '-',
    same: original ? (original.hash === ours.hash ? 'yes' : 'no') : '-',
  };
  if (!existsSync(FILE)) appendFileSync(FILE, `${COLUMNS.join('\t')}\n`);
  appendFileSync(FILE, `${COLUMNS.map((column) => line[column]).join('\t')}\n`);
}

/** Oldest first. */
export function history(): HistoryLine[] {
  if (!existsSync(FILE)) return [];
  const [, ...lines] = readFileSync(FILE, 'latin1').trimEnd().split('\n');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(COLUMNS.map((column, i) => [column, cells[i] ?? ''])) as HistoryLine;
  });
}
