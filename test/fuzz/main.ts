/**
 * `npm run fuzz -- TARGET [--seconds N] [--seed N] [--record]`: mutates the target's seeds until the time is over, tells what did not
 * hold and writes it to the folder for temporary files. `all`: every target in turn. `reference`: random command lines on
 * mutated logs, our output beside the reference's (see reference.ts). `--record` adds a row to figures.tsv, `figures` sums it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, record, summed } from './figures.js';
import { fuzz } from './run.js';
import { targets } from './targets.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, record: { type: 'boolean' } },
});
const [name = 'all'] = positionals;
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

function finished(figure: Figure): void {
  if (values.record) record(figure, seed);
  if (figure.findings > 0) process.exitCode = 1;
}

if (name === 'figures') {
  process.stdout.write(summed());
} else if (name === 'reference') {
  const { compareWithReference } = await import('./reference.js');
  const compared = await compareWithReference(seconds, seed);
  if (compared) finished({ target: name, seconds, runs: compared.runs, findings: compared.unexplained });
} else {
  const chosen = name === 'all' ? targets : targets.filter((target) => target.name === name);
  if (chosen.length === 0) {
    console.log(
      `unknown target ${name}; there are: all, reference, figures, ${targets.map((target) => target.name).join(', ')}`,
    );
    process.exitCode = 2;
  }
  for (const target of chosen) {
    const share = seconds / chosen.length;
    const end = performance.now() + share * 1000;
    const { runs, findings } = await fuzz(target, seed, () => performance.now() >= end);
    console.log(`${target.name}: ${runs} runs from seed ${seed}, ${findings.length} findings`);
    for (const finding of findings) {
      const folder = path.join(tmpdir(), 'ts-audit-findings', target.name);
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, String(finding.seed));
      writeFileSync(file, finding.input, 'latin1');
      console.log(`  seed ${finding.seed} (${file}): ${finding.message}`);
    }
    finished({ target: target.name, seconds: share, runs, findings: findings.length });
  }
}
