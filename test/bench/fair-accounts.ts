/**
 * The fair case: both tools run where the accounts that the logs name exist and are looked up in files only. On a host
 * whose nsswitch asks a service, the original asks it about an unknown id again at every event, and takes twenty times as long.
 * The benchmark starts itself again in a mount namespace of its own, which needs root.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MARK = 'TS_AUDIT_BENCH_ACCOUNTS';
const MOUNTED = 'for f in passwd group nsswitch.conf; do mount --bind "$0/$f" "/etc/$f" || exit 3; done; exec "$@"';

/** Where names of users and groups come from: the line for the table. */
export function accountsCase(): string {
  return process.env[MARK] === 'known'
    ? "the logs' accounts exist, looked up in files (the fair case)"
    : "this host's accounts as they are";
}

/** Ends the process with the status of the run inside; returns where it cannot or need not be done. */
export function runWithKnownAccounts(): void {
  if (process.env[MARK] || process.getuid?.() !== 0) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-bench-accounts-'));
  const { users, groups } = namedAccounts();
  const lines = (names: ReadonlyMap<string, string>, line: (name: string, id: string) => string): string =>
    [...names].map(([id, name]) => line(name, id)).join('');
  writeFileSync(
    path.join(folder, 'passwd'),
    lines(users, (name, id) => `${name}:x:${id}:${id}::/:/bin/sh\n`),
  );
  writeFileSync(
    path.join(folder, 'group'),
    lines(groups, (name, id) => `${name}:x:${id}:\n`),
  );
  writeFileSync(path.join(folder, 'nsswitch.conf'), 'passwd: files\ngroup: files\n');
  const argv = ['-m', 'sh', '-c', MOUNTED, folder, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync('unshare', argv, { stdio: 'inherit', env: { ...process.env, [MARK]: 'known' } });
  rmSync(folder, { recursive: true });
  process.exit(status ?? 1);
}

/** The names that auditd's enrichment gives in the logs that the benchmark is made from. */
function namedAccounts(): { users: ReadonlyMap<string, string>; groups: ReadonlyMap<string, string> } {
  const users = new Map([['0', 'root']]);
  const groups = new Map([['0', 'root']]);
  const folder = path.resolve(import.meta.dirname, '../../fixtures/logs');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    for (const line of readFileSync(path.join(folder, file), 'latin1').split('\n')) {
      const [text = '', enrichment = ''] = line.split('\x1d');
      for (const [, field = '', name = ''] of enrichment.matchAll(/\b([A-Z]*[UG]ID)="([a-z_][a-z0-9_.-]*)"/g)) {
        const id = new RegExp(`[ ']${field.toLowerCase()}=(\\d+)`).exec(text)?.[1];
        if (id && name !== 'unset') (field.endsWith('GID') ? groups : users).set(id, name);
      }
    }
  }
  return { users, groups };
}
