/**
 * The recorded cases asked of stores: each log is shipped, each case is run with the log and with the store, and must print
 * the same. A command, as it takes minutes:
 *
 *   npx tsx test/store/recorded-cases.ts [--every N] [--shards PORT,PORT] FOLDER|clickhouse://HOST/DATABASE [GROUP-PREFIX …]
 *
 * FOLDER is made; the database must be there, and gets a table a log, which is emptied before. `--every`: of each log each Nth
 * case, beginning with another one in each log. `--shards`: HTTP ports on this machine of the servers of cluster `audit`, over which the tables are distributed.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { type ServerAddress, serverAddress } from '../../src/store/clickhouse/address.js';
import { createTable } from '../../src/store/clickhouse/schema.js';
import { ClickHouseServer } from '../../src/store/clickhouse/server.js';
import { runMain } from '../support/run-main.js';
import { quietFile } from '../support/shipped.js';

interface RecordedCase {
  readonly id: string;
  readonly group: string;
  readonly tool: 'ausearch' | 'aureport';
  readonly args: readonly string[];
  readonly log: string;
  readonly env: Readonly<Record<string, string>>;
}

const recorded = path.resolve(import.meta.dirname, '../../../shared/conformance');

function casesOf(file: string, groups: readonly string[]): readonly RecordedCase[] {
  const lines = gunzipSync(readFileSync(path.join(recorded, 'cases', file)))
    .toString()
    .split('\n');
  const cases: readonly RecordedCase[] = lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return groups.length === 0 ? cases : cases.filter(({ group }) => groups.some((one) => group.startsWith(one)));
}

/** Empty, as far as this log goes. `shards`: ports. */
async function storeFor(where: string, log: string, shards: readonly string[]): Promise<string> {
  const name = log.replaceAll(/\W/g, '_');
  if (!where.startsWith('clickhouse')) {
    rmSync(path.join(where, name), { recursive: true, force: true });
    return path.join(where, name);
  }
  const store = `${where}/${name}`;
  const { database } = addressOf(store);
  const [table, local] = [`\`${database}\`.\`${name}\``, `\`${database}\`.\`${name}_local\``];
  await command(store, `DROP TABLE IF EXISTS ${table}`);
  for (const port of shards) {
    const shard = `clickhouse://127.0.0.1:${port}/${database}/${name}_local`;
    await command(shard, `DROP TABLE IF EXISTS ${local}`);
    await command(shard, (version) => createTable(local, version));
  }
  if (shards.length > 0) {
    const engine = `Distributed(audit, \`${database}\`, \`${name}_local\`, cityHash64(stream))`;
    await command(store, `CREATE TABLE ${table} AS ${local} ENGINE = ${engine}`);
  }
  return store;
}

function addressOf(store: string): ServerAddress {
  return serverAddress(store, { env: process.env, allowsInsecure: false, note: () => {} });
}

async function command(store: string, statement: string | ((version: string) => string)): Promise<void> {
  const server = await ClickHouseServer.connect(addressOf(store), { timeoutSeconds: 30 });
  await server.command(typeof statement === 'string' ? statement : statement(await server.version()));
  await server.close();
}

/** The result: cases that differ. */
async function compare(cases: readonly RecordedCase[], log: string, store: string): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const { id, tool, args, env } of cases) {
    const asked = (input: string): ReturnType<typeof runMain> =>
      runMain(
        tool === 'ausearch' ? search : report,
        args.map((word) => word.replace('{LOG}', input)),
        { env },
      );
    const [expected, found] = [await asked(log), await asked(store)];
    const isSame = (['status', 'stdout', 'stderr'] as const).every((what) => expected[what] === found[what]);
    if (!isSame) differing.push(`${id}: ${tool} ${args.join(' ')}`);
  }
  return differing;
}

async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { every: { type: 'string', default: '1' }, shards: { type: 'string', default: '' } },
    allowPositionals: true,
  });
  const [where, ...groups] = positionals;
  if (where === undefined || !existsSync(recorded)) throw new Error('usage: recorded-cases.ts STORE [GROUP-PREFIX …]');
  const [every, shards] = [Number(values.every), values.shards.split(',').filter((port) => port !== '')];
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-recorded-'));
  let count = 0;
  const differing: string[] = [];
  for (const [n, file] of readdirSync(path.join(recorded, 'cases')).entries()) {
    const cases = casesOf(file, groups).filter((_, i) => i % every === n % every);
    const name = file.replace('.jsonl.gz', '');
    const log = quietFile(path.join(folder, name), readFileSync(path.join(recorded, 'logs', name)));
    const store = await storeFor(where, name, shards);
    const { status, stderr } = await runMain(search, ['--ship', store, '-if', log]);
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    const found = await compare(cases, log, store);
    process.stderr.write(`${name}: ${cases.length - found.length} of ${cases.length}\n`);
    differing.push(...found);
    count += cases.length;
  }
  rmSync(folder, { recursive: true });
  for (const line of differing) process.stdout.write(`${line}\n`);
  process.stdout.write(`${count - differing.length} of ${count} cases the same\n`);
  return differing.length === 0 ? 0 : 1;
}

process.exitCode = await run(process.argv.slice(2));
