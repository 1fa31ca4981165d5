/** Runs the vectors of the specification through ts-auditctl and tells where its answer differs. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KernelError } from '../../../src/netlink/kernel-error.js';
import { machineByName } from '../../../src/tables/syscalls.js';
import { FakeKernel } from '../../netlink/fake-kernel.js';
import { fakePlatform, type Run, runAuditctl } from './run.js';

/** One aspect of a case: what is expected and what came. */
export interface Difference {
  readonly aspect: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface Case {
  readonly args?: readonly string[];
  readonly arch?: string;
  readonly kernel?: Readonly<Record<string, string | boolean>>;
  readonly file?: string;
  readonly mode?: string;
  readonly payload_hex?: string;
  readonly nlmsg_type?: number;
  readonly before?: readonly unknown[];
  readonly sent?: readonly [number, string][];
  readonly messages?: readonly string[][];
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exit: number | string;
}

export function readCases(file: string): readonly Case[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const ADD_RULE = 1011;
const DELETE_RULE = 1012;

/** A case of `control.jsonl`: a command line on a simulated kernel. */
export async function judgeControl(of: Case): Promise<readonly Difference[]> {
  const { err, sockerr, status, feat, order } = of.kernel ?? {};
  const [type, code] = String(err ?? '')
    .split(':')
    .map(Number);
  const kernel = new FakeKernel({
    ...(typeof status === 'string' ? { status } : {}),
    ...(typeof feat === 'string' ? { features: feat } : {}),
    ...(err === undefined ? {} : { codes: new Map([[type!, code!]]) }),
    dataFirst: order === 'dataFirst',
  });
  const refuse = (): never => {
    throw new KernelError(Number(sockerr), 'socket');
  };
  const run = await runAuditctl(of.args!, fakePlatform(kernel, sockerr === undefined ? {} : { open: refuse }));
  return compare(
    { sent: of.sent, stdout: of.stdout, stderr: of.stderr?.replace(/SYSLOG<\d>: /g, ''), exit: of.exit },
    { sent: kernel.sent, ...withoutUsage(run) },
  );
}

/** A case of `rules.jsonl` or `rules-other-arch.jsonl`: the payload and the messages before the kernel's own. */
export async function judgeRule(of: Case): Promise<readonly Difference[]> {
  const loaded = of.payload_hex === undefined || !/Error sending/.test(of.stderr ?? '');
  const kernel = new FakeKernel({
    codes: loaded
      ? new Map()
      : new Map([
          [ADD_RULE, -22],
          [DELETE_RULE, -22],
        ]),
  });
  const run = await runAuditctl(of.args!, fakePlatform(kernel, { machine: machineByName(of.arch ?? 'x86_64') }));
  const sent = kernel.sent.find(([type]) => type === ADD_RULE || type === DELETE_RULE);
  // The kernel's own reason was another one than ours.
  const plain = (text: string | undefined): string => (text ?? '').replace(/(Error sending .* request) \(.*\)/, '$1');
  return compare(
    { type: of.nlmsg_type, payload: of.payload_hex, stderr: plain(of.stderr), exit: of.exit },
    { type: sent?.[0], payload: sent?.[1].slice(0, of.payload_hex?.length), stderr: plain(run.stderr), exit: run.exit },
  );
}

/** A case of `rulesfile.jsonl`: a file given to -R. Where messages go is left aside. */
export async function judgeFile(of: Case): Promise<readonly Difference[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  const file = path.join(folder, 'audit.rules');
  try {
    writeFileSync(file, Buffer.from(of.file!, 'latin1'));
    chmodSync(file, Number(of.mode ?? '0o644'));
    const kernel = new FakeKernel();
    const run = await runAuditctl(['-R', file], fakePlatform(kernel));
    const payload = (type: number, hex: string): string => {
      if (type === ADD_RULE || type === DELETE_RULE) return hex.slice(2 * 1040);
      return type === 1005 ? hex.replace(/(00)+$/, '00') : hex; // recorded without its padding
    };
    return compare(
      {
        sent: of.sent,
        stdout: of.stdout,
        stderr: (of.messages ?? []).map((m) => `${m.at(-1)}\n`).join(''),
        exit: of.exit,
      },
      {
        sent: kernel.sent.map(([type, hex]) => [type, payload(type, hex)]),
        ...withoutUsage(run),
        stderr: run.stderr.replaceAll(file, 'audit.rules'),
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The wording of the usage is ours. */
function withoutUsage(run: Run): Run {
  return run.stdout.startsWith('usage: auditctl [options]\n') ? { ...run, stdout: '<usage>' } : run;
}

function compare(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  return Object.keys(expected)
    .map((aspect) => ({ aspect, expected: expected[aspect], actual: actual[aspect] }))
    .filter((of) => JSON.stringify(of.expected) !== JSON.stringify(of.actual));
}
