/** `doctor`: one page on this machine's audit health. Exit status: 0 all is well, 1 there is advice, 2 a problem. */
import { fromBytes } from '../../bytes/text.js';
import { judgeDaemon } from '../../control/doctor/daemon.js';
import { type DoctorFinding, problem } from '../../control/doctor/finding.js';
import { judgeReaders, judgeStatus } from '../../control/doctor/kernel.js';
import { judgeRules } from '../../control/doctor/rules.js';
import { namespaceAdvice, type Platform } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { decodeRule } from '../../rules/decode.js';
import type { Io } from '../io.js';
import { Session } from './session.js';

const marks = { ok: 'ok     ', advice: 'advice ', problem: 'PROBLEM' } as const;

export function doctor(words: readonly string[], io: Io, platform: Platform): number {
  const [option, ...rest] = words;
  if ((option !== undefined && option !== '--json') || rest.length > 0) {
    throw new AuditError('usage', `doctor does not know ${rest[0] ?? option}`, { exitStatus: 255 });
  }
  const findings = [...kernelFindings(io, platform), ...judgeReaders(), ...judgeDaemon()];
  const exitStatus = findings.some((of) => of.level === 'problem')
    ? 2
    : findings.some((of) => of.level === 'advice')
      ? 1
      : 0;
  if (option === '--json') {
    const plain = findings.map(({ advice: what, ...of }) => ({
      ...of,
      text: fromBytes(of.text),
      ...(what === undefined ? {} : { advice: fromBytes(what) }),
    }));
    io.out.write(`${Buffer.from(JSON.stringify({ exitStatus, findings: plain })).toString('latin1')}\n`);
  } else {
    for (const finding of findings) io.out.write(line(finding));
  }
  return exitStatus;
}

function line({ level, topic, text, advice }: DoctorFinding): string {
  return `${marks[level]}  ${topic.padEnd(11)}  ${text}\n${advice === undefined ? '' : `${' '.repeat(22)}-> ${advice}\n`}`;
}

/** Everything that only the kernel can tell; without the right to ask, that is the finding. */
function kernelFindings(io: Io, platform: Platform): readonly DoctorFinding[] {
  if (!platform.mayControl) {
    return [
      problem(
        'kernel',
        'The kernel cannot be asked (missing capability: CAP_AUDIT_CONTROL)',
        namespaceAdvice(platform) ?? 'run it as root',
      ),
    ];
  }
  let session: Session | undefined;
  try {
    session = new Session(io, platform);
    const rules = session.client.listRules().map((bytes) => decodeRule(bytes));
    return [...judgeStatus(session.client.status()), ...judgeRules(rules, platform.machine)];
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return [
      problem(
        'kernel',
        `The kernel cannot be asked (${error.message})`,
        namespaceAdvice(platform) ?? 'is audit part of this kernel?',
      ),
    ];
  } finally {
    session?.client.close();
  }
}
