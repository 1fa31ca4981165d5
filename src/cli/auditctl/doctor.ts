/** `doctor [--json] [--no-marker]`: one page on this machine's audit health. */
import { fromBytes, toBytes } from '../../bytes/text.js';
import { collectFacts } from '../../control/doctor/collect.js';
import { exitStatusOf, judge } from '../../control/doctor/doctor.js';
import type { DoctorFinding } from '../../control/doctor/finding.js';
import type { Platform } from '../../control/platform.js';
import { usage } from '../../errors.js';
import type { Io } from '../io.js';

const marks = { ok: 'ok     ', advice: 'advice ', problem: 'PROBLEM' } as const;
const known: ReadonlySet<string> = new Set(['--json', '--no-marker']);

/** Exit status: 0 all is well, 1 there is advice, 2 evidence is being lost. */
export function doctor(words: readonly string[], io: Io, platform: Platform): number {
  const stranger = words.find((word) => !known.has(word));
  if (stranger !== undefined) throw usage(`doctor does not know ${stranger}`, { exitStatus: 255 });
  const findings = judge(collectFacts(platform, { sendsMarker: !words.includes('--no-marker') }));
  const exitStatus = exitStatusOf(findings);
  if (words.includes('--json'))
    io.out.write(toBytes(`${JSON.stringify({ exitStatus, findings: findings.map(plain) })}\n`));
  else for (const finding of findings) io.out.write(lines(finding));
  return exitStatus;
}

function plain({ level, topic, text, why, command }: DoctorFinding): Readonly<Record<string, unknown>> {
  return { level, topic, text: fromBytes(text), why: why && fromBytes(why), command: command && fromBytes(command) };
}

function lines({ level, topic, text, why, command }: DoctorFinding): string {
  const indent = ' '.repeat(22);
  const advice = [why, command && `-> ${command}`].filter(Boolean).map((line) => `${indent}${line}\n`);
  return `${marks[level]}  ${topic.padEnd(11)}  ${text}\n${advice.join('')}`;
}
