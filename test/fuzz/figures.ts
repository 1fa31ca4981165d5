/** How long was fuzzed, kept over many sessions in `figures.tsv`: one row a run, and its sum for a reader. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FILE = path.join(import.meta.dirname, 'figures.tsv');

export interface Figure {
  readonly target: string;
  /** Wall time. */
  readonly seconds: number;
  readonly runs: number;
  /** Kinds of findings; for `reference` every unexplained difference. */
  readonly findings: number;
}

/** `file`: another place than the repository's own. */
export function record({ target, seconds, runs, findings }: Figure, seed: number, file: string = FILE): void {
  const day = new Date().toISOString().slice(0, 10);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  appendFileSync(file, `${[day, commit, target, seed, Math.round(seconds), runs, findings].join('\t')}\n`);
}

/** By target, and all together. */
export function figures(file: string = FILE): ReadonlyMap<string, Figure> {
  const sums = new Map<string, Figure>();
  for (const row of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [, , target = '', , seconds, runs, findings] = row.split('\t');
    for (const name of [target, 'all together']) {
      const sum = sums.get(name) ?? { target: name, seconds: 0, runs: 0, findings: 0 };
      sums.set(name, {
        target: name,
        seconds: sum.seconds + Number(seconds),
        runs: sum.runs + Number(runs),
        findings: sum.findings + Number(findings),
      });
    }
  }
  return sums;
}

/** One line a target, and one for all. */
export const summed = (file: string = FILE): string => Array.from(figures(file).values(), told).join('');

const told = ({ target, seconds, runs, findings }: Figure): string =>
  `${target.padEnd(14)} ${(seconds / 3600).toFixed(2)} h, ${runs} runs, ${findings} findings\n`;
