/**
 * The recorded cases asked of stores: each log is shipped, each case is run with the log and with the store, and must print
 * the same. A command, as it takes minutes:
 *
 *   npx tsx test/store/recorded-cases.ts FOLDER|clickhouse://HOST/DATABASE [GROUP-PREFIX …]
 *
 * FOLDER is made; the database must be there, and gets a table a log, which is emptied before.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { serverAddress } from '../../src/store/clickhouse/address.js';
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

/** Empty, as far as this log goes. */
async function storeFor(where: string, log: string): Promise<string> {
  const name = log.replaceAll(/\W/g, '_');
  if (!where.startsWith('clickhouse')) {
    rmSync(path.join(where, name), { recursive: true, force: true });
    return path.join(where, name);
  }
  const store = `${where}/${name}`;
  const address = serverAddress(store, { env: process.env, allowsInsecure: false, note: () => {} });
  const server = await ClickHouseServer.connect(address, { timeoutSeconds: 30 });
  await server.command(`DROP TABLE IF EXISTS ${server.table}`);
  await server.close();
  return store;
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

async function run([where, ...groups]: readonly string[]): Promise<number> {
  if (where === undefined || !existsSync(recorded)) throw new Error('usage: recorded-cases.ts STORE [GROUP-PREFIX …]');
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-recorded-'));
  let count = 0;
  const differing: string[] = [];
  for (const file of readdirSync(path.join(recorded, 'cases'))) {
    const cases = casesOf(file, groups);
    const name = file.replace('.jsonl.gz', '');
    const log = quietFile(path.join(folder, name), readFileSync(path.join(recorded, 'logs', name)));
    const store = await storeFor(where, name);
    await runMain(search, ['--ship', store, '-if', log]);
    differing.push(...(await compare(cases, log, store)));
    count += cases.length;
  }
  rmSync(folder, { recursive: true });
  for (const line of differing) process.stdout.write(`${line}\n`);
  process.stdout.write(`${count - differing.length} of ${count} cases the same\n`);
  return differing.length === 0 ? 0 : 1;
}

process.exitCode = await run(process.argv.slice(2));
