/**
 * Runs the test files of a room until the first failure of any. Each is bundled with what it imports, and bundled again when a
 * source has changed: from many files the same tests start four times as slowly.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { context, type Plugin } from 'esbuild';

/** Waiting for something that never comes takes no processor time; on a busy machine other things take it. */
const WALL_PER_CPU = 6;

export interface TestsRun {
  /** `seconds` of processor time that a file may take; one that takes longer has failed. */
  passes(seconds?: number): Promise<boolean>;
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
  const passes = async (seconds?: number): Promise<boolean> => {
    try {
      await bundles.rebuild();
    } catch {
      return false; // a fault that does not even parse
    }
    for (const file of files) {
      const bundle = path.join(outdir, file.replace(/\.ts$/, '.js'));
      if (!(await runFile(bundle, folder, seconds))) return false;
    }
    return true;
  };
  return { passes, end: () => bundles.dispose() };
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

function runFile(file: string, folder: string, seconds: number | undefined): Promise<boolean> {
  const limit = seconds === undefined ? '' : `ulimit -t ${seconds}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, '--test-reporter=dot', file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined },
  });
  return new Promise((resolve) => {
    const end = (): void => void child.kill('SIGKILL');
    const timer = seconds === undefined ? undefined : setTimeout(end, seconds * 1000 * WALL_PER_CPU);
    child.stdout.on('data', (dots: Buffer) => {
      if (dots.includes('X')) end();
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve(status === 0);
    });
  });
}
