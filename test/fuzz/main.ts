/**
 * `npm run fuzz -- TARGET [--seconds N] [--seed N]`: mutates the target's seeds until the time is over, tells what did not
 * hold and writes it to the folder for temporary files. `all`: every target in turn. `reference`: random command lines on
 * mutated logs, our output beside the reference's (see reference.ts).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './run.js';
import { targets } from './targets.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const [name = 'all'] = positionals;
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

if (name === 'reference') {
  const { compareWithReference } = await import('./reference.js');
  process.exitCode = await compareWithReference(seconds, seed);
} else {
  const chosen = name === 'all' ? targets : targets.filter((target) => target.name === name);
  if (chosen.length === 0) {
    console.log(
      `unknown target ${name}; there are: all, reference, ${targets.map((target) => target.name).join(', ')}`,
    );
    process.exitCode = 2;
  }
  for (const target of chosen) {
    const end = performance.now() + (seconds * 1000) / chosen.length;
    const { runs, findings } = await fuzz(target, seed, () => performance.now() >= end);
    console.log(`${target.name}: ${runs} runs from seed ${seed}, ${findings.length} findings`);
    for (const finding of findings) {
      const folder = path.join(tmpdir(), 'ts-audit-findings', target.name);
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, String(finding.seed));
      writeFileSync(file, finding.input, 'latin1');
      console.log(`  seed ${finding.seed} (${file}): ${finding.message}`);
      process.exitCode = 1;
    }
  }
}
