import assert from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { decode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';
import { setApart } from '../../src/build/apart.js';

const top = mkdtempSync(path.join(tmpdir(), 'ts-audit-apart-'));
after(() => rmSync(top, { recursive: true }));

const SOURCES = {
  'start.ts': `import { usual } from './usual.js';
export const program = async (word: string): Promise<string> => usual(word, () => import('./main.js'));`,
  'main.ts': `import { count } from './usual.js';
export const main = async (word: string): Promise<string> =>
  (word === 'a' ? (await import('./a.js')).answer() : await (await import('./b.js')).answer()) + count;`,
  'usual.ts': `export let count = 0;
export async function usual(word: string, load: () => Promise<{ main: (word: string) => Promise<string> }>): Promise<string> {
  count++;
  return (await load()).main(word);
}`,
  'a.ts': `import { shared, steps } from './shared.js';
export function answer(): string { steps.push('a'); return shared('answer of a') + [...numbers()].join() + require('./late.ts').late; }
function* numbers(): Generator<number> { yield 1; yield 2; }`,
  'b.ts': `import { shared, steps, used } from './shared.js';
export async function answer(): Promise<string> { steps.push('b'); return shared((await import('./c.js')).inner) + used; }`,
  'c.ts': `import { steps } from './shared.js';
export const inner = 'inner of b after ' + steps.join();`,
  'late.ts': `import { steps } from './shared.js';
export const late = ' after ' + steps.length;`,
  'shared.ts': `export let used = 0;
export const steps: string[] = [];
export class Mark { readonly text = '!'; }
export function shared(text: string): string { used++; return text + new Mark().text; }`,
};

async function bundled(): Promise<ReturnType<typeof setApart>> {
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(path.join(top, name), text);
  const { outputFiles, metafile } = await build({
    absWorkingDir: top,
    entryPoints: ['start.ts'],
    outdir: top,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [map, code] = outputFiles.map(({ text }) => text);
  return setApart({ code: code ?? '', map: map ?? '', inputs: metafile.inputs, entry: 'start.ts' });
}

const run = (code: string): { readonly program: (word: string) => Promise<string> } => {
  const module = { exports: {} };
  runInThisContext(`(function(module){${code}\n})`)(module);
  return module.exports as ReturnType<typeof run>;
};

test('a bundle whose parts stand apart does what it did', async () => {
  const { program } = run((await bundled()).code);
  assert.strictEqual(await program('a'), 'answer of a!1,2 after 11');
  assert.strictEqual(await program('b'), 'inner of b after a,b!22');
  assert.strictEqual(await program('a'), 'answer of a!1,2 after 13');
});

test('what only import() and require() lead to is in functions, shared modules in one of their own, and names that others use are outside', async () => {
  const { code } = await bundled();
  const usual = code.slice(0, code.indexOf('function __part1()'));
  assert.match(usual, /^\/\/ usual\.ts$/m);
  assert.doesNotMatch(usual, /^\/\/ (a|b|c|late|shared)\.ts$/m);
  assert.strictEqual(code.match(/^function __part\d+\(\)/gm)?.length, 5);
  assert.match(usual, /^var .*\bshared\b/m);
  assert.doesNotMatch(usual, /\bnumbers\b|\bMark\b.*Mark/);
});

test('the source map leads to the places where it led before', async () => {
  const { code, map } = await bundled();
  const { mappings, sources } = JSON.parse(map);
  const lines = code.split('\n');
  const decoded = decode(mappings);
  for (const [word, source] of Object.entries({
    'inner of b': 'c.ts',
    'answer of a': 'a.ts',
    'new Mark()': 'shared.ts',
  })) {
    const line = lines.findIndex((text) => text.includes(word));
    const column = lines[line]?.indexOf(word) ?? -1;
    const found = decoded[line]?.findLast(([at]) => at <= column);
    assert.strictEqual(sources[found?.[1] ?? -1], source);
    const text = Object.entries(SOURCES)
      .find(([name]) => name === source)?.[1]
      .split('\n')[found?.[2] ?? -1];
    assert.ok(text?.includes(word), `${word} in ${text}`);
  }
});
