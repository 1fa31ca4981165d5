/** Causes that can be planted on the running kernel: a call really is not recorded, and `why-not` says why. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { systemPlatform } from '../../src/control/platform.js';
import type { Setting } from '../../src/netlink/status.js';
import { runAuditctl } from '../cli/auditctl/run.js';
import type { Caller } from './filter/caller.js';
import { type Laboratory, linesOf, load, made, setUp, withLaboratory } from './filter/laboratory.js';
import { liveSkip, saveKernelState, withClient } from './kernel-state.js';

const skip = liveSkip();
const restore = skip ? undefined : saveKernelState();
after(() => restore?.());

const P = '-F ppid=$P';
/** open of the file for reading, as the words say. */
const CALL = '2 s:$D/a 0';
const OPEN = `-a always,exit -F arch=b64 -S open ${P} -k k`;

interface Planted {
  readonly cause: string;
  readonly rules: readonly string[];
  readonly settings?: Readonly<Partial<Record<Setting, number>>>;
  /** The caller is created when the rules are there. */
  readonly isNew?: boolean;
  /** Only some records are lost. */
  readonly isPartial?: boolean;
}

const planted: readonly Planted[] = [
  { cause: 'never-task', rules: [`-a never,task -F pid=$P`, OPEN], isNew: true },
  { cause: 'disabled', rules: [OPEN], settings: { enabled: 0 } },
  { cause: 'excluded-type', rules: [OPEN, '-a always,exclude -F msgtype=SYSCALL'] },
  { cause: 'excluded-process', rules: [OPEN, '-a never,exclude -F auid=4242'] },
  { cause: 'wrong-arch', rules: [`-a always,exit -F arch=b32 -S open ${P} -k k`] },
  { cause: 'never-rule', rules: [`-a never,exit -F arch=b64 -S open ${P}`, OPEN] },
  { cause: 'no-rules', rules: [] },
  { cause: 'other-call', rules: [`-a always,exit -F arch=b64 -S openat ${P} -k k`] },
  { cause: 'success', rules: [`${OPEN} -F success=0`] },
  { cause: 'auid', rules: [`-a always,exit -F arch=b64 -S open ${P} -F auid=-1 -k k`] },
  { cause: 'other-file', rules: [`-a always,exit -F arch=b64 -S open -F path=$D/b ${P} -k k`] },
  { cause: 'watch-on-link', rules: [`-a always,exit -F arch=b64 -S open -F path=$D/l ${P} -k k`] },
  { cause: 'perm', rules: [`-a always,exit -F path=$D/a -F perm=wa ${P} -k k`] },
  { cause: 'rate-limit', rules: [OPEN], settings: { rateLimit: 1 }, isPartial: true },
];

for (const one of planted) {
  test(`${one.cause}: ${one.rules.join('; ') || 'no rule'}`, { skip, timeout: 60_000 }, async (context) => {
    const wasTried = await withLaboratory(async (laboratory) => {
      setUp(laboratory.folder);
      if (one.isNew) plant(one, laboratory);
      await laboratory.withCaller('root', async (caller) => {
        if (!one.isNew) plant(one, laboratory);
        try {
          await tried(one, caller, laboratory);
        } finally {
          withClient((client) => client.set('rateLimit', 0));
        }
      });
    });
    if (!wasTried) context.skip('no C compiler');
  });
}

function plant({ rules, settings = {} }: Planted, { inPlace }: Laboratory): void {
  load(rules.map(inPlace));
  withClient((client) => {
    for (const [name, value] of Object.entries(settings)) client.set(name as Setting, value);
  });
}

async function tried(one: Planted, caller: Caller, laboratory: Laboratory): Promise<void> {
  const path = laboratory.inPlace('$D/a');
  const words = ['open', `path=${path}`, 'a1=0', 'exit=3', ...subject(caller.pid)];
  const { exit, stdout, stderr } = await runAuditctl(['why-not', 'live', '--json', '--', ...words], systemPlatform());
  assert.equal(stderr, '');
  const said: Said = JSON.parse(stdout);
  const causes = [...said.machine, ...said.ways.flatMap((way) => way.causes)].map(({ id }) => id);
  assert.ok(causes.includes(one.cause), `${causes.join()}: ${stdout}`);
  if (one.isPartial) return;
  assert.equal(exit, 1);
  const result = await caller.call(laboratory.inPlace(CALL));
  withClient((client) => client.set('enabled', 1)); // without it no mark is heard
  const { events } = await made('39', caller, laboratory);
  assert.ok(result > 2, 'the call itself succeeds');
  const calls = events.flatMap(linesOf).filter((line) => / syscall=2 /.test(line));
  assert.deepEqual(calls, [], 'the kernel does not record it');
}

function subject(pid: number): readonly string[] {
  return ['uid=0', 'gid=0', 'auid=4242', `pid=${pid}`, `ppid=${process.pid}`];
}

interface Said {
  readonly machine: readonly { readonly id: string }[];
  readonly ways: readonly { readonly causes: readonly { readonly id: string }[] }[];
}
