/** Runs test files until the first failure of any. */
import { spawn } from 'node:child_process';
import path from 'node:path';

/** Waiting for something that never comes takes no processor time; on a busy machine other things take it. */
const WALL_PER_CPU = 6;

/** `seconds` of processor time that a file may take; one that takes longer has failed. */
export async function runTests(files: readonly string[], folder: string, seconds?: number): Promise<boolean> {
  for (const file of files) if (!(await runFile(file, folder, seconds))) return false;
  return true;
}

function runFile(file: string, folder: string, seconds: number | undefined): Promise<boolean> {
  const node = [process.execPath, '--import', 'tsx', '--import', path.join(import.meta.dirname, 'first-failure.ts')];
  const limit = seconds === undefined ? '' : `ulimit -t ${seconds}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...node, '--test-reporter=dot', file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', NODE_TEST_CONTEXT: undefined },
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
