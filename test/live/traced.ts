/** Running ts-autrace on this machine's kernel, and looking at what it leaves there. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { readText } from '../../src/control/proc-file.js';
import { openTransport } from '../../src/netlink/addon.js';
import { AuditClient } from '../../src/netlink/client.js';
import { decodeRule } from '../../src/rules/decode.js';
import { encodeRule } from '../../src/rules/encode.js';
import { FIELD_KEY } from '../../src/rules/fields.js';
import type { Story } from '../../src/story/story.js';
import { markerRule } from '../../src/trace/plan.js';
import { readStory } from '../../src/trace/read-run.js';

export const isLive: boolean = process.env.TS_AUDIT_LIVE === '1' && process.getuid?.() === 0;
export const root: string = path.resolve(import.meta.dirname, '../..');
export const folder: string = mkdtempSync(path.join(tmpdir(), 'ts-audit-live-'));
const foreignRule = encodeRule(markerRule('ts-audit-live-foreign'));

export const command: readonly string[] = ['--import', 'tsx', path.join(root, 'src/cli/autrace/start.ts')];
export const options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly encoding: 'latin1' } = {
  cwd: root,
  env: { ...process.env, XDG_STATE_HOME: folder },
  encoding: 'latin1',
};

export function ask<T>(question: (client: AuditClient) => T): T {
  const client = new AuditClient(openTransport());
  try {
    return question(client);
  } finally {
    client.close();
  }
}

/** Keys of the rules that runs have in the kernel. */
export function ownKeys(): readonly string[] {
  return ask((client) =>
    client.listRules().flatMap((bytes) => {
      const key = decodeRule(bytes).fields.find(({ field }) => field === FIELD_KEY);
      return key && 'text' in key && key.text.startsWith('autrace-') ? [key.text] : [];
    }),
  );
}

export const isForeignThere = (): boolean =>
  ask((client) => client.listRules().some((rule) => rule.equals(foreignRule)));
export const enabled = (): number => ask((client) => client.status().enabled);
export let enabledBefore = 0;
const backlogLimit = (): number => ask((client) => client.status().backlogLimit);
let limitBefore = 0;
const hasteSwitch = (): string => readText('/sys/kernel/rcu_expedited');
const hasteBefore = hasteSwitch();

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function trace(...argv: readonly string[]): Ran {
  return spawnSync(process.execPath, [...command, ...argv], options);
}

export async function recorded(...argv: readonly string[]): Promise<Ran & { readonly story: Story }> {
  const log = path.join(folder, 'run.log');
  const { status, stdout, stderr } = trace('-o', log, ...argv);
  assertClean();
  return { status, stdout, stderr, story: await readStory(log, systemAccounts()) };
}

export function assertClean(): void {
  assert.deepEqual(ownKeys(), []);
  assert.ok(isForeignThere());
  assert.equal(enabled(), enabledBefore);
  assert.equal(hasteSwitch(), hasteBefore);
  assert.equal(backlogLimit(), limitBefore);
}

export function script(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** Hooks of a test file: a foreign rule stands there all the time, and nothing of ours stays. */
export function guardKernel(): void {
  before(() => {
    if (!isLive) return;
    enabledBefore = enabled();
    limitBefore = backlogLimit();
  });

  // Other tests on this kernel may have removed it.
  beforeEach(() => {
    if (isLive && !isForeignThere()) ask((client) => client.addRule(foreignRule));
  });

  after(() => {
    if (isLive && isForeignThere()) ask((client) => client.deleteRule(foreignRule));
    rmSync(folder, { recursive: true });
  });
}

/** Started, and past the gate. */
export async function running(...words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...command, '-o', path.join(folder, 'run.log'), ...words], {
    ...options,
    stdio: 'ignore',
  });
  for (let i = 0; i < 200 && !children(child.pid).includes(path.basename(words[0] ?? '')); i++) await pause(50);
  return child;
}

/** Names of the programs that a process' children run. */
function children(pid = 0): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const comm = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      return stat.slice(stat.lastIndexOf(')')).split(' ')[2] === String(pid) ? [comm] : [];
    } catch {
      return [];
    }
  });
}

export function ended(child: ChildProcess): Promise<readonly [number | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve([child.exitCode]);
  return new Promise((resolve) => child.once('exit', (status) => resolve([status])));
}
