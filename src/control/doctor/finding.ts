/** What `doctor` says: one line per fact; where something is wrong, why it matters and the command that mends it. */
export interface DoctorFinding {
  /** `problem`: evidence is being lost, or soon will be. */
  readonly level: 'ok' | 'advice' | 'problem';
  /** A short word for scripts. */
  readonly topic: string;
  /** Byte strings, all three. */
  readonly text: string;
  readonly why?: string | undefined;
  /** What to run or to change. */
  readonly command?: string | undefined;
}

export function ok(topic: string, text: string): DoctorFinding {
  return { level: 'ok', topic, text };
}

export function advice(topic: string, text: string, why: string, command: string): DoctorFinding {
  return { level: 'advice', topic, text, why, command };
}

export function problem(topic: string, text: string, why: string, command: string): DoctorFinding {
  return { level: 'problem', topic, text, why, command };
}
