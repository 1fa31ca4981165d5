/**
 * Bundles each program into one file of dist/, with V8's code cache beside it; the library into an ES module. Start-up is
 * the reason: from node_modules the same modules take three times as long as bare node, and many small chunks half
 * as long again. What few runs need stays out of the file, or apart in it (`apart.ts`): large packages are files of their own,
 * and those of node's own modules that are large are loaded with the first call.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';
import { setApart } from './apart.js';
import { makeSample, type ProgramName, programs, removeSample, usualRuns } from './programs.js';

/** Packages that only help, tables, compressed logs and some expressions need. */
const packages = [
  'cli-table3',
  'cli-truncate',
  'execa',
  'hyparquet',
  'hyparquet-writer',
  'ipaddr.js',
  're2js',
  'string-width',
  'yargs',
];

/** Modules of node that take a third of a millisecond and more to load, and that not every run asks. */
const LARGE_BUILTINS = /^node:(child_process|crypto|net|os|stream\/promises|timers\/promises|v8|zlib)$/;

/** Modules of functions that few runs call, and others know by name: what they stand on is loaded with the first call. */
const seldomCalled: ReadonlySet<string> = new Set([
  ...['comparison-needles', 'comparison-test', 'known-fields', 'note-comparison'].map(
    (name) => `src/query/field/${name}.ts`,
  ),
  'src/reports/field-values.ts',
]);

/** Packages that the user adds, if at all. */
const peers = ['@clickhouse/client', '@duckdb/node-api'];

