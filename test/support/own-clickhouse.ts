/**
 * A ClickHouse server of our own, which may be killed and may run out of space: a copy of one that TS_AUDIT_CLICKHOUSE_FOLDER holds
 * (`s1/config.xml`, `s1/pid`), with a folder and ports of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const model = path.join(process.env.TS_AUDIT_CLICKHOUSE_FOLDER ?? '', 's1');

/** For the `skip` of tests. */
export const ownServerMissing: string | false =
  (process.env.TS_AUDIT_CLICKHOUSE_FOLDER === undefined || !existsSync(path.join(model, 'pid'))) &&
  'no ClickHouse server to take after: TS_AUDIT_CLICKHOUSE_FOLDER';

export class OwnClickHouse {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  /** `folder`: empty; `disk`: where its data is. */
  static async start(folder: string, disk: string = folder): Promise<OwnClickHouse> {
    const [port, tcp] = [await freePort(), await freePort()];
    for (const name of ['data', 'tmp', 'log', 'user_files', 'format_schemas'])
      mkdirSync(path.join(name === 'data' ? disk : folder, name));
    const config = readFileSync(path.join(model, 'config.xml'), 'utf8')
      .replaceAll(`${model}/data/`, `${disk}/data/`)
      .replaceAll(model, folder)
      .replace(/<http_port>\d+/, `<http_port>${port}`)
      .replace(/<tcp_port>\d+/, `<tcp_port>${tcp}`);
    writeFileSync(path.join(folder, 'config.xml'), config);
    writeFileSync(path.join(folder, 'users.xml'), readFileSync(path.join(model, 'users.xml')));
    const server = new OwnClickHouse(folder, port);
    await server.run();
    return server;
  }

  async run(): Promise<void> {
    const pid = readFileSync(path.join(model, 'pid'), 'utf8').trim();
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
    const [, libraries] = /(?:^|\0)LD_LIBRARY_PATH=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1')) ?? [];
    this.#child = spawn(readlinkSync(`/proc/${pid}/exe`), [`--config-file=${this.#folder}/config.xml`], {
      argv0: program,
      env: { ...process.env, ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }) },
      stdio: 'ignore',
    });
    for (let left = 300; left > 0; left--) {
      const answers = await fetch(`http://127.0.0.1:${this.port}/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answers) return;
      if (this.#child.exitCode !== null) break;
      await wait(100);
    }
    throw new Error(`the server in ${this.#folder} does not start`);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  server.close();
  return address && typeof address === 'object' ? address.port : 0;
}
