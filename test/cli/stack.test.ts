import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { buildSync } from 'esbuild';
import { innermostPlace, readableStack } from '../../src/cli/stack.js';

const top = mkdtempSync(path.join(tmpdir(), 'ts-audit-stack-'));
after(() => rmSync(top, { recursive: true }));
mkdirSync(path.join(top, 'src/query'), { recursive: true });
writeFileSync(
  path.join(top, 'src/query/match.ts'),
  "export function matchEverything(): void {\n  throw new Error('odd');\n}\n",
);
writeFileSync(
  path.join(top, 'src/main.ts'),
  "import { matchEverything } from './query/match.js';\nexport const run = (): void =>\n  matchEverything();\n",
);

function thrown(options: Parameters<typeof buildSync>[0]): string {
  const outfile = path.join(top, 'dist/main.cjs');
  buildSync({
    ...{ entryPoints: [path.join(top, 'src/main.ts')], outfile, bundle: true, format: 'cjs', minify: true },
    ...options,
  });
  // A process of its own: this one has maps of its own, too.
  const program = `try { require(${JSON.stringify(outfile)}).run() } catch (error) { console.log(error.stack) }`;
  return spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', env: {} }).stdout;
}

test('a stack of a bundle names places in the sources', () => {
  const stack = thrown({ sourcemap: 'linked', sourcesContent: false });
  assert.match(readableStack(stack), /^Error: odd\n.*\(src\/query\/match\.ts:2:9\)\n.*src\/main\.ts:3:3/);
  assert.strictEqual(innermostPlace(stack), 'src/query/match.ts:2:9');
});

test('without maps, and without places, it stays as it is', () => {
  rmSync(path.join(top, 'dist'), { recursive: true });
  const stack = thrown({ sourcemap: false });
  assert.strictEqual(readableStack(stack), stack);
  assert.strictEqual(
    readableStack('Error: x\n    at native\n    at <anonymous>'),
    'Error: x\n    at native\n    at <anonymous>',
  );
  assert.strictEqual(innermostPlace(''), undefined);
});
