/** `--policy`, `--profile` and `--html`: what a run was not allowed to do, what it needs, a page of it. Loaded only when asked for. */

import { systemAccounts } from '../../accounts/accounts.js';
import { AuditError } from '../../errors.js';
import { fileSource } from '../../input/file-source.js';
import type { Source } from '../../input/source.js';
import { printable } from '../../output/grid/grid.js';
import { loadLayout } from '../../output/grid/layouts.js';
import { plainJob } from '../../reports/job.js';
import type { Call } from '../../story/call.js';
import type { Deed } from '../../story/deed.js';
import { type DeedText, deedText } from '../../story/deed-line.js';
import { apparmorDraft } from '../../story/profile/apparmor.js';
import { type Needs, NeedsGatherer } from '../../story/profile/needs.js';
import { policyText } from '../../story/profile/policy-text.js';
import { seccompList } from '../../story/profile/seccomp.js';
import type { CallListener } from '../../story/story.js';
import { jsonText } from '../../story/story-json.js';
import { readStory } from '../../trace/read-run.js';
import type { Io } from '../io.js';
import { layoutOptions } from '../screen.js';
import type { ProfileKind } from './options.js';
import type { FilePolicy } from './policy-file.js';

interface Violation {
  readonly action: string;
  readonly what: string;
  readonly item: string;
  readonly program: string;
  readonly pid: number;
  readonly event: string;
  count: number;
}

/** Writes the violations; true when there is one. */
export async function judgeRecording(file: string, policy: FilePolicy, json: boolean, io: Io): Promise<boolean> {
  const found = new Map<string, Violation>();
  await readStory(file, systemAccounts(), {
    note: (line) => io.err(`${line}\n`),
    listener: (call, _process, deeds) => {
      for (const deed of deeds)
        for (const action of policy.violated(deed)) note(found, action, call, toldOf(action, deed));
      for (const { expression, matches } of policy.denials) {
        if (matches(call.event)) note(found, 'if', call, { what: call.name, text: expression });
      }
    },
  });
  const violations = [...found.values()];
  if (json) io.out.write(jsonText({ violations }));
  else if (violations.length > 0) await writeViolations(violations, io);
  io.out.flush();
  return violations.length > 0;
}

function toldOf(action: string, deed: Deed): DeedText {
  return deedText(deed) ?? { what: action, text: deed.what === 'file' ? printable(deed.path) : '' };
}

function note(found: Map<string, Violation>, action: string, call: Call, { what, text: item }: DeedText): void {
  const key = [action, what, item, call.exe].join('\0');
  const known = found.get(key);
  if (known) known.count++;
  else {
    const { sec, milli, serial } = call.event;
    const event = `${sec}.${String(milli).padStart(3, '0')}:${serial}`;
    found.set(key, { action, what, item, program: call.exe, pid: call.pid, event, count: 1 });
  }
}

async function writeViolations(violations: readonly Violation[], io: Io): Promise<void> {
  io.out.write('\nNot allowed\n');
  const layout = await loadLayout('table');
  const rows = layout(
    [
      { key: 'action', title: 'action', whole: true },
      { key: 'what', title: 'what', whole: true },
      { key: 'item', title: 'item' },
      { key: 'program', title: 'program' },
      { key: 'pid', title: 'pid', numeric: true },
      { key: 'count', title: 'count', numeric: true },
      { key: 'event', title: 'first event', whole: true },
    ],
    io.out,
    layoutOptions(io),
  );
  for (const { action, what, item, program, pid, count, event } of violations) {
    rows.row({ node: undefined, cells: [action, what, item, printable(program), pid, count, event] });
  }
  rows.end();
}

const texts: Readonly<Record<ProfileKind, (needs: Needs) => string>> = {
  policy: policyText,
  seccomp: (needs) => `${JSON.stringify(seccompList(needs), null, 2)}\n`,
  apparmor: apparmorDraft,
};

/** What all the runs together need. */
export async function writeProfile(files: readonly string[], kind: ProfileKind, io: Io): Promise<void> {
  const gatherer = new NeedsGatherer();
  let calls = 0;
  const listener: CallListener = (call, _process, deeds) => {
    calls++;
    gatherer.add(call, deeds);
  };
  const note = (line: string): void => io.err(`${line}\n`);
  for (const file of files) await readStory(file, systemAccounts(), { listener, note });
  if (calls === 0)
    throw new AuditError('input', `No system call in ${files.join(' ')}: a profile of it would allow nothing`);
  io.out.write(texts[kind](gatherer.needs()));
  io.out.flush();
}

/** A recorded run is a log like any other, so its page is the one of the reports. */
export async function writePageOf(file: string, page: string, io: Io): Promise<void> {
  const { writeReportPage } = await import('../report-page.js');
  const sources = async (): Promise<readonly Source[]> => [fileSource(file)];
  await writeReportPage({ report: plainJob(io.env), sources, timeout: undefined, strict: false }, page, io);
}