const smallCode = {
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true, // names of variables are a sixth of the time that V8 takes for its cache
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const common: BuildOptions = {
  ...smallCode,
  external: peers,
  bundle: true,
  sourcemap: 'linked', // stacks of installed tools tell places in the sources (src/cli/stack.ts)
};

const commonJs: BuildOptions = {
  ...common,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': '__module.url', 'import.meta.dirname': '__dirname' },
  supported: { 'dynamic-import': false }, // a Script has no import(), only require()
};

/** Few runs ask. */
const MODULE_URL = "const __module={get url(){return require('node:url').pathToFileURL(__filename).href}};";

export async function bundle(root: string): Promise<void> {
  const dist = path.join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const places = { absWorkingDir: root, outdir: dist };
  for (const name of programs) await bundleApart(places, name, `src/cli/${name}/start.ts`);
  await bundleApart(places, 'worker', 'src/engine/worker.ts');
  const builds = JSON.stringify(
    Object.fromEntries([...programs, 'worker'].map((name) => [name, contentWord(dist, name)])),
  );
  await build({
    ...commonJs,
    ...places,
    entryPoints: { launch: 'src/cli/launch.ts' },
    define: { ...commonJs.define, BUILDS: builds },
  });
  mkdirSync(path.join(dist, 'packages'));
  for (const [name, contents] of Object.entries(fronts))
    writeFileSync(path.join(dist, `packages/${name}.cjs`), contents);
  for (const name of packages) {
    // The programs are ES modules, to which a CommonJS module's default export is all of it.
    const contents = `const all = require('${name}'); module.exports = all.default ? Object.assign(all.default, all) : all;`;
    const stdin = { contents, resolveDir: root };
    await build({
      ...commonJs,
      sourcemap: false,
      absWorkingDir: root,
      outfile: `dist/packages/${name in fronts ? behind(name) : name}.cjs`,
      stdin,
      banner: { js: MODULE_URL },
      // One measure of text: cli-table3 by itself brings one of an older Unicode.
      plugins: name === 'string-width' ? [] : [sharedMeasure],
    });
  }
  await build({
    ...common,
    ...places,
    entryPoints: { index: 'src/index.ts', start: 'src/cli/sample.ts' },
    format: 'esm',
    // Bundled CommonJS packages call require() for node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  cpSync(path.join(root, 'src/schema'), path.join(dist, 'schema'), { recursive: true });
  execFileSync('sh', ['-c', makeSample], { cwd: root, stdio: 'inherit' });
  for (const name of programs) cacheCode(root, name);
  execFileSync('sh', ['-c', removeSample], { cwd: root, stdio: 'inherit' });
}

interface Places {
  readonly absWorkingDir: string;
  readonly outdir: string;
}

/** As the one function that src/cli/launch.ts calls. */
async function bundleApart(places: Places, name: string, entry: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    ...commonJs,
    ...places,
    entryPoints: { [name]: entry },
    minifyWhitespace: false,
    minifyIdentifiers: false,
    sourcemap: 'external',
    metafile: true,
    write: false,
    plugins: [ownFiles, loadedWithFirstCall, loadedSeldom(places.absWorkingDir)],
  });
  const text = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  const apart = setApart({ code: text('.cjs'), map: text('.map'), inputs: metafile.inputs, entry });
  const map = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(apart.map).toString('base64')}`;
  const { code, map: wholeMap } = await transform(`${apart.code}\n${map}`, {
    ...smallCode,
    format: 'cjs',
    sourcemap: 'external',
    banner: `(function(exports,require,module,__filename,__dirname){${MODULE_URL}`,
    footer: '})',
  });
  const file = path.join(places.outdir, `${name}.cjs`);
  writeFileSync(file, `${code}//# sourceMappingURL=${name}.cjs.map\n`);
  writeFileSync(`${file}.map`, wholeMap);
}

const ownFiles: Plugin = {
  name: 'packages in files of their own',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${packages.join('|')})$`) }, ({ path: name }) => ({
      path: `./packages/${name}.cjs`,
      external: true,
    }));
  },
};

const sharedMeasure: Plugin = {
  name: 'string-width of its own file',
  setup({ onResolve }) {
    onResolve({ filter: /^string-width$/ }, () => ({ path: './string-width.cjs', external: true }));
  },
};

/** Packages that are loaded with every table and that few tables need: in their place stands what loads them then. */
const fronts: Readonly<Record<string, string>> = {
  // Takes 19 ms to load, for its expression of all emoji. Most tables are Latin text, lines and colours.
  'string-width': `const plain = /^(?:[ -~\xa1-\xac\xae-\xff\u2026\u2190\u2192\u2500-\u257f\u2588]|\\x1b\\[[\\d;]*m)*$/;
module.exports = (text, options) =>
  options || !plain.test(text) ? require('./${behind('string-width')}.cjs')(text, options) : text.replace(/\\x1b\\[[\\d;]*m/g, '').length;
module.exports.default = module.exports;
`,
  // Takes 10 ms. Where there is room enough nothing is shortened.
  'cli-truncate': `module.exports = (...all) => require('./${behind('cli-truncate')}.cjs')(...all);
module.exports.default = module.exports;
`,
};

function behind(name: string): string {
  return `${name}-whole`;
}

/** A module of node as functions that load it when they are called. */
const loadedWithFirstCall: Plugin = {
  name: 'builtin modules loaded with the first call',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LARGE_BUILTINS }, ({ path: name, namespace }) =>
      namespace === 'lazy' ? { path: name, external: true } : { path: name, namespace: 'lazy', sideEffects: false },
    );
    onLoad({ filter: /./, namespace: 'lazy' }, ({ path: name }) => {
      const members: Readonly<Record<string, unknown>> = createRequire(import.meta.url)(name);
      const named = Object.keys(members).map((member) => lazyExport(name, member, members[member]));
      return { contents: [...named, `export default ${lazyObject(`require(${JSON.stringify(name)})`)};`].join('\n') };
    });
  },
};

/** The same for modules of ours. */
function loadedSeldom(root: string): Plugin {
  return {
    name: 'modules loaded with the first call',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path: name, kind, resolveDir }) => {
        const file = path.relative(root, path.join(resolveDir, name.replace(/js$/, 'ts')));
        if (kind !== 'import-statement' || !seldomCalled.has(file)) return undefined;
        return { path: file, namespace: 'seldom', sideEffects: false };
      });
      onLoad({ filter: /./, namespace: 'seldom' }, async ({ path: file }) => {
        const members: Readonly<Record<string, unknown>> = await import(path.join(root, file));
        if (Object.values(members).some((value) => typeof value !== 'function'))
          throw new Error(`${file} has other things than functions`);
        const exports = Object.keys(members).map((member) => lazyExport(`./${file}`, member, members[member]));
        return { contents: exports.join('\n'), resolveDir: root };
      });
    },
  };
}

function lazyExport(module: string, member: string, value: unknown): string {
  const load = `require(${JSON.stringify(module)}).${member}`;
  return typeof value === 'function'
    ? `export function ${member}(...args) { const it = ${load}; return new.target ? new it(...args) : it(...args); }`
    : `export const ${member} = ${lazyObject(load)};`;
}

function lazyObject(load: string): string {
  return `/* @__PURE__ */ new Proxy({}, { get: (_, name) => ${load}[name] })`;
}

/** Tells this bundle from every other one; see src/cli/code-cache.ts. */
function contentWord(dist: string, name: string): string {
  return createHash('sha256')
    .update(readFileSync(path.join(dist, `${name}.cjs`)))
    .digest('hex')
    .slice(0, 16);
}

/** The functions of usual runs are in the cache of their kind, each adds its own; see src/cli/launch.ts, which writes and reads it. */
function cacheCode(root: string, name: ProgramName): void {
  // What this user's earlier builds and runs left in ~/.cache is not begun with.
  const env = { ...process.env, TS_AUDIT_SHIP_CODE_CACHE: '1', NODE_DISABLE_COMPILE_CACHE: '1' };
  const program = path.join(root, 'bin', `ts-${name}`);
  for (const words of usualRuns[name])
    spawnSync(process.execPath, [program, ...words], { cwd: root, env, stdio: 'ignore' });
}
