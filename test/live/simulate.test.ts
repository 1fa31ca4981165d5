/** What `simulate` says of a log that everything was recorded in, against what the rules then really record. */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { after, test } from 'node:test';
import { withoutKernel } from '../cli/auditctl/run.js';
import { temporaryLog } from '../support/temporary-log.js';
import type { Caller } from './filter/caller.js';
import { type Laboratory, linesOf, load, made, setUp, withLaboratory } from './filter/laboratory.js';
import { liveSkip, saveKernelState } from './kernel-state.js';

const skip = liveSkip();
const restore = skip ? undefined : saveKernelState();
after(() => restore?.());

const calls = [
  ...[
    '2 s:$D/a 0',
    '2 s:$D/a 1',
    '2 s:$D/d/x 2',
    '2 s:$D/none 0',
    '90 s:$D/a 420',
    '92 s:$D/q 0 0',
    '39',
    '83 s:$D/d 493',
  ],
  ...[
    '82 s:$D/q s:$D/d/q',
    '82 s:$D/a s:$D/b',
    '87 s:$D/e/y',
    '86 s:$D/b s:$D/hard',
    '32:5 s:$D/b 0',
    '32:15 s:$D/b 420',
  ],
];
const P = '-F ppid=$P';
const subsets: readonly (readonly string[])[] = [
  [`-a always,exit -S all -F path=$D/a -F perm=wa ${P} -k a`, `-a always,exit -S all -F dir=$D/d ${P} -k d`],
  [
    `-a never,exit -S 2 -F success=0 ${P}`,
    `-a always,exit -S 2,90 ${P} -k opened`,
    `-a always,exit -S all -F a1=420 ${P}`,
  ],
  [`-a always,exit -F arch=b32 -S all ${P} -k b32`, `-a always,exit -S 82,87 -F obj_uid=1000 ${P} -k gone`],
  [`-a always,exit -S all -F path=$D/b -F success=1 ${P} -k b`, `-a always,exit -S all -F exit=-17 ${P} -k there`],
];

test('a log of everything, simulated, is what the rules record', { skip, timeout: 120_000 }, async (context) => {
  const wasMade = await withLaboratory((laboratory) =>
    laboratory.withCaller('root', (caller) => compared(caller, laboratory)),
  );
  if (!wasMade) context.skip('no C compiler');
});

async function compared(caller: Caller, laboratory: Laboratory): Promise<void> {
  const all = await logOf([`-a always,exit -S all ${P} -k all`], caller, laboratory);
  for (const rules of subsets) {
    const file = temporaryLog(`${rules.map(laboratory.inPlace).join('\n')}\n`, 'subset.rules');
    chmodSync(file, 0o600);
    const { stdout, stderr } = await withoutKernel('simulate', file, '--log', temporaryLog(all), '--json');
    const said: Said = JSON.parse(stdout);
    const own = await logOf(rules, caller, laboratory);
    const really = own.split('\n').filter((line) => line.startsWith('type=SYSCALL'));
    assert.equal(said.outcomes.recorded?.events ?? 0, really.length, `${rules.join('; ')}: ${stderr}`);
    assert.ok(really.length > 0);
    for (const { rule, events } of said.byRule) {
      const key = / -k (\S+)/.exec(rule)?.[1];
      if (key && rule.includes('always'))
        assert.equal(events, really.filter((line) => line.includes(`key="${key}"`)).length, rule);
    }
  }
}

interface Said {
  readonly outcomes: Readonly<Record<string, { readonly events: number }>>;
  readonly byRule: readonly { readonly rule: string; readonly events: number }[];
}

async function logOf(rules: readonly string[], caller: Caller, laboratory: Laboratory): Promise<string> {
  setUp(laboratory.folder);
  load(rules.map(laboratory.inPlace));
  const lines: string[] = [];
  for (const call of calls) {
    const { events } = await made(laboratory.inPlace(call), caller, laboratory);
    lines.push(...events.flatMap(linesOf));
  }
  return lines.map((line) => `${line}\n`).join('');
}
