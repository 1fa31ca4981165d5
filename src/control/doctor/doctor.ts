/** The judgement on a machine's audit health: one list of findings, in the order of a record's way. */
import { decodeRule } from '../../rules/decode.js';
import { judgeConf } from './conf.js';
import { judgeDaemon } from './daemon.js';
import { judgeDrift } from './drift.js';
import type { Facts } from './facts.js';
import { judgeLog, judgeWritable } from './files.js';
import { type DoctorFinding, problem } from './finding.js';
import { judgeReaders, judgeStatus } from './kernel.js';
import { judgeMarker } from './marker.js';
import { judgeRules } from './rules.js';

export function judge(facts: Facts): readonly DoctorFinding[] {
  const findings = [
    ...judgeKernel(facts),
    ...judgeReaders(facts.readers),
    ...judgeConf(facts.conf),
    ...judgeWritable(facts.conf.files),
    ...judgeLog(facts.log, facts.conf.conf),
  ];
  return [...findings, ...judgeMarker(facts, findings)];
}

function judgeKernel({ kernel, machine, daemon, rules }: Facts): readonly DoctorFinding[] {
  if ('refusal' in kernel) return [problem('kernel', kernel.refusal, 'most of this cannot be judged', kernel.advice)];
  const decoded = kernel.rules.map(({ bytes }) => decodeRule(bytes));
  return [
    ...judgeStatus(kernel.status),
    ...judgeRules(decoded, machine),
    ...judgeDrift(rules, kernel.rules),
    ...judgeDaemon(daemon),
  ];
}

/** 0 all is well, 1 there is advice, 2 evidence is being lost. */
export function exitStatusOf(findings: readonly DoctorFinding[]): number {
  if (findings.some(({ level }) => level === 'problem')) return 2;
  return findings.some(({ level }) => level === 'advice') ? 1 : 0;
}
