/**
 * Runs the test files of a room until the first failure of any. Each is bundled with what it imports, and bundled again when a
 * source has changed: from many files the same tests start four times as slowly.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { context, type Plugin } from 'esbuild';

/** Waiting for something that never comes takes no processor time; on a busy machine other things take it. */
const WALL_PER_CPU = 6;

export interface TestsRun {
  /** `limits`: seconds of processor time that each file may take; one that takes longer has failed. */
  passes(limits: readonly number[]): Promise<boolean>;
  /** Processor time that each file takes; undefined when one fails. */
  seconds(): Promise<readonly number[] | undefined>;
  end(): Promise<void>;
}

/** `folder`: a checkout; `files` are relative to it. */
export async function testsRun(files: readonly string[], folder: string): Promise<TestsRun> {
  const outdir = path.join(folder, 'bundled');
  const bundles = await context({
    absWorkingDir: folder,
    entryPoints: [...files],
    outbase: folder,
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    inject: [path.join(import.meta.dirname, 'first-failure.ts')],
    plugins: [ownPlaces],
    logLevel: 'silent',
  });
  const bundled = files.map((file) => path.join(outdir, file.replace(/\.ts$/, '.js')));
  const passes = async (limits: readonly number[]): Promise<boolean> => {
    try {
      await bundles.rebuild();
    } catch {
      return false; // a fault that does not even parse
    }
    for (const [i, bundle] of bundled.entries()) if (!(await runFile(bundle, folder, limits[i] ?? 0))) return false;
    return true;
  };
  const seconds = async (): Promise<readonly number[] | undefined> => {
    await bundles.rebuild();
    const taken = bundled.flatMap((bundle) => secondsOf(bundle, folder) ?? []);
    return taken.length < bundled.length ? undefined : taken;
  };
  return { passes, seconds, end: () => bundles.dispose() };
}

/** Tests find their fixtures from where their source stands. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup: (build) => {
    build.onLoad({ filter: /\/(test\/.*|location|addon)\.ts$/ }, ({ path: file }) => ({
      loader: 'ts',
      contents: readFileSync(file, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
    }));
  },
};

const words = (file: string): readonly string[] => ['sh', process.execPath, '--test-reporter=dot', file];
const surroundings = { TZ: 'UTC', LC_ALL: 'C', NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined };

/** Processor time, as the shell tells it of what it started; undefined when the tests fail. */
function secondsOf(file: string, cwd: string): number | undefined {
  const script = '"$@" > /dev/null && times';
  const env = { ...process.env, ...surroundings };
  const { stdout, status } = spawnSync('sh', ['-c', script, ...words(file)], { cwd, env, encoding: 'latin1' });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const parts = Array.from(
    last.matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds),
  );
  return status === 0 ? parts.reduce((sum, part) => sum + part, 0) : undefined;
}

function runFile(file: string, folder: string, seconds: number): Promise<boolean> {
  const child = spawn('sh', ['-c', `ulimit -t ${seconds}; exec "$@"`, ...words(file)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...surroundings },
  });
  return new Promise((resolve) => {
    const end = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(end, seconds * 1000 * WALL_PER_CPU);
    child.stdout.on('data', (dots: Buffer) => {
      if (dots.includes('X')) end();
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve(status === 0);
    });
  });
}
